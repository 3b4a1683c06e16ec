"""Which layers a plan freezes, and in which order they join in."""

from __future__ import annotations

import keras
import pytest

from suite.recipe.schema.transfer_settings import FreezeSettings, TransferSettings
from suite.training.assembly.transfer.freeze_plan import UnknownLayer, freeze, freeze_plan
from suite.training.assembly.transfer.take_weights import layers_with_weights
from tests.training.assembly.transfer.nets import network

FIRST = ("block1_conv1", "block1_norm1")
SECOND = ("block2_conv1", "block2_norm1")
BODY = (*FIRST, *SECOND, "dense1")


@pytest.fixture(scope="module")
def model():
    return network()


def plan(model, name=None, **keys):
    return freeze_plan(model, TransferSettings(plan=name, freeze=FreezeSettings(**keys)))


@pytest.mark.parametrize(
    ("name", "keys", "frozen"),
    [
        (None, {}, ()),
        ("all", {}, ()),
        ("much_similar", {}, ()),
        ("much_different", {}, ()),
        ("last_layer", {}, BODY),
        ("little_similar", {}, BODY),
        ("little_different", {}, FIRST),
        ("little_different", {"first": 2}, (*FIRST, *SECOND)),
        (None, {"first": 1}, FIRST),
        (None, {"first": 99}, BODY),
        (None, {"through": "block2*"}, (*FIRST, *SECOND)),
        (None, {"layers": ["*_norm1"]}, ("block1_norm1", "block2_norm1")),
        (None, {"layers": ["head"], "first": 1}, (*FIRST, "logits")),
        (None, {"layers": ["*"]}, (*BODY, "logits")),
    ],
)
def test_what_is_frozen(model, name, keys, frozen):
    assert plan(model, name, **keys).names == frozen


@pytest.mark.parametrize("replaced", [("dense1",), ("block2*", "dense1")])
def test_what_is_replaced_trains(model, replaced):
    settings = TransferSettings(plan="last_layer", replace=list(replaced))
    assert freeze_plan(model, settings).names == BODY[: -1 if len(replaced) == 1 else 2]


@pytest.mark.parametrize(
    ("keys", "place", "message"),
    [
        ({"through": "blck2*"}, ("through",), "'blck2*'; did you mean 'block2_conv1'? there are b"),
        ({"layers": ["*", "dnse1"]}, ("layers", 1), "'dnse1'; did you mean 'dense1'? there are b"),
        ({"layers": ["stem"]}, ("layers", 0), "'stem'; there are block1_conv1, block1_norm1, bl"),
    ],
)
def test_an_unknown_layer_is_refused_with_what_is_close(model, keys, place, message):
    with pytest.raises(UnknownLayer) as caught:
        plan(model, **keys)
    assert caught.value.place == ("freeze", *place)
    assert str(caught.value).startswith(f"no layer with weights has the name {message}")


def test_frozen_layers_join_from_the_head_downwards(model):
    joins = plan(model, "last_layer").joins(1)
    assert joins == {"dense1": 1} | dict.fromkeys(SECOND, 2) | dict.fromkeys(FIRST, 3)
    assert plan(model, "last_layer").joins(2)[FIRST[0]] == 2
    assert plan(model, first=1).joins(1) == dict.fromkeys(FIRST, 1)


def test_statistics_stay_or_move():
    model = network()
    freeze(model, FIRST, statistics=True)
    layers = layers_with_weights(model)
    assert not layers["block1_norm1"].trainable
    freeze(model, SECOND, statistics=False)
    norm = layers["block2_norm1"]
    assert isinstance(norm, keras.layers.BatchNormalization)
    assert norm.trainable
    assert norm.trainable_variables == []
    left = {variable.path.partition("/")[0] for variable in model.trainable_variables}
    assert left == {"dense1", "logits"}
