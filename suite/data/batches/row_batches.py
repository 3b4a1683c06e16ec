"""Batches that can be made in part: which rows they are of, and what makes samples of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import tensorflow as tf

from suite.data.batches.parallel import parallel_map
from suite.data.files.streaming.streamed import Streamed


@dataclass(frozen=True)
class RowBatches:
    """A stream of the rows of each batch, and what makes the batch, or some samples of it.

    A worker that reads, decodes and augments whole batches does the work of all the others too.

    Args:
        elements: of (number, rows), rows being those of a whole batch, of shape (B,).
        read: reads a batch by the parts of an element; with a third argument, positions in the
            batch of shape (b,), what the samples at these positions are made of. Pure.
        translated: whether `finish` is; see `as_written`.
        source: what is read, if it is streamed: a file may fail while others are read.
        finish: makes the batch of what was read and the same arguments. Pure. None: it is the
            batch.

    Example:
        >>> elements = tf.data.Dataset.from_tensors((0, tf.range(5)))
        >>> read = lambda number, rows, at=slice(None): 10 * tf.gather(rows, tf.range(5)[at])
        >>> [batch.numpy().tolist() for batch in RowBatches(elements, read).whole()]
        [[0, 10, 20, 30, 40]]
    """

    elements: tf.data.Dataset
    read: Callable[..., Any]
    translated: bool = False
    source: Streamed | None = None
    finish: Callable[..., Any] | None = None

    def make(self, *parts: tf.Tensor) -> Any:
        """A batch of the parts of an element; with positions behind them, those samples of it."""
        samples = self.read(*parts)
        return samples if self.finish is None else self.finish(samples, *parts)

    def whole(self) -> tf.data.Dataset:
        """The batches."""
        return self.of(self.elements)

    def of(self, elements: tf.data.Dataset) -> tf.data.Dataset:
        """The batches, or parts of them, of elements with or without positions."""
        at_once = None if self.source is None else self.source.batches_at_once
        if at_once is None:
            return parallel_map(elements, self.make, translated=self.translated)
        if (finish := self.finish) is None:
            return parallel_map(elements, self.read, at_once=at_once)
        # In two stages, so that all processors decode while another batch is augmented, where
        # TensorFlow lets anything run ahead.
        read = parallel_map(elements, lambda *parts: (self.read(*parts), parts), at_once=at_once)
        return parallel_map(
            read,
            lambda samples, parts: finish(samples, *parts),
            translated=self.translated,
            at_once=at_once,
        )

    def cardinality(self) -> tf.Tensor:
        """How many batches there are, as a dataset says it."""
        return self.elements.cardinality()


Batches: TypeAlias = "tf.data.Dataset | RowBatches"


def reading(batches: Batches | None) -> contextlib.AbstractContextManager[None]:
    """While batches are taken in a run.

    Raises:
        RunFailure: a sample that is streamed could not be read; it says which, and why.
    """
    if isinstance(batches, RowBatches) and batches.source is not None:
        return batches.source.told()
    return contextlib.nullcontext()
