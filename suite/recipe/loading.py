"""From the name of a recipe to a checked `Recipe`, or to one error with every mistake."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from suite.catalog import Doors
from suite.catalog.names.plugins import existing_folders
from suite.recipe.check import checked
from suite.recipe.composing.compose import Composition, compose, override
from suite.recipe.composing.references import absolute_references, impossible_paths, strange_source
from suite.recipe.composing.sweep_trial import Point, composition_at, points_to_check
from suite.recipe.recipe import Recipe
from suite.recipe.text import provenance
from suite.recipe.text.problems import Problem, RecipeError, in_file_order
from suite.recipe.text.sources import open_recipe
from suite.recipe.validation.catalog_view import CatalogView
from suite.recipe.validation.components import with_fitting_metrics, with_logits
from suite.recipe.validation.large_numbers import large_numbers


def load(
    source: str | Path,
    *overrides: str,
    plugins: Sequence[str | Path] = (),
    trust: bool = False,
) -> Recipe:
    """Read and check a recipe; nothing is imported or run, neither TensorFlow nor user code.

    Args:
        source: a path, the name of a shipped recipe, or an https address.
        overrides: `key=value` with a YAML value, or `list+=value`.
        plugins: folders of callbacks, beside those that are always looked at.
        trust: whether a recipe from the web may do what the user's own may: name code and files.

    Raises:
        RecipeError: every mistake at once, each with file, line and column.
        UserError: a folder of `plugins` is none.
    """
    opened = open_recipe(source)
    composition = override(compose(opened, trust), overrides)
    return _recipe(composition, opened.origin.folder, existing_folders(plugins), trust)


def load_recipe_or_run(reference: str | Path) -> Recipe:
    """The recipe that is named, or that of the run or sweep in a folder.

    Raises:
        RecipeError: as `load`; also of a folder without a recipe.
    """
    own = Path(reference) / "recipe.yaml"
    return load(own if own.is_file() else reference)


def changed(recipe: Recipe, overrides: Sequence[str]) -> Recipe:
    """The recipe with overrides laid over it."""
    composition = override(recipe.composition, overrides)
    return _recipe(composition, recipe.folder, recipe.plugins, recipe._trust)


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


def at_point(recipe: Recipe, point: Point) -> Recipe:
    """The recipe of one run of a sweep: without the sweep, and with some keys changed.

    Args:
        recipe: one with a sweep.
        point: a value for each key of the sweep.

    Raises:
        RecipeError: the values do not go together.
    """
    composition = composition_at(recipe.composition, point)
    return _recipe(composition, recipe.folder, recipe.plugins, recipe._trust)


def _recipe(
    composition: Composition, folder: Path, plugins: tuple[Path, ...], trust: bool
) -> Recipe:
    recipe, problems = _checked(composition, folder, plugins, trust)
    if recipe is not None and recipe.sweep is not None and not problems:
        for point in points_to_check(recipe.sweep):
            trial = composition_at(composition, point)
            problems += _new(_checked(trial, folder, plugins, trust)[1], problems)
    if problems or recipe is None:
        raise RecipeError(in_file_order(problems, composition.origins))
    recipe._composition, recipe._trust = composition, trust
    return recipe


def _checked(
    composition: Composition, folder: Path, plugins: tuple[Path, ...], trust: bool
) -> tuple[Recipe | None, list[Problem]]:
    problems = list(composition.problems)
    if composition.root is None:
        return None, problems
    strange = [*impossible_paths(composition.root), *large_numbers(composition.root)]
    root = absolute_references(composition.root)
    doors = Doors(folder, plugins, None if trust else provenance.own(root, composition.origins))
    catalog = CatalogView(doors)
    problems += [*strange, *strange_source(root, doors)]
    root = with_logits(with_fitting_metrics(root, catalog), catalog)
    recipe, found = checked(Recipe, root, catalog)
    if recipe is not None:
        recipe._doors = doors
    return recipe, problems + _news(found, [*composition.problems, *strange])
