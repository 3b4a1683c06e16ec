"""Decoupled and coupled weight decay are what the notes of `show` say."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.catalog import HERE, Component
from suite.catalog.pages.component_notes import ARGUMENT_NOTES, notes
from tests.keras_version import not_in_3_12

NOTE = ARGUMENT_NOTES["optimizers", "weight_decay"]
NOTED = [entry.name for entry in HERE.entries("optimizers") if NOTE in notes(entry)]
RATE, DECAY = 0.1, 0.5


def gradients():
    random = np.random.default_rng(0)
    return [random.normal(size=(3, 4)).astype("float32") for _ in range(5)]


def start():
    return keras.Variable(np.random.default_rng(1).normal(size=(3, 4)).astype("float32"))


def optimizer(kind, variable, weight_decay, **more):
    arguments = {"learning_rate": RATE, "weight_decay": weight_decay, **more}
    made = HERE.build("optimizers", Component(kind, arguments))
    made.build([variable])
    return made


def test_all_of_keras_optimizers_have_the_note():
    assert {"sgd", "adam", "adamw", "rmsprop", "lamb", "muon", "ftrl", "rprop"} <= set(NOTED)
    assert "adagrad_da" not in NOTED  # refuses the argument


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=not_in_3_12 if kind == "muon" else ()) for kind in NOTED]
)
def test_the_weights_shrink_before_each_step_and_no_gradient_knows(kind):
    decayed, by_hand = start(), start()
    one, two = optimizer(kind, decayed, DECAY), optimizer(kind, by_hand, 0.0)
    for gradient in gradients():
        by_hand.assign(by_hand * (1 - RATE * DECAY))
        one.apply([keras.ops.convert_to_tensor(gradient)], [decayed])
        two.apply([keras.ops.convert_to_tensor(gradient)], [by_hand])
    np.testing.assert_allclose(decayed.numpy(), by_hand.numpy(), rtol=1e-5, atol=1e-6)


def difference(kind, **more):
    """How far decoupled decay ends from an l2 penalty of half its size, relative to the decay."""
    decoupled, coupled, plain = start(), start(), start()
    one = optimizer(kind, decoupled, DECAY, **more)
    two = optimizer(kind, coupled, 0.0, **more)
    three = optimizer(kind, plain, 0.0, **more)
    penalty = keras.regularizers.L2(DECAY / 2)
    for gradient in gradients():
        gradient = keras.ops.convert_to_tensor(gradient)
        one.apply([gradient], [decoupled])
        two.apply([gradient + 2 * penalty.l2 * coupled], [coupled])
        three.apply([gradient], [plain])
    decay = np.linalg.norm(decoupled.numpy() - plain.numpy())
    return np.linalg.norm(decoupled.numpy() - coupled.numpy()) / decay


def test_coupled_equals_decoupled_for_plain_gradient_descent_only():
    assert difference("sgd") < 1e-5
    assert difference("sgd", momentum=0.9) > 0.3
    assert difference("adam") > 0.3


@pytest.mark.parametrize("kind", ["l1", "l2", "l1_l2"])
def test_the_scaling_of_the_penalties(kind):
    w = start().numpy()
    arguments = {"l1": 0.3, "l2": 0.7} if kind == "l1_l2" else {kind: {"l1": 0.3, "l2": 0.7}[kind]}
    made = HERE.build("regularizers", Component(kind, arguments))
    expected = arguments.get("l1", 0) * np.abs(w).sum() + arguments.get("l2", 0) * (w**2).sum()
    assert float(made(keras.ops.convert_to_tensor(w))) == pytest.approx(expected)


def test_the_models_weight_decay_is_half_of_it_as_l2():
    inputs = keras.Input((4,))
    component = Component("mlp", {"widths": [], "weight_decay": 0.3})
    outputs = HERE.build("models", component, inputs=inputs, classes=3)
    model = keras.Model(inputs, outputs)
    kernel = model.get_layer("logits").kernel.numpy()
    assert float(model.losses[0]) == pytest.approx(0.15 * (kernel**2).sum(), rel=1e-5)
