"""The loss of a compiled model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from suite.catalog.names.spelling import snake_case
from suite.summary.setup.plain import ABSENT, described

# What Keras fills in where a loss is given by its name or its function.
_DEFAULTS = {"reduction": "sum_over_batch_size"}


def describe_loss(loss: Any) -> Any:
    """The kind of a loss and its arguments, among them `from_logits` and `reduction`.

    Several losses of several outputs are in `parts`, and their kind is `several`.

    Args:
        loss: as `compile` took it.

    Example:
        >>> describe_loss(keras.losses.SparseCategoricalCrossentropy(from_logits=True))["kind"]
        'sparse_categorical_crossentropy'
        >>> describe_loss("mse")
        {'kind': 'mean_squared_error', 'reduction': 'sum_over_batch_size', 'from_logits': False}
    """
    if loss is None:
        return ABSENT
    if isinstance(loss, Mapping):
        loss = list(loss.values())
    if isinstance(loss, list | tuple):
        parts = [describe_loss(one) for one in loss]
        known = [one for one in parts if one is not ABSENT]
        return known[0] if len(parts) == len(known) == 1 else {"kind": "several", "parts": known}
    if loss in ("crossentropy", "ce"):  # Keras chooses one of them by the first batch
        return {"kind": "crossentropy", **_DEFAULTS, "from_logits": False}
    function = keras.losses.get(loss)
    if isinstance(function, keras.losses.Loss):
        found = described(function)
        found.pop("fn", None)  # of one that wraps a function
        return {**_DEFAULTS, "from_logits": False, **found, "class": type(function).__name__}
    name = getattr(function, "__name__", type(function).__name__)
    return {"kind": snake_case(name) or "function", **_DEFAULTS, "from_logits": False}
