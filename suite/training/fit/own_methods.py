"""Which methods of `keras.Model` a user's model has of its own."""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras.src.models.functional import Functional

# What Keras's own models define is no override.
_KERAS = {*keras.Sequential.__mro__, *Functional.__mro__}

# Whoever has one of these trains by Keras's own function over it, step by step.
TRAINING = ("train_step", "make_train_function")
EVALUATION = ("evaluate", "test_step", "make_test_function")
# Whoever has one of these says what is logged.
LOGS = ("compute_metrics", "get_metrics_result")
FORWARD = ("call", "__call__")


def own_method(model: keras.Model, names: Sequence[str]) -> str | None:
    """The first of these methods that the model's class, or the model itself, overrides."""
    for name in names:
        if name in vars(model):
            return name
        owner = next(cls for cls in type(model).__mro__ if name in vars(cls))
        if owner not in _KERAS:
            return name
    return None


def has_graph(model: keras.Model) -> bool:
    """Whether the model is a graph of layers, whose outputs can be read one by one."""
    layered = isinstance(model, (keras.Sequential, Functional))
    return layered and own_method(model, FORWARD) is None
