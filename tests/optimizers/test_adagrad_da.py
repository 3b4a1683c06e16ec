"""AdaGrad by dual averaging against its formula, its definition and TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.optimizers.adagrad_da import AdagradDA, dual_average
from suite.schedules import Step
from tests.optimizers.walk import close, gradients, start, walk

RATE = float(np.float32(0.1))
STRENGTHS = [(0.0, 0.0), (0.5, 0.0), (0.0, 2.0), (0.5, 2.0)]


def by_formula(rates, n, l1, l2):
    total, places = 0.0, []
    for t, (rate, g) in enumerate(zip(rates, gradients(), strict=True), 1):
        total, n = total + g, n + g**2
        kept = np.maximum(np.abs(total) - l1 * t, 0)
        places.append(-rate * np.sign(total) * kept / (np.sqrt(n) + l2 * rate * t))
    return np.stack(places)


@pytest.mark.parametrize(("l1", "l2"), STRENGTHS)
def test_formula_and_tensorflow(l1, l2):
    weight = tf.Variable(start())
    total, squares = tf.Variable(np.zeros_like(start())), tf.Variable(np.full(start().shape, 0.2))
    places = []
    for step, gradient in enumerate(gradients(), 1):
        tf.raw_ops.ResourceApplyAdagradDA(
            var=weight.handle,
            gradient_accumulator=total.handle,
            gradient_squared_accumulator=squares.handle,
            grad=gradient,
            lr=np.float64(RATE),
            l1=np.float64(l1),
            l2=np.float64(l2),
            global_step=np.int64(step),
        )
        places.append(weight.numpy())
    ours = walk(AdagradDA(0.1, initial_accumulator_value=0.2, l1=l1, l2=l2))
    close(ours, np.stack(places))
    close(ours, by_formula([RATE] * 12, 0.2, l1, l2))


def test_schedule():
    schedule = Step(0.1, every=4, factor=0.1)
    rates = [float(schedule(step)) for step in range(12)]
    close(walk(AdagradDA(schedule, l1=0.5, l2=2.0)), by_formula(rates, 0.1, 0.5, 2.0))


@pytest.mark.parametrize("total", [-7.0, -1.2, 0.0, 0.4, 9.0])
def test_the_weights_are_the_minimum_that_dual_averaging_asks_for(total):
    """G w + t (l1 |w| + l2 w^2 / 2) + sqrt(n) w^2 / (2 eta), by brute force."""
    n, t, rate, l1, l2 = 4.0, 3, 0.5, 0.5, 0.2
    w = np.linspace(-3, 3, 600_001)
    cost = total * w + t * (l1 * np.abs(w) + l2 * w**2 / 2) + np.sqrt(n) * w**2 / (2 * rate)
    ours = dual_average(tf.constant(total, tf.float64), tf.constant(n, tf.float64), t, rate, l1, l2)
    assert float(ours) == pytest.approx(w[cost.argmin()], abs=2e-5)
