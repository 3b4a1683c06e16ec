"""From a tree of values to a recipe's settings, or to every mistake in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from suite.catalog import Doors
from suite.catalog.arguments.ranges import is_too_large
from suite.catalog.catalog_view import CatalogView
from suite.given_path import brief
from suite.recipe.composing.compose import Composition
from suite.recipe.composing.meaning import meant
from suite.recipe.composing.sweep_trial import composition_at, points_to_check
from suite.recipe.rules.all_rules import contradictions
from suite.recipe.rules.remarks import remarks
from suite.recipe.schema.recipe_settings import RecipeSettings
from suite.recipe.schema.sweep_settings import SweepSettings
from suite.recipe.text import provenance
from suite.recipe.text.node import Node
from suite.recipe.text.place import Origin
from suite.recipe.text.problems import Problem
from suite.recipe.text.references import with_absolute_references
from suite.recipe.validation.components import component_problems
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
class _Checked:
    """What was found in a recipe.

    Args:
        settings: none where they could not be read.
        problems: every mistake.
        doors: what its names may reach.
    """

    settings: RecipeSettings | None
    problems: list[Problem]
    doors: Doors = field(default_factory=Doors)


def checked(composition: Composition, surroundings: Surroundings) -> _Checked:
    """A recipe's settings, or every mistake in them.

    What is written is looked at first, then what the recipe makes of it; all of it even where
    something is found, so that one look at the report is enough.
    """
    if composition.root is None:
        return _Checked(None, list(composition.problems))
    written, impossible = with_absolute_references(composition.root)
    known = [*composition.problems, *impossible, *_large_numbers(written)]
    catalog = CatalogView(_doors(written, composition.origins, surroundings))
    found = component_problems(written, catalog)
    read = read_settings(meant(written, catalog).plain(), written)
    found += [*read.problems, *_contradictions(read, written, catalog)]
    return _Checked(read.settings, [*known, *_news(found, known)], catalog.doors)


def problems_of_a_sweep(
    sweep: SweepSettings, composition: Composition, surroundings: Surroundings
) -> list[Problem]:
    """Every mistake in what a sweep varies, once, though several values may have it."""
    found: dict[tuple[str, str], Problem] = {}
    for point in points_to_check(sweep):
        for problem in checked(composition_at(composition, point), surroundings).problems:
            found.setdefault((problem.key, problem.message), problem)
    return list(found.values())


def remarked(settings: RecipeSettings, written: Node, catalog: CatalogView) -> list[Problem]:
    """What a correct recipe says and nothing listens to."""
    return [
        Problem.at(written.place_of(path, key=False), path, message, "remark")
        for path, message in remarks(settings, catalog)
    ]


def _doors(written: Node, origins: Sequence[Origin], surroundings: Surroundings) -> Doors:
    """What names may reach: everything, unless a text is from the web."""
    is_strange = any(origin.remote for origin in origins) and not surroundings.trust
    own = provenance.own(written) if is_strange else None
    return Doors(surroundings.folder, surroundings.plugins, own)


def _large_numbers(written: Node) -> Iterator[Problem]:
    """Numbers beyond 64 bits or a float32, which nothing in a run can hold."""
    message = "is too large a number: whole ones end at 9.2e18, others at 3.4e38. Received: {}"
    for path, node in written.scalars():
        if isinstance(node.content, int | float) and is_too_large(node.content):
            yield Problem.at(node.place, path, message.format(brief(node.content)), "value")


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
