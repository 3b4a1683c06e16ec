"""The first batches of a stream, looked at without losing one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf
from keras.src import tree

from suite.training.fit.epoch_calls import take
from suite.training.fit.fit_calls import Logs, without_absent
from suite.training.loop.steps_per_call import StepsPerCall

SAMPLES = 512
# Batches of a single sample are cut short: each is a call of its own.
MOST_BATCHES = 16
MOST_BYTES = 2**26


class FirstBatches:
    """Keeps the first batches that a stream gives, each just before its step is taken.

    A generator gives no batch twice, and a dataset that is shuffled comes in another order once it
    has been looked into. So the batch is drawn from the very iterator that the steps go on with,
    and handed to its step by an iterator over it alone, which a compiled function cannot tell from
    the other.

    Args:
        look: is given the first batch, before its step.

    Attributes:
        batches: those that were kept.

    Example:
        >>> stream = iter(tf.data.Dataset.range(6).batch(2))
        >>> first = FirstBatches()
        >>> next(first.alone(stream)).numpy().tolist(), next(stream).numpy().tolist()
        ([0, 1], [2, 3])
        >>> len(first.batches)
        1
    """

    def __init__(self, look: Callable[[Any], object] = lambda batch: None) -> None:
        self.look = look
        self.batches: list[Any] = []
        self.samples = self.bytes = 0
        self.is_full = False

    def alone(self, iterator: Any) -> Iterator[Any] | None:
        """An iterator over the next batch and nothing else; None where no more are looked at."""
        if self.is_full or not isinstance(iterator, tf.data.Iterator):
            return None
        try:
            batch = next(iterator)
        except StopIteration:
            self.is_full = True  # the step will find the end by itself
            return None
        self._keep(batch)
        return _over(batch, iterator.element_spec)

    def _keep(self, batch: Any) -> None:
        self.batches.append(without_absent(batch))
        parts = [part for part in tree.flatten(self.batches[-1]) if tf.is_tensor(part)]
        self.samples += max((part.shape[0] or 0 for part in parts if part.shape.rank), default=0)
        self.bytes += sum((part.shape.num_elements() or 0) * part.dtype.size for part in parts)
        self.is_full = (
            self.samples >= SAMPLES or self.bytes >= MOST_BYTES or len(self.batches) >= MOST_BATCHES
        )
        if len(self.batches) == 1:
            self.look(self.batches[0])


def take_first(
    first: FirstBatches | None,
    call: Callable[[Any, int], tuple[int, Logs]],
    iterator: Any,
    count: int,
    steps_per_call: StepsPerCall,
) -> tuple[int, Logs]:
    """As `take`, with a look at those batches that are to be looked at.

    Raises:
        StopIteration: there was nothing to take.
    """
    steps, logs = 0, None
    while steps < count and first is not None and (alone := first.alone(iterator)) is not None:
        more, logs = take(call, alone, 1, steps_per_call)
        steps += more
    if steps < count:
        # The data may end here: what was taken counts.
        with contextlib.suppress(StopIteration) if steps else contextlib.nullcontext():
            more, logs = take(call, iterator, count - steps, steps_per_call)
            steps += more
    return steps, logs


def _over(batch: Any, spec: Any) -> Iterator[Any]:
    """An iterator over one batch, of the type that the iterator of its stream has."""
    # The batch knows how many rows it has, the stream does not: as a variant it forgets.
    variant = tf.data.experimental.to_variant(tf.data.Dataset.from_tensors(batch))
    return iter(tf.data.experimental.from_variant(variant, spec))
