"""A rate of its own for some weights is an optimizer of their own with that rate."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.step.kernels.kernels import kernels
from suite.training.step.kernels.scaled_rates import scaled_rates

OPTIMIZERS = {
    "sgd": lambda rate: keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
    "adam": lambda rate: keras.optimizers.Adam(rate),
    "rmsprop": lambda rate: keras.optimizers.RMSprop(rate),
    "loss_scale": lambda rate: keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(rate)),
}


def net(optimizer):
    keras.utils.set_random_seed(0)
    inputs = keras.Input((2,))
    hidden = keras.layers.Dense(3, name="dense")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1, name="logits")(hidden))
    model.compile(optimizer, "mse")
    model.optimizer.build(model.trainable_variables)
    return model


def trained(model, block, steps=4):
    random, shapes = np.random.default_rng(0), [w.shape for w in model.trainable_weights]

    @tf.function(autograph=False)
    def step(gradients):
        model.optimizer.apply(gradients, model.trainable_variables)

    with block:
        for _ in range(steps):
            step([tf.constant(random.normal(size=shape), "float32") for shape in shapes])
    return {weight.path: weight.numpy() for weight in model.trainable_weights}


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("fused", [True, False])
def test_a_weight_moves_as_under_an_optimizer_of_that_rate(name, fused):
    make, factors = OPTIMIZERS[name], {"dense/bias": 8.0, "logits/bias": 0.25}
    one = net(make(0.01))
    strategy = tf.distribute.get_strategy()
    block = kernels(one, strategy, not fused, factors)
    found = trained(one, block)
    for factor in (1.0, 8.0, 0.25):
        expected = trained(net(make(0.01 * factor)), scaled_rates(one, {}))
        for path, value in expected.items():
            if factors.get(path, 1.0) == factor:
                np.testing.assert_allclose(found[path], value, rtol=1e-5, atol=1e-7)


def test_a_schedule_is_scaled_too():
    decay = keras.optimizers.schedules.ExponentialDecay
    one, other = (
        net(keras.optimizers.SGD(decay(0.1, 2, 0.5))),
        net(keras.optimizers.SGD(decay(0.4, 2, 0.5))),
    )
    found = trained(one, scaled_rates(one, {"dense/kernel": 4.0}))
    expected = trained(other, scaled_rates(other, {}))
    np.testing.assert_allclose(found["dense/kernel"], expected["dense/kernel"], rtol=1e-5)


def test_weight_decay_keeps_the_common_rate():
    model = net(keras.optimizers.SGD(0.1, weight_decay=0.5))
    bias = model.get_layer("dense").bias
    bias.assign([1.0, 2.0, 4.0])
    zeros = [tf.zeros(weight.shape) for weight in model.trainable_weights]
    with scaled_rates(model, {"dense/bias": 64.0}):
        model.optimizer.apply(zeros, model.trainable_variables)
    np.testing.assert_allclose(bias, [0.95, 1.9, 3.8], rtol=1e-6)


def test_afterwards_the_optimizer_is_as_it_was():
    model = net(keras.optimizers.SGD(0.1))
    with kernels(model, tf.distribute.get_strategy(), False):
        fused = vars(model.optimizer)["update_step"]
        with scaled_rates(model, {"dense/bias": 2.0}):
            assert vars(model.optimizer)["update_step"] is not fused
        assert vars(model.optimizer)["update_step"] is fused
    assert "update_step" not in vars(model.optimizer)
