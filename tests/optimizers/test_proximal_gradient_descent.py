"""Proximal gradient descent against its formula, its definition and TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.optimizers.proximal import proximal_step
from suite.optimizers.proximal_gradient_descent import ProximalGradientDescent
from suite.schedules import Step
from tests.optimizers.walk import close, gradients, start, walk

RATE = float(np.float32(0.1))
STRENGTHS = [(0.0, 0.0), (0.5, 0.0), (0.0, 2.0), (0.5, 2.0)]


def by_formula(rates, l1, l2):
    w, places = start(), []
    for rate, g in zip(rates, gradients(), strict=True):
        v = w - rate * g
        w = np.sign(v) * np.maximum(np.abs(v) - rate * l1, 0) / (1 + rate * l2)
        places.append(w)
    return np.stack(places)


@pytest.mark.parametrize(("l1", "l2"), STRENGTHS)
def test_formula_and_tensorflow(l1, l2):
    weight, places = tf.Variable(start()), []
    for gradient in gradients():
        tf.raw_ops.ResourceApplyProximalGradientDescent(
            var=weight.handle,
            alpha=np.float64(RATE),
            l1=np.float64(l1),
            l2=np.float64(l2),
            delta=gradient,
        )
        places.append(weight.numpy())
    ours = walk(ProximalGradientDescent(0.1, l1=l1, l2=l2))
    close(ours, np.stack(places))
    close(ours, by_formula([RATE] * 12, l1, l2))
    assert (ours == 0).any() == (l1 > 0)


def test_schedule():
    schedule = Step(0.1, every=4, factor=0.1)
    rates = [float(schedule(step)) for step in range(12)]
    close(walk(ProximalGradientDescent(schedule, l1=0.5, l2=2.0)), by_formula(rates, 0.5, 2.0))


@pytest.mark.parametrize("v", [-1.3, -0.05, 0.0, 0.02, 0.9])
def test_the_step_is_the_minimum_that_it_claims_to_be(v):
    rate, l1, l2 = 0.2, 0.5, 3.0
    w = np.linspace(-2, 2, 400_001)
    cost = (w - v) ** 2 / 2 + rate * (l1 * np.abs(w) + l2 * w**2 / 2)
    step = float(proximal_step(tf.constant(v, tf.float64), rate, l1, l2))
    assert step == pytest.approx(w[cost.argmin()], abs=1e-5)
