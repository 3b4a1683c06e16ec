"""From a tree of values to a recipe's settings, or to every mistake in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from suite.catalog import Doors
from suite.catalog.catalog_view import CatalogView
from suite.recipe.composing.compose import Composition
from suite.recipe.composing.meaning import CHANGES, without_default_source
from suite.recipe.composing.sweep_trial import composition_at, points_to_check
from suite.recipe.rules.all_rules import contradictions
from suite.recipe.schema.recipe_settings import RecipeSettings
from suite.recipe.schema.recipe_types import SweepRecipeSettings, typed
from suite.recipe.text import provenance
from suite.recipe.text.node import Node
from suite.recipe.text.problems import Problem
from suite.recipe.text.references import absolute_references, impossible_paths, strange_source
from suite.recipe.validation.components import component_problems
from suite.recipe.validation.large_numbers import large_numbers
from suite.recipe.validation.settings import SettingsRead, read_settings


@dataclass(frozen=True)
class Surroundings:
    """What the names in a recipe are looked up in.

    Args:
        folder: that components in files are relative to.
        plugins: folders of callbacks, beside those that are always looked at.
        trust: whether a recipe from the web may do what the user's own may.
    """

    folder: Path = field(default_factory=Path.cwd)
    plugins: tuple[Path, ...] = ()
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
                # Several values may have the same mistake, each at its own place.
                told = {(problem.key, problem.message) for problem in found.problems}
                new = (one for one in trial.problems if (one.key, one.message) not in told)
                found.problems.extend(new)
    return found


def _checked(composition: Composition, surroundings: Surroundings) -> Checked:
    """What is written is looked at first, then what the recipe makes of it.

    All is looked at even where something is found, so that one look at the report is enough.
    """
    if composition.root is None:
        return Checked(None, list(composition.problems))
    strange = [*impossible_paths(composition.root), *large_numbers(composition.root)]
    written = without_default_source(absolute_references(composition.root))
    own = None if surroundings.trust else provenance.own(written, composition.origins)
    doors = Doors(surroundings.folder, surroundings.plugins, own)
    catalog = CatalogView(doors)
    root = written
    for change in CHANGES:
        root = change(root, catalog)
    read = read_settings(root.plain(), written)
    follow = [
        *read.problems,
        *component_problems(written, catalog),
        *_contradictions(read, written, catalog),
    ]
    first = [*composition.problems, *strange]
    problems = [*first, *strange_source(written, doors), *_news(follow, first)]
    return Checked(read.settings, problems, doors)


def _contradictions(read: SettingsRead, written: Node, catalog: CatalogView) -> Iterator[Problem]:
    """Settings that are right one by one; what is wrong by itself counts as unset."""
    if read.sound is None:
        return
    for found in contradictions(read.sound, catalog):
        # Else it is no more than the consequence of a mistake that is reported.
        if not found.is_about(read.wrong):
            place = written.place_of(found.path, key=False)
            yield Problem.at(place, found.path, found.message, "contradiction")


def _news(found: list[Problem], known: list[Problem]) -> Iterator[Problem]:
    """The problems that are no consequence of a value or a file that could not be read."""
    places = {problem.where for problem in known}
    lacking = any(problem.key == "extends" for problem in known)
    for problem in found:
        if problem.where not in places and not (lacking and problem.code == "no_model"):
            yield problem
