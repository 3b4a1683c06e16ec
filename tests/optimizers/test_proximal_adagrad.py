"""Proximal AdaGrad against its formula, TensorFlow and Keras."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.optimizers.proximal_adagrad import ProximalAdagrad
from suite.schedules import Step
from tests.optimizers.walk import close, gradients, start, walk

RATE = float(np.float32(0.1))
STRENGTHS = [(0.0, 0.0), (0.5, 0.0), (0.0, 2.0), (0.5, 2.0)]


def by_formula(rates, n, l1, l2):
    w, places = start(), []
    for rate, g in zip(rates, gradients(), strict=True):
        n = n + g**2
        r = rate / np.sqrt(n)
        v = w - r * g
        w = np.sign(v) * np.maximum(np.abs(v) - r * l1, 0) / (1 + r * l2)
        places.append(w)
    return np.stack(places)


@pytest.mark.parametrize(("l1", "l2"), STRENGTHS)
def test_formula_and_tensorflow(l1, l2):
    weight, squares = tf.Variable(start()), tf.Variable(np.full(start().shape, 0.2))
    places = []
    for gradient in gradients():
        tf.raw_ops.ResourceApplyProximalAdagrad(
            var=weight.handle,
            accum=squares.handle,
            lr=np.float64(RATE),
            l1=np.float64(l1),
            l2=np.float64(l2),
            grad=gradient,
        )
        places.append(weight.numpy())
    ours = walk(ProximalAdagrad(0.1, initial_accumulator_value=0.2, l1=l1, l2=l2))
    close(ours, np.stack(places))
    close(ours, by_formula([RATE] * 12, 0.2, l1, l2))


def test_schedule():
    schedule = Step(0.1, every=4, factor=0.1)
    rates = [float(schedule(step)) for step in range(12)]
    close(walk(ProximalAdagrad(schedule, l1=0.5, l2=2.0)), by_formula(rates, 0.1, 0.5, 2.0))


def test_without_penalties_it_is_adagrad():
    close(walk(ProximalAdagrad(0.1)), walk(keras.optimizers.Adagrad(0.1, epsilon=1e-12)))
