"""Keys that take a component: of which kind, in which forms."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import BaseModel, Field, ValidationError

from suite.catalog import Component
from suite.recipe.schema.component_fields import (
    Callback,
    Loss,
    Metric,
    Model,
    Optimizer,
    Regularizer,
    component_kinds,
)
from suite.recipe.schema.penalty_settings import ATTRIBUTES
from suite.recipe.schema.recipe_settings import DataSettings, RecipeSettings, TrainingSettings


class Block(BaseModel):
    one: Model
    none: Optimizer | None = None
    several: list[Metric] = []
    described: Annotated[Loss, Field(description="a loss")] | None = None
    nested: list[Callback | None] = []
    plain: int = 3
    text: str | None = None


def test_the_kind_of_each_key():
    assert component_kinds(Block) == {
        "one": "models",
        "none": "optimizers",
        "several": "metrics",
        "described": "losses",
        "nested": "callbacks",
    }


def test_the_kinds_of_a_recipe():
    assert component_kinds(RecipeSettings) == {
        "model": "models",
        "data": "data",
        "surface": "surfaces",
        "optimizer": "optimizers",
        "initialization": "initializations",
        "loss": "losses",
        "metrics": "metrics",
        "callbacks": "callbacks",
        "checks": "checks",
    }
    assert component_kinds(TrainingSettings) == {"track": "trackers"}
    assert component_kinds(DataSettings) == {"augment": "augmentations"}


def test_every_attribute_of_a_penalty_says_its_kind_itself():
    for name, kind in ATTRIBUTES.items():
        assert name.rpartition("_")[2] == kind.removesuffix("s")


FORMS = [
    ("mlp", Component("mlp", {})),
    ({"kind": "mlp"}, Component("mlp", {})),
    ({"kind": "mlp", "widths": [3, 4]}, Component("mlp", {"widths": [3, 4]})),
    (Component("mlp", {"widths": []}), Component("mlp", {"widths": []})),
]


@pytest.mark.parametrize(("given", "expected"), FORMS)
def test_a_name_or_a_mapping(given, expected):
    assert Block(one=given).one == expected


@pytest.mark.parametrize("given", [3, None, True, [], ["mlp"], {}, {"widths": 3}, {"kind": 3}, ""])
def test_what_is_no_component(given):
    with pytest.raises(ValidationError):
        Block(one=given)


def test_a_mark_is_not_lost_beside_others():
    class Other(BaseModel):
        kernel: Annotated[Regularizer | None, Field(title="x")] = None

    assert component_kinds(Other) == {"kernel": "regularizers"}
