"""The calls of an epoch of Keras's iterator, in training and in validation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from suite.training.fit.data.epoch_batches import EpochBatches
from suite.training.fit.fit_calls import Logs
from suite.training.loop.steps_per_call import MOST_STEPS, StepsPerCall


def epoch_calls(
    batches: EpochBatches, limit: Callable[[int, int], int]
) -> Iterator[tuple[int, int, Any, int]]:
    """(first batch, last batch, iterator, steps) of each call of an epoch.

    Args:
        batches: of the epoch.
        limit: given the steps that Keras takes at least, and those taken, how many to take.

    Example:
        >>> import tensorflow as tf
        >>> data, strategy = (np.zeros((5, 2)), None, None), tf.distribute.get_strategy()
        >>> batches = EpochBatches(data, strategy, batch_size=2)
        >>> [(first, last, n) for first, last, _, n in epoch_calls(batches, lambda least, done: 2)]
        [(0, 1, 2), (2, 2, 1)]
    """
    done = 0
    for first, last, iterator in batches:
        count = last - first + 1
        wanted = limit(count, done)
        while count < wanted and (following := next(batches, None)) is not None:
            last = following[1]
            count = last - first + 1
        yield first, last, iterator, count
        done += count


def take(
    call: Callable[[Any, int], tuple[int, Logs]],
    iterator: Any,
    count: int,
    steps_per_call: StepsPerCall,
) -> tuple[int, Logs]:
    """Make a call; gives the steps taken, and what the last of them has told.

    Raises:
        StopIteration: there was nothing to take.
    """
    result: list[tuple[int, Logs]] = []
    steps_per_call.timed(lambda: result.append(call(iterator, count)))
    if not result[0][0]:
        raise StopIteration
    return result[0]


def remaining(batches: EpochBatches, done: int) -> int:
    """Steps that are left in an epoch; many, where nobody knows."""
    return MOST_STEPS if batches.num_batches is None else batches.num_batches - done
