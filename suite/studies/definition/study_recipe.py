"""A study that was read and checked: variants, measures and claims, before anything is run."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suite.errors import UserError
from suite.recipe import Recipe, SurfaceRecipe
from suite.recipe.text.dialect import dump
from suite.studies.claims.claim import Claim
from suite.studies.claims.terms import ONLY, Figure
from suite.studies.definition.measure_text import MeasureText
from suite.studies.definition.study_settings import MOST_SEEDS, ClaimSettings, StudySettings


@dataclass(frozen=True)
class StudyClaim:
    """A claim of a study, with what the study says of it.

    Args:
        settings: as it was written.
        claim: as it is judged.
        is_exact: whether all of its measures are, or chance has no part in them.

    Example:
        >>> from suite.studies.definition.load_study import load_study
        >>> study = load_study("init/zeros")
        >>> study.claims[0].claim.variants
        ['zeros']
    """

    settings: ClaimSettings
    claim: Claim
    is_exact: bool


@dataclass(frozen=True, eq=False)
class StudyRecipe:
    """A study; `load_study` makes one.

    Args:
        name: `init/zeros`, or that of the file.
        path: of the file.
        topics: ids of the lectures.
        settings: as they were written.
        base: the recipe that is varied; None in a study of facts or of drawn numbers.
        variants: name -> the recipe of the variant, with the study's first seed; empty without a
            recipe.
        measures: by their names.
        claims: in their order.

    Example:
        >>> from suite.studies.definition.load_study import load_study
        >>> study = load_study("init/zeros")
        >>> study.topics[0], study.arms
        ('init/zeros', ['zeros', 'constant', 'constant-sigmoid', 'small', 'he'])
    """

    name: str
    path: Path
    topics: tuple[str, ...]
    settings: StudySettings
    base: Recipe | None
    variants: Mapping[str, Recipe]
    measures: Mapping[str, MeasureText]
    claims: tuple[StudyClaim, ...]

    @property
    def arms(self) -> list[str]:
        """The names of the variants; of a study without any, one that is never shown."""
        return list(self.settings.variants) or [ONLY]

    @property
    def is_exact(self) -> bool:
        """Whether nothing needs to be trained: all that is claimed is of facts."""
        return all(self.measures[figure.measure].is_exact for figure in self.figures)

    @property
    def has_chance(self) -> bool:
        """Whether a seed changes anything: it changes neither facts nor a way over a surface."""
        return not self.is_exact and not isinstance(self.base, SurfaceRecipe)

    @functools.cached_property
    def figures(self) -> list[Figure]:
        """What is measured: every measure in every arm."""
        return [Figure(name, arm) for name in self.measures for arm in self.arms]

    @property
    def trains(self) -> bool:
        """Whether its nets are trained."""
        return self.base is not None and self.settings.train and not self.is_exact

    def seeds(self, count: int | None = None) -> range:
        """The seeds of each arm.

        Args:
            count: in place of the study's own number, 1 to 1000; one is enough where there is no
                chance.

        Raises:
            UserError: there cannot be so many.
        """
        if count is not None and not (type(count) is int and 1 <= count <= MOST_SEEDS):
            raise UserError(f"seeds must be a whole number from 1 to {MOST_SEEDS}, not {count!r}")
        return range(count or self.settings.seeds if self.has_chance else 1)

    def recipe_of(self, arm: str, seed: int) -> Recipe | None:
        """The recipe of an arm with a seed; None where there is none."""
        recipe = self.variants.get(arm)
        if recipe is None or isinstance(recipe, SurfaceRecipe):
            return recipe
        return recipe.replace(f"seed={seed}")

    def given_to(self, arm: str) -> Mapping[str, Any]:
        """The values of `$names` in an arm of a study without a recipe."""
        return {} if self.base is not None else self.settings.variants.get(arm, {})

    def edits_of(self, arm: str) -> list[str]:
        """What an arm changes, as the command line takes it."""
        edits = self.settings.variants.get(arm, {})
        return [f"{key}={dump(value, flow=True)}" for key, value in edits.items()]

    def digest_of(self, arm: str, seed: int) -> str:
        """What decides the figures of an arm with a seed: another digest, other figures."""
        recipe = self.variants.get(arm)
        parts = {
            "recipe": None if recipe is None else recipe.resolved(),
            "given": dict(self.given_to(arm)),
            "measures": {name: measure.text for name, measure in self.measures.items()},
            "trains": self.trains,
            "seed": seed,
        }
        text = json.dumps(parts, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
