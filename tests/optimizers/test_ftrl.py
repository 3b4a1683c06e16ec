"""Keras's FTRL, the lectures' optimizer that needs no twin of ours, against TensorFlow's kernel."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.optimizers.walk import close, gradients, start, walk

RATE = float(np.float32(0.1))


def by_tensorflow(l1, l2, power, shrinkage):
    weight, linear = tf.Variable(start()), tf.Variable(np.zeros_like(start()))
    squares = tf.Variable(np.full(start().shape, 0.2))
    places = []
    for gradient in gradients():
        shared = {
            "var": weight.handle,
            "accum": squares.handle,
            "linear": linear.handle,
            "grad": gradient,
            "lr": np.float64(RATE),
            "l1": np.float64(l1),
            "l2": np.float64(l2),
            "lr_power": np.float64(power),
        }
        if shrinkage:
            tf.raw_ops.ResourceApplyFtrlV2(**shared, l2_shrinkage=np.float64(shrinkage))
        else:
            tf.raw_ops.ResourceApplyFtrl(**shared)
        places.append(weight.numpy())
    return np.stack(places)


@pytest.mark.parametrize("power", [-0.5, -0.3, 0.0])
@pytest.mark.parametrize(
    ("l1", "l2", "shrinkage"), [(0, 0, 0), (0.5, 0, 0), (0, 2, 0), (0.5, 2, 0), (0.5, 2, 0.3)]
)
def test_keras_is_tensorflow(l1, l2, shrinkage, power):
    ours = keras.optimizers.Ftrl(
        0.1,
        learning_rate_power=power,
        initial_accumulator_value=0.2,
        l1_regularization_strength=float(l1),
        l2_regularization_strength=float(l2),
        l2_shrinkage_regularization_strength=float(shrinkage),
    )
    close(walk(ours), by_tensorflow(l1, l2, power, shrinkage))
