"""From the file of a study to a study that can be run, or every mistake with its place."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from suite.errors import UserError
from suite.formula import FormulaError
from suite.lectures.lectures import LECTURES
from suite.recipe import Recipe, SurfaceRecipe
from suite.recipe.recipe import load_source
from suite.recipe.schema.base_settings import Settings
from suite.recipe.schema.wording import (
    described,
    expectation,
    received,
    unknown_key,
)
from suite.recipe.text.dialect import Loader, dump
from suite.recipe.text.document import read
from suite.recipe.text.key_path import KeyPath
from suite.recipe.text.node import Node
from suite.recipe.text.problems import Problem, RecipeError
from suite.recipe.text.shipped import shipped_studies
from suite.recipe.text.sources import Source, open_source
from suite.studies.claims.claim import Claim, read_claim
from suite.studies.claims.draws import refuse_always_met
from suite.studies.claims.terms import ONLY
from suite.studies.claims.verdict import LEAST_SEEDS, LEAST_SEEDS_WITHIN
from suite.studies.definition.measure_text import MeasureText, figure_name, measures_of
from suite.studies.definition.study_recipe import StudyClaim, StudyRecipe
from suite.studies.definition.study_settings import (
    MOST_VARIANTS,
    ClaimSettings,
    StudyFile,
    StudySettings,
)
from suite.studies.measures.registry import MEASURES
from suite.suggest import close_names, did_you_mean
from suite.tables import listing

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # by libyaml, where it was built in
_NO_NAME = "is no name: it has up to 60 letters, digits, `_`, and in a variant `-` and `.`"


def load_study(reference: str | Path) -> StudyRecipe:
    """Read and check a study; nothing is imported that trains, and nothing is run.

    Args:
        reference: the name of a shipped study, `init/zeros`, or the path of a file.

    Raises:
        RecipeError: every mistake that was found, each with file, line and column.
        UserError: there is no such study.

    Example:
        >>> [claim.settings.id for claim in load_study("init/zeros").claims][0]
        ['C115', 'C283']
    """
    return _Reader(_open(reference)).study()


def list_studies(width: int = 100) -> str:
    """One line for each shipped study: its name and its title, as far as it fits.

    Example:
        >>> "init/zeros" in list_studies()
        True
    """
    rows = [(name, headline(path)[0], "") for name, path in shipped_studies().items()]
    return "\n".join(listing(rows, width))


def headline(path: Path) -> tuple[str, list[str]]:
    """Title and topics of the file of a study; the rest of it is not checked.

    Example:
        >>> headline(shipped_studies()["init/zeros"])
        ('Units that begin alike stay alike', ['init/zeros', 'init/constant'])
    """
    found = yaml.load(path.read_text("utf-8"), _LOADER)
    return found["study"]["title"], [one.strip() for one in found["topic"].split(",")]


def _open(reference: str | Path) -> Source:
    known, text = shipped_studies(), str(reference)
    if not Path(text).is_file():
        name = text.removesuffix(".yaml").replace("/studies/", "/")
        ends = [one for one in known if one.rpartition("/")[2] == name]
        name = ends[0] if name not in known and len(ends) == 1 else name
        if name not in known:
            hint = did_you_mean(close_names(name, known, 3), ";")
            raise UserError(
                f"no study is called '{text}'{hint} `python -m suite list studies` names them"
            )
        return open_source(known[name])
    return open_source(text)


class _Reader:
    """One file of a study; the first stage in which something is wrong tells all of it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        document = read(source.text, source.origin)
        self.problems += document.problems
        self._refuse()
        assert document.root is not None
        self.root: Node = document.root

    def study(self) -> StudyRecipe:
        file = self._settings()
        settings = file.study
        topics = self._topics(file.topic)
        base = self._base(settings)
        self._refuse()
        variants = self._variants(settings, base)
        measures = self._measures(settings)
        self._refuse()
        claims = tuple(self._claims(settings, measures, isinstance(base, SurfaceRecipe)))
        self._refuse()
        path = Path(self.source.address)
        return StudyRecipe(_name(path), path, topics, settings, base, variants, measures, claims)

    def add(self, path: KeyPath, message: str, *, key: bool = False) -> None:
        self.problems.append(Problem.at(self.root.place_of(path, key=key), path, message))

    def _refuse(self) -> None:
        if self.problems:
            raise RecipeError(sorted(self.problems, key=lambda one: one.line or 0))

    def _settings(self) -> StudyFile:
        try:
            return StudyFile.model_validate(self.root.plain())
        except ValidationError as error:
            for item in error.errors(include_url=False, include_context=False, include_input=False):
                of_key, kind = item["loc"][-1] == "[key]", item["type"]
                path = item["loc"][:-1] if of_key else item["loc"]
                said = _NO_NAME if of_key else self._said(kind, path)
                self.add(path, said, key=of_key or "extra" in kind)
        raise RecipeError(self.problems)

    def _said(self, kind: str, path: KeyPath) -> str:
        if kind == "extra_forbidden":
            blocks: dict[int, type[Settings]] = {1: StudyFile, 2: StudySettings}
            fields = blocks.get(len(path), ClaimSettings).model_fields.items()
            return unknown_key(str(path[-1]), [field.alias or name for name, field in fields])
        if kind == "missing":
            return "required and not given"
        if kind == "too_long":
            return f"has more than {MOST_VARIANTS} entries"
        while (found := self.root.find(path)) is None:  # one value that stands for a list
            path = path[:-1]
        wanted = described(expectation(StudyFile, path))
        return f"must be {wanted}. Received: {received(found.plain())}"

    def _topics(self, text: str) -> tuple[str, ...]:
        topics = tuple(part.strip() for part in text.split(",") if part.strip())
        if not topics:
            self.add(("topic",), "names no topic; `python -m suite topics` names them all")
        for topic in topics:
            if topic not in LECTURES:
                hint = did_you_mean(close_names(topic, LECTURES, 3))
                self.add(("topic",), f"unknown topic {topic!r}{hint} `topics` names them all")
        return topics

    def _base(self, settings: StudySettings) -> Recipe | None:
        if settings.base is not None and settings.recipe is not None:
            self.add(("study", "recipe"), "there is a `base` already: leave one of the two out")
        elif settings.base is not None:
            name = settings.base
            return self._recipe(("study", "base"), lambda: open_source(name, self.source))
        elif settings.recipe is not None:
            return self._recipe(("study", "recipe"), self._body)
        return None

    def _recipe(self, path: KeyPath, open_it: Callable[[], Source]) -> Recipe | None:
        """The recipe that is varied; of a sweep what it varies."""
        try:
            return load_source(open_it()).one_run
        except RecipeError as error:
            self.problems += error.problems
        except UserError as error:
            self.add(path, str(error))
        return None

    def _body(self) -> Source:
        """The body under `recipe:` as a text of its own, in which every line stays where it is."""
        top = Loader(self.source.text).get_single_node()
        study = next(below for key, below in top.value if key.value == "study")
        body = next(below for key, below in study.value if key.value == "recipe")
        start, end = body.start_mark.index, body.end_mark.index
        before = "".join(one if one == "\n" else " " for one in self.source.text[:start])
        name = _name(Path(self.source.address)).rpartition("/")[2]
        text = before + self.source.text[start:end]
        return Source(text, self.source.origin, self.source.address, name)

    def _variants(self, settings: StudySettings, base: Recipe | None) -> dict[str, Recipe]:
        if ONLY in settings.variants:
            message = "is what the one arm of a study without variants is called; name it otherwise"
            self.add(("study", "variants", ONLY), message, key=True)
        if base is None:
            self._refuse_alike(settings.variants)
            return {}
        found: dict[str, Recipe] = {}
        for name, edits in (settings.variants or {ONLY: {}}).items():
            place = ("study", "variants", name)
            if "seed" in edits:
                self.add((*place, "seed"), "the study gives every variant the same seeds")
                continue
            try:
                texts = [f"{key}={dump(value, flow=True)}" for key, value in edits.items()]
                found[name] = base.replace(*texts).one_run
            except RecipeError as error:
                for problem in error.problems:
                    self.add((*place, problem.key), problem.message, key=True)
        self._refuse_alike({name: recipe.resolved() for name, recipe in found.items()})
        return found

    def _refuse_alike(self, variants: Mapping[str, Any]) -> None:
        """Refuse a variant that is another under a second name."""
        for (first, one), (second, other) in itertools.combinations(variants.items(), 2):
            if one == other:
                message = f"changes nothing: it is the same as `{first}`"
                self.add(("study", "variants", second), message, key=True)

    def _measures(self, settings: StudySettings) -> dict[str, MeasureText]:
        found: dict[str, MeasureText] = {}
        for name, text in settings.measures.items():
            try:
                found[name] = MeasureText.read(name, text)
            except FormulaError as error:
                self.add(("study", "measures", name), str(error))
                continue
            self._refuse_missing(name, found[name], settings)
        return found

    def _refuse_missing(self, name: str, measure: MeasureText, settings: StudySettings) -> None:
        """Refuse a measure that needs what the study does not have."""
        path = ("study", "measures", name)
        has_recipe = settings.base is not None or settings.recipe is not None
        if measure.takes_arm and not has_recipe:
            self.add(path, "is of a model, and the study has neither `base` nor `recipe`")
        for parameter in measure.parameters:
            lacking = [one for one, given in settings.variants.items() if parameter not in given]
            if has_recipe or lacking or not settings.variants:
                where = "" if has_recipe or not lacking else f" in {', '.join(lacking)}"
                self.add(path, f"nothing gives a value to `${parameter}`{where}")

    def _claims(
        self, settings: StudySettings, measures: dict[str, MeasureText], is_surface: bool
    ) -> Iterator[StudyClaim]:
        for number, written in enumerate(settings.claims):
            path = ("study", "claims", number, "claim")
            try:
                claim = read_claim(written.claim)
                used = [figure.measure for figure in claim.figures]
                measures |= measures_of({}, [one for one in used if one not in measures])
                known = [*measures, *(one for one in used if figure_name(one)), *MEASURES]
                claim.refuse_unknown(list(dict.fromkeys(known)), list(settings.variants))
                for one in used:
                    self._refuse_missing(one, measures[one], settings)
                facts = [measures[one.measure].is_exact for one in claim.figures]
                is_exact = is_surface or all(facts)
                ranges = {one: measures[one.measure].range for one in claim.figures}
                claim.refuse_idle(ranges)
                refuse_always_met(claim, ranges, exact=is_exact)
            except FormulaError as error:
                self.add(path, str(error))
                continue
            self._refuse_untestable(number, claim, is_exact, settings)
            yield StudyClaim(written, claim, is_exact)

    def _refuse_untestable(
        self, number: int, claim: Claim, is_exact: bool, settings: StudySettings
    ) -> None:
        """Refuse a claim that its seeds could never decide, or for which nothing can fail."""
        path = ("study", "claims", number, "claim")
        if is_exact:
            return
        least = LEAST_SEEDS_WITHIN if claim.kind == "within" else LEAST_SEEDS
        if claim.kind != "equal" and settings.seeds < least:
            self.add(
                path,
                f"is tested over seeds, of which {least} are needed: with {settings.seeds} no "
                f"outcome could decide it. Write `seeds: {least}`",
            )
        others = [name for name in settings.variants if name not in claim.variants]
        control = settings.claims[number].control
        if control is not None and control not in others:
            hint = did_you_mean(close_names(control, others))
            known = f"there are: {', '.join(others)}" if others else "there is none"
            self.add((*path[:-1], "control"), f"is no other variant{hint} {known}")
        if len(claim.variants) == 1 and not others:
            self.add(
                path,
                "nothing shows that it can fail: add a variant in which its cause is removed",
            )


def _name(path: Path) -> str:
    known = {str(one): name for name, one in shipped_studies().items()}
    return known.get(str(path), path.stem)
