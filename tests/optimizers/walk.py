"""Feed given gradients to an optimizer, and look where the weights go."""

from __future__ import annotations

import keras
import numpy as np

SHAPE = (4, 3)
STEPS = 12


def gradients(steps: int = STEPS) -> list[np.ndarray]:
    """Gradients of changing signs and sizes, with zeros among them."""
    random = np.random.default_rng(0)
    drawn = random.normal(size=(steps, *SHAPE)) * random.choice([0.01, 1, 10], size=(steps, *SHAPE))
    drawn[random.uniform(size=drawn.shape) < 0.1] = 0
    return list(drawn)


def start() -> np.ndarray:
    return np.random.default_rng(1).normal(size=SHAPE)


def walk(optimizer, slopes=None, dtype: str = "float64") -> np.ndarray:
    """The weights after each step, (steps, ...)."""
    variable = keras.Variable(start(), dtype=dtype)
    optimizer.build([variable])
    places = []
    for gradient in gradients() if slopes is None else slopes:
        optimizer.apply([keras.ops.convert_to_tensor(gradient, dtype=dtype)], [variable])
        places.append(keras.ops.convert_to_numpy(variable).copy())  # the next step may write there
    return np.stack(places)


def close(actual, expected) -> None:
    np.testing.assert_allclose(actual, expected, rtol=1e-6, atol=1e-12)
