"""Penalties by the names of layers are those of the layers' constructors."""

from __future__ import annotations

import functools
import re

import keras
import numpy as np
import pytest

import suite
from suite.catalog import HERE, ComponentError
from suite.layers.drop_connect import DropConnect
from suite.layers.weight_normalization import WeightNormalization
from suite.recipe.schema.penalty_settings import PenaltySettings
from suite.training.assembly.penalties import apply_penalties
from tests.training.nets import arrays

L2 = {"kind": "l2", "l2": 0.01}
BALL = {"kind": "max_norm", "max_value": 0.05}


def give(model, *entries):
    settings = [PenaltySettings(**entry) for entry in entries]
    apply_penalties(model, settings, lambda kind, component, path: HERE.build(kind, component))
    return model


def wrapped(wrap, name, layer):
    return {"normalized": WeightNormalization, "dropped": DropConnect}[wrap](layer, name=name)


def net(wrap=None, **arguments):
    """A net with each kind of weights, or a small one whose convolution is wrapped; arguments of
    layers, by the layer's name."""
    keras.utils.set_random_seed(1)

    def own(name):
        return {"name": name, **arguments.get(name, {})}

    inputs = keras.Input((6, 6, 2), name="input")
    conv = keras.layers.Conv2D(4, 3, **own("conv1"))
    x = (wrapped(wrap, "conv1", conv) if wrap else conv)(inputs)
    if not wrap:
        x = keras.layers.BatchNormalization(**own("norm"))(x)
        x = keras.layers.PReLU(shared_axes=[1, 2], **own("prelu"))(x)
        x = keras.layers.DepthwiseConv2D(2, **own("depthwise"))(x)
        x = keras.layers.SeparableConv2D(4, 2, **own("separable"))(x)
    x = keras.layers.Flatten(name="flatten")(x)
    return keras.Model(inputs, keras.layers.Dense(3, **own("head"))(x))


def trained(model, steps=10):
    x, y = arrays(16)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), loss)
    losses = [model.train_on_batch(x, y) for _ in range(steps)]
    return losses, model.get_weights()


def assert_same(one, two):
    (losses, weights), (other_losses, other_weights) = trained(one), trained(two)
    assert losses == other_losses
    for a, b in zip(weights, other_weights, strict=True):
        np.testing.assert_array_equal(a, b)
    return losses


def l2():
    return keras.regularizers.L2(0.01)


def ball():
    return keras.constraints.MaxNorm(0.05)


CASES = {
    "kernel_regularizer": ("conv1", l2),
    "bias_regularizer": ("head", l2),
    "gamma_regularizer": ("norm", l2),
    "beta_regularizer": ("norm", l2),
    "alpha_regularizer": ("prelu", l2),
    "depthwise_regularizer": ("depthwise", l2),
    "pointwise_regularizer": ("separable", l2),
    "activity_regularizer": ("head", l2),
    "kernel_constraint": ("head", ball),
    "bias_constraint": ("head", ball),
    "gamma_constraint": ("norm", ball),
    "beta_constraint": ("norm", ball),
    "alpha_constraint": ("prelu", lambda: keras.constraints.NonNeg()),
    "depthwise_constraint": ("separable", ball),
    "pointwise_constraint": ("separable", ball),
}
QUICK = {"kernel_regularizer"}
PLAIN = {l2: L2, ball: BALL}


def test_every_attribute_has_a_case():
    assert set(CASES) == set(PenaltySettings.model_fields) - {"layers"}


@pytest.mark.parametrize("attribute", sorted(QUICK))
def test_ten_steps_are_those_of_the_constructors_penalty(attribute):
    check(attribute)


@pytest.mark.slow
@pytest.mark.parametrize("attribute", sorted(CASES.keys() - QUICK))
def test_ten_steps_are_those_of_the_constructors_penalty_for_all(attribute):
    check(attribute)


@functools.cache
def unpenalized_loss():
    return trained(net())[0][-1]


def check(attribute):
    layer, make = CASES[attribute]
    entry = {"layers": layer, attribute: PLAIN.get(make, {"kind": "non_neg"})}
    by_name = give(net(), entry)
    losses = assert_same(net(**{layer: {attribute: make()}}), by_name)
    assert losses[-1] != unpenalized_loss()
    # The saved model keeps it.
    config = keras.models.clone_model(by_name).get_layer(layer).get_config()
    assert config[attribute]["class_name"] == type(make()).__name__


@pytest.mark.parametrize("wrap", ["normalized", "dropped"])
def test_a_wrapped_layer_has_the_penalty_of_the_layer_in_it(wrap):
    by_name = give(net(wrap), {"layers": "conv1", "kernel_regularizer": L2, "bias_regularizer": L2})
    inside = net(wrap, conv1={"kernel_regularizer": l2(), "bias_regularizer": l2()})
    assert_same(inside, by_name)
    if wrap == "normalized":  # w = g v / ||v||, whatever the length of v
        layer = give(net(wrap), {"layers": "conv1", "kernel_regularizer": L2}).get_layer("conv1")
        layer.v.assign(7 * layer.v)
        layer(np.zeros((1, 6, 6, 2)))
        assert float(layer.losses[0]) == pytest.approx(0.01 * np.sum(layer.g.numpy() ** 2))


def test_a_pattern_reaches_every_layer_that_has_such_weights():
    model = give(net(), {"layers": "*", "kernel_regularizer": L2})
    assert len(model.losses) == 2  # the others call their kernels otherwise
    model = give(
        net(),
        {"layers": "conv?", "kernel_regularizer": L2},
        {"layers": "h*", "kernel_regularizer": {"kind": "l1", "l1": 0.1}},
    )
    assert [type(model.get_layer(n).kernel_regularizer).__name__ for n in ("conv1", "head")] == [
        "L2",
        "L1",
    ]


@pytest.mark.parametrize(
    ("wrap", "entries", "message", "path"),
    [
        (
            None,
            [{"layers": "cnov*", "kernel_regularizer": L2}],
            "no layer of the model matches 'cnov*'; did you mean 'conv1'? the layers are conv1, ",
            (0, "layers"),
        ),
        (
            None,
            [{"layers": "onv", "kernel_regularizer": L2}],
            "no layer of the model matches 'onv'; did you mean '*onv*'? the layers are conv1, ",
            (0, "layers"),
        ),
        (
            None,
            [{"layers": "norm", "kernel_regularizer": L2}],
            "no layer that `layers` matches (norm) takes one; they take gamma_regularizer, "
            "beta_regularizer, activity_regularizer, gamma_constraint, beta_constraint",
            (0, "kernel_regularizer"),
        ),
        (
            None,
            [
                {"layers": "head", "kernel_regularizer": L2},
                {"layers": "*", "kernel_regularizer": L2},
            ],
            "layer 'head' has a kernel_regularizer already, from penalties.0; remove one",
            (1, "kernel_regularizer"),
        ),
        (
            "normalized",
            [{"layers": "conv1", "kernel_constraint": BALL}],
            "no layer that `layers` matches (conv1) takes one; they take kernel_regularizer, "
            "bias_regularizer, bias_constraint",
            (0, "kernel_constraint"),
        ),
    ],
)
def test_what_is_refused(wrap, entries, message, path):
    with pytest.raises(ComponentError, match=re.escape(message)) as caught:
        give(net(wrap), *entries)
    assert caught.value.path == path


def test_a_penalty_that_the_model_has_already():
    model = net(head={"kernel_regularizer": l2()})
    with pytest.raises(ComponentError, match="already, from the model's own arguments"):
        give(model, {"layers": "head", "kernel_regularizer": L2})


def test_a_run_with_penalties_points_at_the_line_of_a_mistake(tmp_path):
    path = tmp_path / "r.yaml"
    text = "model: mlp\npenalties:\n  - {layers: dnse_1, kernel_regularizer: l2}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(suite.UserError, match=r"r.yaml:3:14 penalties.0.layers: no layer of the"):
        suite.run(suite.load(path), out=tmp_path / "run", quiet=True)
    assert not (tmp_path / "run").exists()
