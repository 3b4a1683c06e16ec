"""Work on a batch that XLA compiles as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf


def compiled_by_xla(function: Callable[..., Any], wanted: bool) -> Callable[..., Any]:
    """XLA compiles the work on a batch alone: it cannot compile the iterator.

    Args:
        function: of a batch.
        wanted: False gives the function itself.

    Example:
        >>> float(compiled_by_xla(lambda x: 2 * x, wanted=True)(tf.constant(3.0)))
        6.0
    """
    if not wanted:
        return function
    compiled: Callable[..., Any] = tf.function(function, jit_compile=True, autograph=False)
    return compiled
