"""A recipe that was checked: everything a run needs to know."""

from __future__ import annotations

import html
from pathlib import Path as FilePath
from typing import Any

from pydantic import PrivateAttr

from suite.catalog import Component, Doors
from suite.recipe import diff, resolved
from suite.recipe.composing.compose import Composition
from suite.recipe.schema.recipe_settings import RecipeSettings
from suite.recipe.task.task import Task, auto_loss
from suite.recipe.text.node import from_plain
from suite.recipe.text.place import Origin
from suite.recipe.text.problems import Path, Problem, RecipeError
from suite.recipe.validation.catalog_view import CatalogView
from suite.recipe.validation.components import place_of


class Recipe(RecipeSettings):
    """The blocks of a recipe, and where each of them was written; `suite.load` makes one.

    Two recipes are equal when they resolve to the same values, wherever they were written.
    """

    _composition: Composition | None = PrivateAttr(None)
    _doors: Doors = PrivateAttr(Doors())
    _trust: bool = PrivateAttr(False)

    @property
    def folder(self) -> FilePath:
        """The folder that components in files are relative to."""
        return self._doors.folder or FilePath.cwd()

    @property
    def plugins(self) -> tuple[FilePath, ...]:
        """Folders of the user's own callbacks."""
        return self._doors.plugins

    @property
    def doors(self) -> Doors:
        """What the recipe's names may reach beside the suite's and Keras's components."""
        return self._doors

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

    def to_yaml(self) -> str:
        """The resolved recipe: every default filled in; it loads again to an equal recipe."""
        return resolved.to_yaml(self)

    def replace(self, *overrides: str) -> Recipe:
        """A changed recipe: `recipe.replace("optimizer.learning_rate=0.01")`.

        Raises:
            RecipeError: every mistake in the overrides and what follows from them.
        """
        from suite.recipe.loading import changed

        return changed(self, overrides)

    def diff(self, other: Recipe) -> list[diff.Difference]:
        """What differs between two recipes, defaults included: key, value here, value there."""
        return diff.differences(resolved.resolved(self), resolved.resolved(other))

    def problem(self, path: Path, message: str) -> RecipeError:
        """The error for a value that turned out to be wrong only when it was used."""
        place = place_of(self.composition.root, tuple(path), key=False)
        return RecipeError([Problem.at(place, tuple(path), message)])

    def place(self, path: Path) -> str:
        """Where a value stands, and its key: `recipe.yaml:12:5 callbacks.0`."""
        place = place_of(self.composition.root, tuple(path), key=False)
        return str(Problem.at(place, tuple(path), "")).removesuffix(": ")

    @property
    def composition(self) -> Composition:
        """The values with their places; a recipe made in Python has one place for all."""
        if self._composition is None:
            origin = Origin(self.name, self.folder, lines=False)
            return Composition(from_plain(resolved.resolved(self), origin), [origin])
        return self._composition

    def __eq__(self, other: Any) -> bool:
        if not isinstance(other, Recipe):
            return NotImplemented
        return resolved.resolved(self) == resolved.resolved(other)

    __hash__ = None  # holds dicts and lists

    def _repr_html_(self) -> str:
        title = html.escape(self.name + (f" · {self.topic}" if self.topic else ""))
        text = html.escape(self.to_yaml().partition("\n")[2])
        style = "line-height:1.3;padding:0.6em;border:1px solid #8884;overflow:auto"
        return f"<strong>{title}</strong><pre style='{style}'>{text}</pre>"
