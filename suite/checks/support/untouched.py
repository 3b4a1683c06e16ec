"""Leave no trace, in a model or in the process."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator

import keras
import numpy as np


@contextlib.contextmanager
def untouched(model: keras.Model) -> Iterator[None]:
    """After the block every variable of the model and Python's and NumPy's random states are, bit
    for bit, what they were.

    The checks run the model in scopes that keep its updates apart. This catches what goes past
    Keras: a layer that assigns a `tf.Variable`, an initializer that draws a seed.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
        >>> model.set_weights([np.ones((1, 1))])
        >>> with untouched(model):
        ...     model.set_weights([np.zeros((1, 1))])
        >>> model.get_weights()[0].item()
        1.0
    """
    variables = [*model.variables, *model.metrics_variables]
    before = [variable.numpy().copy() for variable in variables]
    try:
        with random_states_kept():
            yield
    finally:
        for variable, value in zip(variables, before, strict=True):
            if variable.numpy().tobytes() != value.tobytes():
                variable.assign(value)


@contextlib.contextmanager
def random_states_kept() -> Iterator[None]:
    """After the block Python's and NumPy's generators are where they were."""
    python_state, numpy_state = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
