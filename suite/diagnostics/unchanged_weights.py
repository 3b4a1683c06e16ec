"""Diagnostics observe: while they do, nothing can be assigned to the model."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import keras

_ASSIGNMENTS = ("assign", "assign_add", "assign_sub")


@contextlib.contextmanager
def unchanged_weights(model: keras.Model) -> Iterator[None]:
    """Refuse an assignment to a variable of the model or of its optimizer.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> with unchanged_weights(model):
        ...     model.set_weights([np.ones((1, 1)), np.ones(1)])
        Traceback (most recent call last):
        PermissionError: changes a variable of the model; a diagnostic observes only
    """

    def refuse(*arguments: Any, **options: Any) -> None:
        raise PermissionError("changes a variable of the model; a diagnostic observes only")

    variables = [v.value for v in (*model.variables, *model.optimizer.variables)]
    for variable in variables:
        for method in _ASSIGNMENTS:
            setattr(variable, method, refuse)
    try:
        yield
    finally:
        for variable in variables:
            for method in _ASSIGNMENTS:
                delattr(variable, method)
