"""Blocks of plain keys: what each accepts, refuses and makes of it."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from suite.recipe.schema.base_settings import LARGEST_COUNT, Count, Settings, Share, Whole
from suite.recipe.schema.class_settings import ClassCounts, ClassWeights
from suite.recipe.schema.recipe_settings import (
    DataSettings,
    FoldSettings,
    NormalizeSettings,
    RecipeSettings,
    TrainingSettings,
)
from suite.recipe.schema.transfer_settings import (
    FreezeSettings,
    TransferSettings,
    UnfreezeSettings,
)


def taken(annotation, value):
    return TypeAdapter(annotation, config=Settings.model_config).validate_python(value)


@pytest.mark.parametrize(
    ("annotation", "given", "expected"),
    [
        (Whole, 3, 3),
        (Whole, -3, -3),
        (Whole, 1e3, 1000),
        (Whole, -0.0, 0),
        (Count, 1, 1),
        (Count, 128.0, 128),
        (Count, LARGEST_COUNT, LARGEST_COUNT),
        (Share, 0.5, 0.5),
        (ClassCounts, {}, {}),
        (ClassCounts, {"cat": 5}, {"cat": 5}),
        (ClassCounts, {"cat": 1e3, "dog": 2}, {"cat": 1000, "dog": 2}),
        (ClassCounts, {"cat": None, "dog": 2}, {"dog": 2}),
        (ClassCounts, {"cat": "many"}, {"cat": "many"}),
        (ClassWeights, "balanced", "balanced"),
        (ClassWeights, {"0": 1.5, "1": None}, {"0": 1.5}),
        (ClassWeights, {"0": 1e3}, {"0": 1000.0}),
    ],
)
def test_taken(annotation, given, expected):
    found = taken(annotation, given)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("annotation", "given"),
    [
        (Whole, 1.5),
        (Whole, True),
        (Whole, "3"),
        (Whole, None),
        (Whole, float("inf")),
        (Whole, float("nan")),
        (Count, 0),
        (Count, -1),
        (Count, LARGEST_COUNT + 1),
        (Share, 0.0),
        (Share, 1.0),
        (Share, "0.5"),
        (ClassCounts, []),
        (ClassCounts, "balanced"),
        (ClassWeights, "uniform"),
        (ClassWeights, ["balanced"]),
    ],
)
def test_refused(annotation, given):
    with pytest.raises(ValidationError):
        taken(annotation, given)


@pytest.mark.parametrize(
    ("block", "given"),
    [
        (FoldSettings, {"index": 0}),
        (FoldSettings, {"index": -1, "of": 3}),
        (FoldSettings, {"index": 0, "of": 1}),
        (FoldSettings, {"index": 0, "of": 3, "more": 1}),
        (NormalizeSettings, {"kind": "zca"}),
        (NormalizeSettings, {"components": 0}),
        (NormalizeSettings, {"components": 1.5}),
        (NormalizeSettings, {"components": -0.5}),
        (NormalizeSettings, {"epsilon": -1.0}),
        (TrainingSettings, {"epochs": 0}),
        (TrainingSettings, {"checkpoint_every": "0ep"}),
        (TrainingSettings, {"checkpoint_every": "1.5st"}),
        (TrainingSettings, {"checkpoint_every": "10"}),
        (TrainingSettings, {"checkpoint_every": "never"}),
        (TrainingSettings, {"checkpoint_every": "-1ep"}),
        (TrainingSettings, {"keep_best": "accuracy"}),
        (TrainingSettings, {"keep_best": "val_"}),
        (TrainingSettings, {"precision": "float16"}),
        (UnfreezeSettings, {}),
        (UnfreezeSettings, {"every": "10min"}),
        (UnfreezeSettings, {"every": "auto"}),
        (UnfreezeSettings, {"every": "0%"}),
        (FreezeSettings, {"layers": [""]}),
        (TransferSettings, {"source": ""}),
        (TransferSettings, {"rates": {"head": 0}}),
        (TransferSettings, {"rates": {"head": -1.0}}),
        (TransferSettings, {"plan": "some"}),
        (DataSettings, {"batch_size": 0}),
        (DataSettings, {"validation": 1.0}),
        (DataSettings, {"classes": 1}),
        (DataSettings, {"input_shape": []}),
        (RecipeSettings, {"name": "a b"}),
        (RecipeSettings, {"name": ".hidden"}),
        (RecipeSettings, {"name": ""}),
        (RecipeSettings, {"seed": 2**32}),
        (RecipeSettings, {"sed": 3}),
    ],
)
def test_blocks_refuse(block, given):
    with pytest.raises(ValidationError):
        block(**given)


@pytest.mark.parametrize(
    ("block", "given", "key", "expected"),
    [
        (TrainingSettings, {"checkpoint_every": "500st"}, "checkpoint_every", "500st"),
        (TrainingSettings, {"checkpoint_every": ".5ep"}, "checkpoint_every", ".5ep"),
        (TrainingSettings, {"checkpoint_every": "10min"}, "checkpoint_every", "10min"),
        (TrainingSettings, {"keep_best": "val_auc"}, "keep_best", "val_auc"),
        (TrainingSettings, {"steps_per_execution": 1e2}, "steps_per_execution", 100),
        (TrainingSettings, {"steps_per_execution": "auto"}, "steps_per_execution", "auto"),
        (UnfreezeSettings, {"every": "10%"}, "layers", 1),
        (NormalizeSettings, {"components": 1.0}, "components", 1.0),
        (NormalizeSettings, {"components": 1}, "components", 1),
        (NormalizeSettings, {"epsilon": 0.0}, "epsilon", 0.0),
        (DataSettings, {"normalize": "scale"}, "normalize", NormalizeSettings(kind="scale")),
        (
            DataSettings,
            {"normalize": {"kind": "pca_whitening", "components": 1e2}},
            "normalize",
            NormalizeSettings(kind="pca_whitening", components=100),
        ),
        (DataSettings, {"fold": {"index": 1, "of": 3}}, "part", (1, 3)),
        (DataSettings, {}, "part", None),
        (DataSettings, {"kind": None}, "source", None),
        (RecipeSettings, {"name": "cafe\u0301"}, "name", "caf\u00e9"),
        (RecipeSettings, {"seed": 1e3}, "seed", 1000),
        (TransferSettings, {"rates": {"head": 2.0, "stem": None}}, "rates", {"head": 2.0}),
        (TransferSettings, {"freeze": "a*"}, "freeze", FreezeSettings(layers=["a*"])),
        (TransferSettings, {"freeze": ["a", "b"]}, "freeze", FreezeSettings(layers=["a", "b"])),
    ],
)
def test_blocks_accept(block, given, key, expected):
    found = getattr(block(**given), key)
    assert found == expected
    assert type(found) is type(expected)


def test_a_block_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        TrainingSettings().epochs = 3


@pytest.mark.parametrize(
    ("given", "names_layers"),
    [
        ({}, False),
        ({"statistics": False}, False),
        ({"layers": ["stem"]}, True),
        ({"first": 1}, True),
        ({"through": "stage2*"}, True),
    ],
)
def test_what_freezes(given, names_layers):
    assert FreezeSettings(**given).names_layers is names_layers
    assert TransferSettings(freeze=given).freezes is names_layers


@pytest.mark.parametrize(
    ("plan", "freezes", "new_head", "takes_weights"),
    [
        (None, False, False, True),
        ("predict", False, False, True),
        ("all", False, False, True),
        ("last_layer", True, False, True),
        ("little_similar", True, True, True),
        ("little_different", True, False, True),
        ("much_similar", False, False, True),
        ("much_different", False, False, False),
    ],
)
def test_plans(plan, freezes, new_head, takes_weights):
    transfer = TransferSettings(plan=plan)
    assert transfer.freezes is freezes
    assert transfer.has_new_head is new_head
    assert transfer.takes_weights is takes_weights
    assert TransferSettings(plan=plan, head="new").has_new_head
