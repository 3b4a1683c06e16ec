"""The components that a recipe names, as objects."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from suite.catalog import Catalog, Component, ComponentError, Doors
from suite.errors import UserError
from suite.recipe import Recipe, RecipeError, TrainingRecipe
from suite.recipe.text.key_path import KeyPath

AnyRecipe = TypeVar("AnyRecipe", bound=Recipe)


class Unfit(UserError):
    """A part that does not fit what was made already, found where no recipe need be at hand.

    Args:
        key: of the recipe's block, such as `model`.
        message: why, and what to do.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(f"{key}: {message}")
        self.key = key
        self.message = message


@contextlib.contextmanager
def refused_at(recipe: Recipe, *path: str | int) -> Iterator[None]:
    """Let whatever is refused in this block be refused at its place of the recipe.

    Args:
        recipe: whose value is at fault.
        path: the value's key, as `"data", "augment", 0`; what a component refuses adds its own.

    Raises:
        RecipeError: in place of any `UserError`; it begins with file, line and column.

    Example:
        >>> with refused_at(suite.load("quickstart"), "data", "batch_size"):
        ...     raise UserError("is too large")
        Traceback (most recent call last):
        suite.recipe.text.problems.RecipeError: ...data.batch_size: is too large
    """
    try:
        yield
    except RecipeError:
        raise  # it knows its place
    except ComponentError as error:
        raise recipe.problem((*path, *error.path), str(error)) from error
    except Unfit as error:
        raise recipe.problem((*path, error.key), error.message) from error
    except UserError as error:
        raise recipe.problem(path, str(error)) from error


@dataclass(frozen=True)
class Parts(Generic[AnyRecipe]):
    """Makes the components of a recipe, each refusal of an argument at its line.

    Args:
        recipe: that names them.
        doors: what the names may lead to.

    Example:
        >>> parts = Parts.of(suite.load("quickstart"))
        >>> parts.build("optimizers", Component("sgd", {}), ("optimizer",)).name
        'sgd'
    """

    recipe: AnyRecipe
    doors: Doors

    @classmethod
    def of(cls, recipe: AnyRecipe) -> Parts[AnyRecipe]:
        """With the doors that the recipe has."""
        return cls(recipe, recipe.doors)

    def at_home_in(self, folder: Path) -> Parts[AnyRecipe]:
        """The same parts, which may write below a folder."""
        return replace(self, doors=replace(self.doors, home=folder))

    def build(self, kind: str, component: Component, path: KeyPath, **context: Any) -> Any:
        """Make a component.

        Args:
            kind: of the catalog, such as `optimizers`.
            component: with its arguments.
            path: where the recipe names it.
            **context: what the suite supplies; see `Catalog.build`.

        Raises:
            RecipeError: it refuses an argument.
        """
        with refused_at(self.recipe, *path):
            return Catalog(self.doors).build(kind, component, **context)


TrainingParts = Parts[TrainingRecipe]
