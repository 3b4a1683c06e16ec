"""The types of recipe, and what each of them has for certain.

A recipe trains a model on data, lets an optimizer walk over a surface, or is a sweep, which varies
a recipe of one of these two types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ConfigDict

from suite.recipe.schema.component_fields import Model, Surface
from suite.recipe.schema.recipe_settings import RecipeSettings
from suite.recipe.schema.sweep_settings import SweepSettings

AnySettings = TypeVar("AnySettings", bound=RecipeSettings)


# A recipe is validated as `RecipeSettings`: the schemas of its types wait until somebody makes one.
_LATER = ConfigDict(defer_build=True)


class TrainingRecipeSettings(RecipeSettings):
    """A model that is trained on data."""

    model_config = _LATER

    model: Model


class SurfaceRecipeSettings(RecipeSettings):
    """An optimizer on its way down a function of two variables."""

    model_config = _LATER

    surface: Surface


class SweepRecipeSettings(RecipeSettings):
    """Many runs of a recipe with changed keys."""

    model_config = _LATER

    sweep: SweepSettings


OneRun = TrainingRecipeSettings | SurfaceRecipeSettings


def type_of(values: Mapping[str, Any]) -> type[OneRun] | type[SweepRecipeSettings]:
    """What the values of a recipe are: the one place where that is asked."""
    if values.get("sweep") is not None:
        return SweepRecipeSettings
    return TrainingRecipeSettings if values.get("surface") is None else SurfaceRecipeSettings


def typed(settings: RecipeSettings) -> OneRun | SweepRecipeSettings:
    """Validated settings as what they are."""
    return of_type(type_of(dict(settings)), settings)


def one_run(settings: RecipeSettings) -> OneRun:
    """The settings of a single run; those of a sweep without it."""
    alone = typed(settings.model_copy(update={"sweep": None}))
    assert not isinstance(alone, SweepRecipeSettings)
    return alone


def of_type(cls: type[AnySettings], settings: RecipeSettings) -> AnySettings:
    """Settings that were validated already, as an instance of another class."""
    return cls.model_construct(settings.model_fields_set, **dict(settings))
