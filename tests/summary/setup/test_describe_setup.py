"""Optimizer, loss, callbacks and plan as plain values."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

from suite.schedules import OneCycle, Warmup
from suite.summary.setup import Plan, describe_setup
from suite.summary.setup.losses import describe_loss
from suite.summary.setup.optimizers import describe_optimizer

schedules = keras.optimizers.schedules


def rates(learning_rate, steps):
    return describe_optimizer(keras.optimizers.SGD(learning_rate), steps)["learning_rate"]


@pytest.mark.parametrize(
    ("schedule", "steps", "first", "highest", "last", "asked"),
    [
        (0.25, 100, 0.25, 0.25, 0.25, 0.25),
        (schedules.PiecewiseConstantDecay([3], [1.0, 0.5]), 100, 1.0, 1.0, 0.5, 1.0),
        (schedules.PiecewiseConstantDecay([997], [0.5, 1.0]), 1000, 0.5, 1.0, 1.0, 1.0),
        (OneCycle(1.0, steps=1000, warmup=333), 1000, 0.04, 1.0, None, 1.0),
        # Of a warm-up that is ten times as long as the run, a tenth is reached.
        (Warmup(1.0, steps=1000), 100, None, None, None, 1.0),
        (
            schedules.CosineDecay(0.0, 900, warmup_target=2.0, warmup_steps=100),
            51,
            0.0,
            1.0,
            1.0,
            2.0,
        ),
    ],
)
def test_the_rates_of_a_planned_run(schedule, steps, first, highest, last, asked):
    found = rates(schedule, steps)
    for name, value in (("first", first), ("highest", highest), ("last", last), ("asked", asked)):
        if value is not None:
            assert found[name] == pytest.approx(value), name


def test_a_peak_that_is_never_reached():
    found = rates(Warmup(1.0, steps=1000), 100)
    assert found["highest"] < 0.11 < found["asked"]


def test_a_rate_that_is_a_function_is_not_called():
    called = []
    found = describe_optimizer(keras.optimizers.SGD(lambda: called.append(1) or 0.1), 10)
    assert found["learning_rate"] == {"kind": "function"}
    assert not called


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        (keras.optimizers.Adam(epsilon=0.5, clipvalue=0.25), {"epsilon": 0.5, "clipvalue": 0.25}),
        (keras.optimizers.AdamW(weight_decay=0.125), {"kind": "adamw", "weight_decay": 0.125}),
        (keras.optimizers.SGD(momentum=0.75), {"kind": "sgd", "class": "SGD", "momentum": 0.75}),
        (
            keras.optimizers.LossScaleOptimizer(keras.optimizers.RMSprop(rho=0.5)),
            {"kind": "rmsprop", "rho": 0.5},
        ),
    ],
)
def test_the_arguments_of_an_optimizer(optimizer, expected):
    found = describe_optimizer(optimizer, None)
    assert {name: found[name] for name in expected} == expected


def own(y, p):
    return keras.ops.mean(keras.ops.abs(y - p))


@pytest.mark.parametrize(
    ("loss", "kind"),
    [
        ("mse", "mean_squared_error"),
        (keras.losses.Poisson(), "poisson"),
        (keras.losses.KLDivergence(), "kl_divergence"),
        (own, "own"),
        (["mse"], "mean_squared_error"),
        ({"a": "mse", "b": "mae"}, "several"),
        ("crossentropy", "crossentropy"),
    ],
)
def test_the_kind_of_a_loss(loss, kind):
    assert describe_loss(loss)["kind"] == kind


def test_the_arguments_of_a_loss():
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, reduction="sum")
    found = describe_loss(loss)
    assert (found["from_logits"], found["reduction"]) == (True, "sum")
    assert found["class"] == "CategoricalCrossentropy"
    assert describe_loss("categorical_crossentropy")["from_logits"] is False


def test_all_of_a_setup_is_json_and_the_model_is_left_as_it_was():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dropout(0.5)])
    model.compile(keras.optimizers.Adam(0.5), "mse")
    before = [variable.numpy() for variable in model.variables]
    stopping = keras.callbacks.EarlyStopping("loss", patience=3, min_delta=0.25)
    plan = Plan(
        "code",
        callbacks=[stopping, keras.callbacks.LambdaCallback()],
        class_weights={"cat": 2.0},
        steps_per_epoch=5,
        epochs=2,
    )
    setup = describe_setup(model, plan)
    assert json.loads(json.dumps(setup, allow_nan=False)) == setup
    assert (
        setup["callbacks"][0] | {"kind": "early_stopping", "patience": 3, "monitor": "loss"}
        == (setup["callbacks"][0])
    )
    assert setup["class_weights"] == {"cat": 2.0}
    assert (setup["origin"], setup["epochs"], setup["targets"]) == ("code", 2, None)
    for variable, value in zip(model.variables, before, strict=True):
        assert np.array_equal(variable.numpy(), value)


def test_a_model_of_which_nothing_can_be_read_gives_what_the_plan_says():
    setup = describe_setup(object(), Plan("code", epochs=3))
    assert setup["epochs"] == 3
    assert "optimizer" not in setup


def test_augmentation_in_the_net_is_augmentation():
    layers = [keras.layers.RandomRotation(0.5), keras.layers.Flatten(), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((4, 4, 1)), *layers])
    assert describe_setup(model, Plan("code", augment=["cutout"]))["augment"] == [
        "cutout",
        "random_rotation",
    ]
