"""Rprop against its formula and PyTorch."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.optimizers.rprop import Rprop
from suite.schedules import Step
from tests.optimizers.walk import close, gradients, start, walk

RATE = float(np.float32(0.1))  # the optimizer keeps its rate in float32
LIMITS = {"min_scale": 0.25, "max_scale": 1.5}  # both are met within the steps


def by_formula(rates, increase=1.2, decrease=0.5, smallest=1e-4, largest=5000.0):
    """One weight at a time, in plain Python."""
    places = np.zeros((len(rates), *start().shape))
    for index in np.ndindex(start().shape):
        w, scale, last = start()[index], 1.0, 0.0
        for step, gradient in enumerate(g[index] for g in gradients()):
            g = gradient
            if g * last > 0:
                scale = min(scale * increase, largest)
            elif g * last < 0:
                scale = max(scale * decrease, smallest)
                g = 0.0
            w -= rates[step] * scale * np.sign(g)
            places[(step, *index)] = w
            last = g
    return places


def test_formula():
    close(walk(Rprop(0.1)), by_formula([RATE] * 12))


def test_limits_and_factors():
    optimizer = Rprop(0.1, increase=1.4, decrease=0.3, **LIMITS)
    close(walk(optimizer), by_formula([RATE] * 12, 1.4, 0.3, 0.25, 1.5))
    scales = keras.ops.convert_to_numpy(optimizer._scales[0])
    assert scales.min() >= 0.25
    assert scales.max() <= 1.5
    assert not np.allclose(walk(Rprop(0.1, 1.4, 0.3)), walk(Rprop(0.1, 1.4, 0.3, **LIMITS)))


def test_a_schedule_scales_all_steps():
    schedule = Step(0.1, every=4, factor=0.1)
    rates = [float(schedule(step)) for step in range(12)]
    close(walk(Rprop(schedule)), by_formula(rates))


def test_pytorch():
    torch = pytest.importorskip("torch")
    weight = torch.tensor(start(), requires_grad=True)
    # PyTorch's limits are those of the steps, ours of their scales.
    theirs = torch.optim.Rprop([weight], lr=RATE, step_sizes=(0.25 * RATE, 1.5 * RATE))
    places = []
    for gradient in gradients():
        weight.grad = torch.tensor(gradient)
        theirs.step()
        places.append(weight.detach().numpy().copy())
    close(walk(Rprop(0.1, **LIMITS)), np.stack(places))


def test_only_signs_count():
    tiny = [1e-30 * gradient for gradient in gradients()]  # their float32 products are 0
    np.testing.assert_array_equal(
        walk(Rprop(0.1), tiny, "float32"), walk(Rprop(0.1), gradients(), "float32")
    )


def test_finds_the_minimum_of_a_badly_conditioned_bowl():
    curvature = np.array([1.0, 1e4])
    variable = keras.Variable([3.0, -2.0])
    optimizer = Rprop(0.1)
    optimizer.build([variable])
    for _ in range(150):
        optimizer.apply([keras.ops.multiply(curvature, variable)])
    assert np.abs(keras.ops.convert_to_numpy(variable)).max() < 1e-3
