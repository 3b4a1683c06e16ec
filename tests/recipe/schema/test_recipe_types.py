"""What a recipe is: a model that is trained, a surface, or a sweep over one of the two."""

from __future__ import annotations

import pytest

from suite.catalog import Component
from suite.recipe.schema.recipe_settings import RecipeSettings
from suite.recipe.schema.recipe_types import (
    SurfaceRecipeSettings,
    SweepRecipeSettings,
    TrainingRecipeSettings,
    of_type,
    one_run,
    type_of,
    typed,
)

TYPES = [
    ({}, TrainingRecipeSettings),
    ({"model": "mlp"}, TrainingRecipeSettings),
    ({"model": "mlp", "surface": None, "sweep": None}, TrainingRecipeSettings),
    ({"surface": "beale"}, SurfaceRecipeSettings),
    ({"surface": "beale", "sweep": None}, SurfaceRecipeSettings),
    ({"model": "mlp", "sweep": {}}, SweepRecipeSettings),
    ({"surface": "beale", "sweep": {"kind": "grid"}}, SweepRecipeSettings),
    ({"surface": "beale", "model": "mlp"}, SurfaceRecipeSettings),
]


@pytest.mark.parametrize(("values", "expected"), TYPES)
def test_the_type_of_values(values, expected):
    assert type_of(values) is expected


GRID = {"kind": "grid", "over": {"seed": [0, 1]}}
SETTINGS = [
    ({"model": "mlp"}, TrainingRecipeSettings, TrainingRecipeSettings),
    ({"surface": "beale"}, SurfaceRecipeSettings, SurfaceRecipeSettings),
    ({"model": "mlp", "sweep": GRID}, SweepRecipeSettings, TrainingRecipeSettings),
    ({"surface": "beale", "sweep": GRID}, SweepRecipeSettings, SurfaceRecipeSettings),
]


@pytest.mark.parametrize(("values", "whole", "single"), SETTINGS)
def test_settings_as_what_they_are_and_what_one_run_of_them_is(values, whole, single):
    settings = RecipeSettings(**values)
    assert type(typed(settings)) is whole
    alone = one_run(settings)
    assert type(alone) is single
    assert alone.sweep is None
    assert (settings.sweep is None) is (whole is single), "the given settings are not changed"


def test_nothing_is_validated_again_and_nothing_is_lost():
    settings = RecipeSettings(model={"kind": "mlp", "widths": [3]}, seed=7)
    found = of_type(TrainingRecipeSettings, settings)
    assert found.model == Component("mlp", {"widths": [3]})
    assert found.seed == 7
    assert found.model_fields_set == {"model", "seed"}
    assert found.training is settings.training
    assert dict(found) == dict(settings)


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        (TrainingRecipeSettings, {"surface": "beale"}),
        (TrainingRecipeSettings, {"model": None}),
        (SurfaceRecipeSettings, {"model": "mlp"}),
        (SurfaceRecipeSettings, {"surface": None}),
        (SweepRecipeSettings, {"model": "mlp"}),
        (SweepRecipeSettings, {"sweep": None}),
    ],
)
def test_each_type_requires_its_own(type_, values):
    with pytest.raises(ValueError, match="validation error"):
        type_(**values)
