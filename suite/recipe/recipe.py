"""A recipe that was checked: everything a run needs to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, PrivateAttr

from suite.catalog import Component, Doors
from suite.catalog.catalog_view import CatalogView
from suite.catalog.names.plugins import existing_folders
from suite.recipe import diff, resolved
from suite.recipe.check import Surroundings, checked, problems_of_a_sweep, remarked
from suite.recipe.composing.compose import Composition, compose, override
from suite.recipe.composing.sweep_trial import composition_at
from suite.recipe.schema.places import Placed, components
from suite.recipe.schema.recipe_settings import RecipeSettings
from suite.recipe.schema.recipe_types import (
    SurfaceRecipeSettings,
    SweepRecipeSettings,
    TrainingRecipeSettings,
    type_of,
)
from suite.recipe.shown.recipe_card import recipe_card
from suite.recipe.shown.recipe_settings import recipe_settings
from suite.recipe.task.task import Task, auto_loss
from suite.recipe.text.key_path import KeyPath
from suite.recipe.text.node import Node, from_plain
from suite.recipe.text.place import Origin
from suite.recipe.text.problems import Problem, RecipeError, in_file_order
from suite.recipe.text.references import with_absolute_references
from suite.recipe.text.sources import Source, open_recipe


class Recipe(RecipeSettings):
    """The blocks of a recipe, and where each of them was written; `suite.load` makes one.

    It is a `TrainingRecipe`, a `SurfaceRecipe` or a `SweepRecipe`. Two recipes are equal when they
    resolve to the same values, wherever they were written.

    Example:
        >>> recipe = load("quickstart", "optimizer.learning_rate=0.01")
        >>> recipe.replace("seed=3").diff(recipe)
        [('seed', 3, 0)]
    """

    model_config = ConfigDict(defer_build=True)

    _composition: Composition | None = PrivateAttr(None)
    _surroundings: Surroundings = PrivateAttr(default_factory=Surroundings)
    _doors: Doors = PrivateAttr(Doors())

    def __new__(cls, **values: Any) -> Recipe:
        """As `Path` does, `Recipe(...)` makes one of the type that its values ask for."""
        return super().__new__(_TYPES[type_of(values)] if cls is Recipe else cls)

    @property
    def folder(self) -> Path:
        """The folder that components in files are relative to."""
        return self._surroundings.folder

    @property
    def plugins(self) -> tuple[Path, ...]:
        """Folders of the user's own callbacks."""
        return self._surroundings.plugins

    @property
    def doors(self) -> Doors:
        """What the recipe's names may reach beside the suite's and Keras's components."""
        return self._doors

    @property
    def one_run(self) -> TrainingRecipe | SurfaceRecipe:
        """The recipe of a single run: itself, or what a sweep varies."""
        raise NotImplementedError

    @property
    def to_train(self) -> TrainingRecipe:
        """The recipe for what needs data and a model: itself, or what a sweep varies.

        Raises:
            RecipeError: it has a surface instead.
        """
        match self.one_run:
            case TrainingRecipe() as recipe:
                return recipe
        message = "has neither data nor model: a surface can be run, and nothing else"
        raise self.problem(("surface",), message)

    def components(self) -> list[Placed]:
        """Every component with its place, as it was written; files of code by their whole path."""
        return components(with_absolute_references(self._written)[0])

    def remarks(self) -> list[Problem]:
        """Keys without effect, and settings that defeat others, each at its place."""
        return remarked(self, self._written, CatalogView(self.doors))

    def resolved(self) -> dict[str, Any]:
        """The recipe as plain values, with the defaults of the schema and of every component."""
        return resolved.resolved(self, CatalogView(self.doors))

    def to_yaml(self) -> str:
        """The resolved recipe: every default filled in; it loads again to an equal recipe."""
        return resolved.to_yaml(self.name, self.resolved(), self.doors, self.composition.origins)

    def replace(self, *overrides: str) -> Recipe:
        """A changed recipe: `recipe.replace("optimizer.learning_rate=0.01")`.

        Raises:
            RecipeError: every mistake in the overrides and what follows from them.
        """
        return _recipe(override(self.composition, overrides), self._surroundings)

    def diff(self, other: Recipe) -> list[diff.Difference]:
        """What differs between two recipes, defaults included: key, value here, value there."""
        return diff.differences(self.resolved(), other.resolved())

    def problem(self, path: KeyPath, message: str) -> RecipeError:
        """The error for a value that turned out to be wrong only when it was used."""
        place = self._written.place_of(tuple(path), key=False)
        return RecipeError([Problem.at(place, tuple(path), message)])

    def place(self, path: KeyPath) -> str:
        """Where a value stands, and its key: `recipe.yaml:12:5 callbacks.0`."""
        place = self._written.place_of(tuple(path), key=False)
        return str(Problem.at(place, tuple(path), "")).removesuffix(": ")

    @property
    def composition(self) -> Composition:
        """The values with their places; a recipe made in Python has one place for all."""
        if self._composition is None:
            origin = Origin(self.name, self.folder, lines=False)
            return Composition(from_plain(self.resolved(), origin), [origin])
        return self._composition

    @property
    def _written(self) -> Node:
        """The values as they were written; a recipe that was checked has some."""
        root = self.composition.root
        assert root is not None
        return root

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recipe):
            return NotImplemented
        return self.resolved() == other.resolved()

    __hash__ = None  # type: ignore[assignment] # holds dicts and lists

    def _repr_html_(self) -> str:
        """What a notebook shows: what is trained, what differs from the defaults, the whole."""
        values = self.resolved()
        told = [one for one in recipe_settings(values, self.doors) if one.differs]
        changed = [one for one in told if one.key not in ("name", "topic")]
        text = self.to_yaml().partition("\n")[2]
        return recipe_card(self.name, self.topic, values, changed, text)


class TrainingRecipe(TrainingRecipeSettings, Recipe):
    """A recipe that trains a model on data.

    Example:
        >>> recipe = load("quickstart")
        >>> isinstance(recipe, TrainingRecipe), recipe.model.kind, recipe.one_hot
        (True, 'cnn', False)
    """

    @property
    def one_run(self) -> TrainingRecipe:
        return self

    @property
    def one_hot(self) -> bool:
        """Whether the labels of a batch are vectors."""
        if self.data.one_hot != "auto":
            return bool(self.data.one_hot)
        catalog = CatalogView(self.doors)
        return any(catalog.mixes_labels(item) for item in self.data.augment)

    @property
    def only_predicts(self) -> bool:
        """Whether nothing is trained: the run measures a source as it is."""
        return self.transfer is not None and self.transfer.plan == "predict"

    def loss_component(self, task: Task) -> Component:
        """The loss; `auto` is the one of logits that fits the labels."""
        if isinstance(self.loss, Component):
            return self.loss
        logits = {} if task.labels == "values" else {"from_logits": True}
        return Component(auto_loss(task.labels), logits)


class SurfaceRecipe(SurfaceRecipeSettings, Recipe):
    """A recipe that lets an optimizer walk over a surface.

    Example:
        >>> recipe = Recipe(surface="beale", training={"steps": 50})
        >>> isinstance(recipe, SurfaceRecipe), recipe.steps
        (True, 50)
    """

    @property
    def one_run(self) -> SurfaceRecipe:
        return self

    @property
    def steps(self) -> int:
        """How many the optimizer takes, which a surface requires."""
        return self.training.steps or 0


class SweepRecipe(SweepRecipeSettings, Recipe):
    """A recipe of many runs: another recipe with changed keys.

    Example:
        >>> recipe = load("quickstart", "sweep={over: {seed: [1, 2]}}")
        >>> isinstance(recipe, SweepRecipe), recipe.at({"seed": 2}).seed
        (True, 2)
    """

    @property
    def one_run(self) -> TrainingRecipe | SurfaceRecipe:
        return self.at({})

    def at(self, point: Mapping[str, Any]) -> TrainingRecipe | SurfaceRecipe:
        """The recipe of one run: without the sweep, and with some keys changed.

        Args:
            point: a value for each key of the sweep.

        Raises:
            RecipeError: the values do not go together.
        """
        return _recipe(composition_at(self.composition, point), self._surroundings).one_run


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

    Example:
        >>> load("quickstart", "training.epochs=3").training.epochs
        3
        >>> load("quickstart", "sed=3")
        Traceback (most recent call last):
        suite.recipe.text.problems.RecipeError: override 'sed=3' sed: unknown key; did you mean...
    """
    return load_source(open_recipe(source), *overrides, plugins=plugins, trust=trust)


def load_source(
    source: Source,
    *overrides: str,
    plugins: Sequence[str | Path] = (),
    trust: bool = False,
) -> Recipe:
    """As `load`, of a text that was read already."""
    surroundings = Surroundings(source.origin.folder, existing_folders(plugins), trust)
    return _recipe(compose(source, overrides, trust), surroundings)


def load_recipe_or_run(reference: str | Path) -> Recipe:
    """The recipe that is named, or that of the run or sweep in a folder.

    Raises:
        RecipeError: as `load`; also of a folder without a recipe.
    """
    own = Path(reference) / "recipe.yaml"
    return load(own if own.is_file() else reference)


def _recipe(composition: Composition, surroundings: Surroundings) -> Recipe:
    """The recipe in a composition, or one error with every mistake."""
    found = checked(composition, surroundings)
    problems = found.problems
    if found.settings is not None and not problems:
        values = dict(found.settings)
        recipe = _TYPES[type_of(values)].model_construct(**values)
        recipe._composition, recipe._surroundings = composition, surroundings
        recipe._doors = found.doors
        if isinstance(recipe, SweepRecipe):
            problems = problems_of_a_sweep(recipe.sweep, composition, surroundings)
        if not problems:
            return recipe
    raise RecipeError(in_file_order(problems, composition.origins))


_TYPES: Mapping[type[RecipeSettings], type[Recipe]] = {
    TrainingRecipeSettings: TrainingRecipe,
    SurfaceRecipeSettings: SurfaceRecipe,
    SweepRecipeSettings: SweepRecipe,
}
