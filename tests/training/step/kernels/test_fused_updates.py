"""The fused kernels against Keras's own updates."""

from __future__ import annotations

from contextlib import nullcontext

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.optimizers.rprop import Rprop
from suite.training.step.kernels.fused_updates import fused_updates, kernel_of

FUSED = [
    ("SGD", {}),
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.9, "nesterov": True, "clipnorm": 1.0}),
    ("SGD", {"momentum": 0.5, "weight_decay": 0.1}),
    ("SGD", {"momentum": 0.9, "use_ema": True, "ema_overwrite_frequency": 3}),
    ("SGD", {"gradient_accumulation_steps": 2}),
    ("Adam", {}),
    ("Adam", {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.1, "weight_decay": 0.05}),
    ("AdamW", {"weight_decay": 0.05}),
    ("LossScaleOptimizer", {"inner_optimizer": "adam", "initial_scale": 8.0}),
]


class HalvedSGD(keras.optimizers.SGD):
    """One with an update of its own."""

    def update_step(self, gradient, variable, learning_rate):
        super().update_step(gradient / 2, variable, learning_rate)


def after_steps(optimizer: keras.optimizers.Optimizer, block, steps: int = 9) -> list[np.ndarray]:
    """The weights and the optimizer's variables after some compiled steps."""
    random = np.random.default_rng(0)
    variables = [
        keras.Variable(random.normal(size=shape), dtype="float32") for shape in ((6, 5), (5,))
    ]
    optimizer.build(variables)
    gradients = tf.constant(random.normal(size=(steps, 35)), tf.float32)

    @tf.function(autograph=False)
    def step(entries: tf.Tensor) -> None:
        parts = tf.split(entries, [30, 5])
        optimizer.apply([tf.reshape(parts[0], (6, 5)), parts[1]], variables)

    with block:
        for entries in gradients:
            step(entries)
    return [np.array(v) for v in (*variables, *optimizer.variables)]


def made(name: str, arguments: dict) -> keras.optimizers.Optimizer:
    arguments = dict(arguments)
    if inner := arguments.get("inner_optimizer"):
        arguments["inner_optimizer"] = keras.optimizers.get(inner)
        return keras.optimizers.LossScaleOptimizer(**arguments)
    decay = keras.optimizers.schedules.ExponentialDecay(0.1, 5, 0.5)
    return getattr(keras.optimizers, name)(learning_rate=decay, **arguments)


@pytest.mark.parametrize(("name", "arguments"), FUSED, ids=str)
def test_weights_and_state_are_keras_s(name, arguments):
    stock, fused = made(name, arguments), made(name, arguments)
    assert kernel_of(getattr(fused, "inner_optimizer", fused)) is not None
    expected = after_steps(stock, nullcontext())
    found = after_steps(fused, fused_updates(fused))
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_allclose(other, one, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize(
    "optimizer",
    [HalvedSGD(0.1), keras.optimizers.Adam(amsgrad=True), keras.optimizers.RMSprop(), Rprop()],
    ids=lambda optimizer: type(optimizer).__name__,
)
def test_other_optimizers_are_left_alone(optimizer):
    assert kernel_of(optimizer) is None
    with fused_updates(optimizer):
        assert "update_step" not in vars(optimizer)


def test_the_update_is_one_operation_and_keras_s_again_afterwards():
    optimizer = keras.optimizers.Adam()
    variable = keras.Variable(np.ones((3,), "float32"))
    optimizer.build([variable])

    def operations() -> list[str]:
        step = tf.function(lambda: optimizer.apply([tf.ones((3,))], [variable]), autograph=False)
        return [operation.type for operation in step.get_concrete_function().graph.get_operations()]

    with fused_updates(optimizer):
        assert operations().count("ResourceApplyAdam") == 1
    assert "ResourceApplyAdam" not in operations()


def test_sparse_gradients_and_half_precision_weights_take_keras_s_way():
    results = []
    for fused in (False, True):
        optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
        table = keras.Variable(np.ones((4, 2), "float32"))
        half = keras.Variable(np.ones((2,)), dtype="bfloat16")
        optimizer.build([table, half])
        rows = tf.IndexedSlices(tf.ones((2, 2)), tf.constant([0, 2]), tf.constant([4, 2]))
        with fused_updates(optimizer) if fused else nullcontext():
            optimizer.apply([rows, tf.ones((2,), tf.bfloat16)], [table, half])
        results.append([np.array(table), np.array(half, "float32")])
    np.testing.assert_array_equal(results[0][0], results[1][0])
    np.testing.assert_array_equal(results[0][1], results[1][1])
