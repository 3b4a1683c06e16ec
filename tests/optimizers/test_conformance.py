"""Every optimizer of the suite goes through the same checks."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite.optimizers
from suite.catalog import HERE
from suite.optimizers.adagrad_da import AdagradDA
from suite.optimizers.proximal_adagrad import ProximalAdagrad
from suite.optimizers.proximal_gradient_descent import ProximalGradientDescent
from suite.optimizers.rprop import Rprop
from suite.schedules import Constant
from tests.optimizers.test_full_batch import TABLE as FULL_BATCH
from tests.optimizers.walk import gradients, start, walk

# Name -> a way to make it, every argument away from its default.
TABLE = {
    "adagrad_da": lambda rate=0.05, **base: AdagradDA(
        rate, initial_accumulator_value=0.2, l1=0.001, l2=0.002, **base
    ),
    "proximal_adagrad": lambda rate=0.05, **base: ProximalAdagrad(
        rate, initial_accumulator_value=0.2, l1=0.001, l2=0.002, **base
    ),
    "proximal_gradient_descent": lambda rate=0.05, **base: ProximalGradientDescent(
        rate, l1=0.001, l2=0.002, **base
    ),
    "rprop": lambda rate=0.05, **base: Rprop(
        rate, increase=1.3, decrease=0.4, min_scale=0.01, max_scale=20.0, **base
    ),
}
HELPERS = {
    "__init__",
    "arguments",
    "conjugate_gradients",
    "full_batch",
    "proximal",
    "wolfe_search",
}
every_optimizer = pytest.mark.parametrize("make", TABLE.values(), ids=TABLE)


def test_table_is_complete():
    found = [entry for entry in HERE.entries("optimizers") if entry.origin == "suite"]
    assert {entry.name for entry in found} == set(TABLE) | set(FULL_BATCH)
    files = Path(suite.optimizers.__file__).parent.glob("*.py")
    assert {file.stem for file in files} == {entry.file.stem for entry in found} | HELPERS


def regression():
    """Ten features, two targets, and a linear model that starts at given weights."""
    random = np.random.default_rng(0)
    x = random.normal(size=(32, 10)).astype("float32")
    y = (x @ random.normal(size=(10, 2))).astype("float32")
    return x, y


def linear_model(optimizer, seed=0):
    model = keras.Sequential(
        [
            keras.Input((10,)),
            keras.layers.Dense(2, kernel_initializer=keras.initializers.GlorotNormal(seed)),
        ]
    )
    model.compile(optimizer, "mse", run_eagerly=True)  # tracing takes longer than the steps
    return model


def train(model, steps):
    x, y = regression()
    return [float(model.train_on_batch(x, y)) for _ in range(steps)]


@every_optimizer
def test_a_traced_step_is_the_eager_step(make):
    eager = walk(make())
    variable = keras.Variable(start(), dtype="float64")
    optimizer = make()
    optimizer.build([variable])
    traced = tf.function(lambda gradient: optimizer.apply([gradient]))
    for gradient in gradients():
        traced(tf.constant(gradient))
    np.testing.assert_allclose(variable.numpy(), eager[-1], rtol=1e-12)
    assert traced.experimental_get_tracing_count() == 1


@every_optimizer
def test_a_schedule_of_one_rate_is_that_rate(make):
    np.testing.assert_allclose(walk(make(Constant(0.05))), walk(make(0.05)), rtol=1e-6)


@every_optimizer
def test_serialization_round_trip(make):
    optimizer = make(Constant(0.05), clipnorm=2.0)
    # `from_config` writes into what it is given, so nothing is compared with that.
    copy = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert type(copy) is type(optimizer)
    assert keras.optimizers.serialize(copy) == keras.optimizers.serialize(optimizer)
    np.testing.assert_array_equal(walk(copy), walk(optimizer))


@every_optimizer
def test_a_saved_model_goes_on_where_it_was(make, tmp_path):
    model = linear_model(make())
    train(model, 3)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    train(model, 3)
    train(loaded, 3)
    for weight, other in zip(model.weights, loaded.weights, strict=True):
        np.testing.assert_array_equal(weight, other)


@every_optimizer
@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16", "mixed_float16"])
def test_it_learns_and_keeps_float32_weights(make, policy):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        model = linear_model(make(0.1))
        losses = train(model, 40)
    finally:
        keras.config.set_dtype_policy(before)
    assert {variable.dtype for variable in model.trainable_variables} == {"float32"}
    assert losses[-1] < 0.5 * losses[0]


@every_optimizer
def test_float32_follows_float64(make):
    np.testing.assert_allclose(walk(make(), dtype="float32"), walk(make()), rtol=1e-4, atol=1e-5)


@every_optimizer
def test_a_loss_scale_changes_nothing(make):
    scaled = keras.optimizers.LossScaleOptimizer(make(), initial_scale=1024.0)
    slopes = [1024.0 * gradient for gradient in gradients()]
    np.testing.assert_allclose(
        walk(scaled, slopes, "float32"), walk(make(), dtype="float32"), rtol=1e-6, atol=1e-7
    )


@every_optimizer
def test_accumulated_gradients_are_their_mean(make):
    twice = [gradient for gradient in gradients() for _ in range(2)]
    accumulated = walk(make(gradient_accumulation_steps=2), twice)[1::2]
    np.testing.assert_allclose(accumulated, walk(make()), rtol=1e-6, atol=1e-12)


@every_optimizer
def test_rows_that_an_embedding_did_not_use_have_a_gradient_of_zero(make):
    rows = tf.IndexedSlices(tf.constant([[1.0, -2.0, 3.0]] * 2), tf.constant([1, 1]), (4, 3))
    dense = np.zeros((4, 3), "float32")
    dense[1] = [2, -4, 6]

    def place(gradient):
        variable = keras.Variable(start(), dtype="float32")
        optimizer = make()
        optimizer.build([variable])
        for _ in range(3):
            optimizer.apply([gradient])
        return variable.numpy()

    np.testing.assert_allclose(place(rows), place(tf.constant(dense)), rtol=1e-6)


@every_optimizer
def test_weight_decay_is_decoupled(make):
    """The base class takes eta weight_decay w off the weights; the gradient knows nothing of it."""
    if make is TABLE["adagrad_da"]:
        with pytest.raises(ValueError, match="Argument `weight_decay` must be None"):
            make(weight_decay=0.5)
        return
    zeros = [np.zeros_like(start())]
    decayed = walk(make(weight_decay=0.5), zeros)
    np.testing.assert_allclose(decayed, walk(make(), zeros) * (1 - 0.05 * 0.5), rtol=1e-3)


@every_optimizer
def test_constraints_are_kept(make):
    variable = keras.Variable(start())
    variable.constraint = keras.constraints.UnitNorm(axis=0)
    optimizer = make()
    optimizer.build([variable])
    optimizer.apply([keras.ops.convert_to_tensor(gradients()[0], dtype="float32")])
    np.testing.assert_allclose(np.linalg.norm(variable.numpy(), axis=0), 1, rtol=1e-5)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        *(
            (kind, name, value)
            for kind in (AdagradDA, ProximalAdagrad, ProximalGradientDescent)
            for name in ("learning_rate", "l1", "l2")
            for value in (-0.1, float("nan"), float("inf"))
        ),
        *(
            (kind, "initial_accumulator_value", value)
            for kind in (AdagradDA, ProximalAdagrad)
            for value in (0.0, -1.0, float("nan"))
        ),
        (Rprop, "learning_rate", -0.1),
        (Rprop, "increase", 1.0),
        (Rprop, "increase", float("inf")),
        (Rprop, "decrease", 0.0),
        (Rprop, "decrease", 1.0),
        (Rprop, "min_scale", 0.0),
        (Rprop, "min_scale", 1.1),
        (Rprop, "max_scale", 0.9),
        (Rprop, "max_scale", float("inf")),
        (Rprop, "max_scale", float("nan")),
    ],
)
def test_arguments_out_of_range_are_refused(kind, name, value):
    with pytest.raises(ValueError, match=f"Argument `{name}` must be .* Received: {name}="):
        kind(**{name: value})
