"""From a tree of nodes to a valid recipe, or to every mistake in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, get_origin

from pydantic import PydanticUserError, TypeAdapter, ValidationError

from suite.catalog import Doors
from suite.catalog.arguments.expectation import number_in
from suite.recipe.composing.compose import Composition
from suite.recipe.composing.references import absolute_references, impossible_paths, strange_source
from suite.recipe.composing.sweep_trial import composition_at, points_to_check
from suite.recipe.rules.general_rules import contradictions
from suite.recipe.schema.base_settings import LARGEST_COUNT, Settings
from suite.recipe.schema.penalty_settings import each_penalty
from suite.recipe.schema.recipe_settings import (
    PROBLEMS,
    DataSettings,
    RecipeSettings,
    TrainingSettings,
)
from suite.recipe.schema.recipe_types import SweepRecipeSettings, typed
from suite.recipe.text import provenance
from suite.recipe.text.node import Node
from suite.recipe.text.place import DEFAULTS
from suite.recipe.text.problems import MOST, Path, Problem, key_text
from suite.recipe.validation.catalog_view import CatalogView
from suite.recipe.validation.components import (
    canonical_values,
    component_problems,
    place_of,
    pruned,
    with_fitting_metrics,
    with_logits,
)
from suite.recipe.validation.large_numbers import large_numbers
from suite.recipe.validation.wording import (
    block,
    described,
    expectation,
    hint_at,
    options,
    received,
    unknown_key,
)

_SECTIONS: dict[str, type[Settings]] = {"data": DataSettings, "training": TrainingSettings}
_COMPONENTS = ("model", "surface", "initialization", "loss", "metrics", "optimizer", "callbacks")
_ELSEWHERE = [f"{name}.{key}" for name, model in _SECTIONS.items() for key in model.model_fields]
_ELSEWHERE += ["optimizer.learning_rate"]


@dataclass(frozen=True)
class Surroundings:
    """What the names in a recipe are looked up in.

    Args:
        folder: that components in files are relative to.
        plugins: folders of callbacks, beside those that are always looked at.
        trust: whether a recipe from the web may do what the user's own may.
    """

    folder: FilePath = field(default_factory=FilePath.cwd)
    plugins: tuple[FilePath, ...] = ()
    trust: bool = False


@dataclass(frozen=True)
class Checked:
    """What was found in a recipe.

    Args:
        settings: none where they could not be read.
        problems: every mistake.
        doors: what its names may reach.
    """

    settings: RecipeSettings | None
    problems: list[Problem]
    doors: Doors = field(default_factory=Doors)


def checked(composition: Composition, surroundings: Surroundings) -> Checked:
    """A recipe's settings, or every mistake in them; of a sweep, also in what it varies."""
    found = _checked(composition, surroundings)
    if found.settings is None or found.problems:
        return found
    match typed(found.settings):
        case SweepRecipeSettings(sweep=sweep):
            for point in points_to_check(sweep):
                trial = _checked(composition_at(composition, point), surroundings)
                found.problems.extend(_new(trial.problems, found.problems))
    return found


def _checked(composition: Composition, surroundings: Surroundings) -> Checked:
    problems = list(composition.problems)
    if composition.root is None:
        return Checked(None, problems)
    strange = [*impossible_paths(composition.root), *large_numbers(composition.root)]
    root = absolute_references(composition.root)
    own = None if surroundings.trust else provenance.own(root, composition.origins)
    doors = Doors(surroundings.folder, surroundings.plugins, own)
    catalog = CatalogView(doors)
    problems += [*strange, *strange_source(root, doors)]
    root = with_logits(with_fitting_metrics(root, catalog), catalog)
    settings, found = validated(root, catalog)
    return Checked(settings, problems + _news(found, [*composition.problems, *strange]), doors)


def _new(found: Sequence[Problem], known: Sequence[Problem]) -> list[Problem]:
    """The problems that say something new; several values may have the same mistake."""
    told = {(problem.key, problem.message) for problem in known}
    return [problem for problem in found if (problem.key, problem.message) not in told]


def _news(found: Sequence[Problem], known: Sequence[Problem]) -> list[Problem]:
    """The problems that are no consequence of a value or a file that could not be read."""
    places = {(problem.file, problem.line, problem.column, problem.key) for problem in known}
    lacking = any(problem.key == "extends" for problem in known)
    return [
        problem
        for problem in found
        if (problem.file, problem.line, problem.column, problem.key) not in places
        and not (lacking and problem.key == "model" and problem.message.startswith("required"))
    ]


def validated(root: Node, catalog: CatalogView) -> tuple[RecipeSettings | None, list[Problem]]:
    """Validate a recipe: blocks and types, then components, then contradictions.

    All three are looked at even where one of them finds something, so that one look at the report
    is enough; a setting that is wrong by itself counts as unset in the contradictions.
    """
    root = without_default_source(root)
    values = canonical_values(_values(root), catalog)
    recipe: RecipeSettings | None = None
    paths: list[Path] = []
    problems: list[Problem] = []
    try:
        recipe = RecipeSettings.model_validate(values)
    except ValidationError as error:
        for path, message in itertools.islice(_messages(error, root), MOST):
            paths.append(path)
            unknown = message.startswith("unknown key")
            problems.append(Problem.at(place_of(root, path, key=unknown), path, message))
    if all(values.get(name) is None for name in PROBLEMS):
        recipe, place = None, place_of(root, ("model",), key=False)
        message = "required and not given; name a model, for instance `model: mlp`"
        problems.append(Problem.at(place, ("model",), message))
    problems += component_problems(root, catalog)
    settings = recipe or _rest(values, paths)
    if settings is not None:
        wrong = [key_text(path[:2]) for path in paths]
        for path, message in contradictions(settings, catalog):
            if any(key in message for key in wrong):
                continue  # no more than the consequence of a mistake that is reported
            problems.append(Problem.at(place_of(root, path, key=False), path, message))
    return recipe, problems


def without_default_source(root: Node) -> Node:
    """Data that is only described has no source, unless the recipe names one."""
    data = root.child("data")
    if data is None or not isinstance(data.content, dict):
        return root
    kind, shape, classes = (data.child(key) for key in ("kind", "input_shape", "classes"))
    described_only = all(node is not None and node.content is not None for node in (shape, classes))
    if described_only and kind is not None and kind.place.origin is DEFAULTS:
        return root.replaced(("data", "kind"), Node(None, kind.place))
    return root


def _values(root: Node) -> dict[str, Any]:
    values = root.plain()
    for key in _COMPONENTS:
        if values.get(key) is not None:
            values[key] = pruned(values[key])
    if "penalties" in values:
        values["penalties"] = each_penalty(values["penalties"], lambda kind, item: pruned(item))
    data = values.get("data")
    if isinstance(data, dict):
        shared = DataSettings.model_fields
        values["data"] = {
            key: pruned(item) if key not in shared or key == "augment" else item
            for key, item in data.items()
            if key in shared or item is not None
        }
    return values


def _messages(error: ValidationError, root: Node) -> Iterator[tuple[Path, str]]:
    """One message a place, though pydantic reports every branch of a union."""
    seen = set()
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        path = _existing(root, item["loc"])
        if path not in seen:
            seen.add(path)
            yield path, _message(item["type"], path, item["loc"], root)


def _message(kind: str, path: Path, location: Path, root: Node) -> str:
    if kind == "extra_forbidden":
        model = block(expectation(RecipeSettings, path[:-1]))
        elsewhere = [name for name in _ELSEWHERE if name != key_text(path)]
        accepted = [*model.model_fields, *([] if path[1:] else ["extends"])]
        return unknown_key(path[-1], accepted, elsewhere)
    annotation = expectation(RecipeSettings, location)
    value = root.find(path).plain()
    if isinstance(value, int) and value > LARGEST_COUNT and kind == "less_than_equal":
        return f"must be at most {LARGEST_COUNT}. Received: {value}"
    hint = hint_at(value, options(annotation)) if isinstance(value, str) else ""
    if isinstance(value, str) and (number := number_in(value, lambda one: _takes(annotation, one))):
        hint = f" ({number})"
    if isinstance(value, str) and get_origin(annotation) is list:
        hint = f"; write [{value}]"
    return f"must be {described(annotation)}. Received: {received(value)}{hint}"


def _takes(annotation: Any, value: Any) -> bool:
    try:
        TypeAdapter(annotation, config=Settings.model_config).validate_python(value)
    except (ValidationError, PydanticUserError):  # the latter: a block has settings of its own
        return False
    return True


def _existing(root: Node, location: Path) -> Path:
    """The part of pydantic's location that the recipe itself has."""
    path: Path = ()
    for part in location:
        if root.find((*path, part)) is None:
            break
        path = (*path, part)
    return path


def _rest(values: dict[str, Any], paths: list[Path]) -> RecipeSettings | None:
    """The settings without those that are wrong."""
    rest = dict(values)
    for path in paths:
        if path[0] in _SECTIONS and len(path) > 1:
            section = {key: item for key, item in rest[path[0]].items() if key != path[1]}
            rest = {**rest, path[0]: section}
        else:
            rest = {key: item for key, item in rest.items() if key != path[0]}
    if all(rest.get(name) is None for name in PROBLEMS):
        rest["model"] = "mlp"
    try:
        return RecipeSettings.model_validate(rest)
    except ValidationError:
        return None
