"""The memory of a run that is over."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from suite.training.process.custom_gradients import gradients_held_by_graphs
from suite.training.process.xla_executables import executables_bounded


@contextlib.contextmanager
def memory_given_back() -> Iterator[None]:
    """What TensorFlow keeps of the functions that the block traces goes when they do.

    Around whatever a process may do hundreds of times: a run, a fit, a cell of a study. Models that
    are still there afterwards work as before.

    Example:
        >>> with memory_given_back():
        ...     float(tf.function(lambda x: tf.nn.silu(x))(tf.constant(0.0)))
        0.0
    """
    with gradients_held_by_graphs(), executables_bounded():
        yield
