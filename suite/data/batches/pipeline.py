"""Batches for training and evaluation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import tensorflow as tf

from suite.data.augmentation.random_resized_crop import RandomResizedCrop
from suite.data.batches.chain import Augmentation, Chain
from suite.data.batches.gathered import Gathered
from suite.data.batches.order import index_batches
from suite.data.batches.parallel import AHEAD, as_written
from suite.data.batches.probe_order import probe_order
from suite.data.batches.reader import Reader, is_in_memory, reader
from suite.data.batches.row_batches import RowBatches
from suite.data.dataset import Dataset, Split
from suite.data.files.streaming.streamed import Streamed
from suite.data.files.streaming.streamed_images import StreamedImages
from suite.errors import UserError


class Pipeline:
    """Turns a dataset into batches; a training batch is a pure function of (seed, global step).

    Inputs stay raw (uint8 or float32) until the model normalizes them. Augmentations draw from keys
    made of (seed, number of the augmentation, step), so that a stream that begins at a step gives
    the same batches as one that ran up to it, with any number of threads; see `Chain`.

    Args:
        dataset: the splits.
        batch_size: examples in a batch, from 1 to the size of the training split. The remainder of
            an epoch is dropped in training and kept in evaluation.
        augmentations: applied to training batches, in order.
        seed: of the order and the augmentations.
        one_hot: class numbers as one-hot float32 vectors instead of int32.
        yes_no: class numbers 0 and 1 as a float32 column, for one output.
        class_weights: one weight per class; training batches then carry the weight of each sample,
            which of a mixed label is the mean of the classes' by their shares.
        balanced: whether a training epoch draws every class equally often.

    Shapes:
        inputs: (batch_size, ...). labels: (batch_size,) or, one-hot, (batch_size, classes);
        (batch_size, 1) with `yes_no`; several labels and real values (batch_size, K).
        weights, if any: (batch_size,), float32.

    Raises:
        UserError: the batch is larger than the training set, or an augmentation that mixes labels
            is used without one-hot labels.

    Example:
        >>> split = Split(np.arange(12, dtype="float32").reshape(6, 2), np.arange(6) % 2)
        >>> pipeline = Pipeline(Dataset("six", split, None, None, ("a", "b")), batch_size=4)
        >>> pipeline.steps_per_epoch, [len(y) for _, y in pipeline.evaluation(split)]
        (1, [4, 2])

    Topic: data/batch-size, data/one-hot
    """

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int,
        augmentations: Sequence[Augmentation] = (),
        seed: int = 0,
        one_hot: bool = False,
        class_weights: np.ndarray | None = None,
        balanced: bool = False,
        yes_no: bool = False,
    ):
        count = len(dataset.train)
        if batch_size < 1:
            raise ValueError(f"Argument `batch_size` must be >= 1. Received: {batch_size}")
        if batch_size > count:
            raise UserError(
                f"A batch of {batch_size} is larger than the training set of `{dataset.name}`, "
                f"which has {count} examples. Set data.batch_size to at most {count}."
            )
        mixing = [a for a in augmentations if getattr(a, "mixes_labels", False)]
        if mixing and not one_hot and dataset.targets == "classes":
            raise UserError(
                f"{type(mixing[0]).__name__} mixes labels and needs them one-hot. "
                "Set data.one_hot to auto or true."
            )
        self.dataset = dataset
        self.batch_size = batch_size
        self.augmentations = tuple(augmentations)
        self.seed = seed
        self.one_hot = one_hot
        self.class_weights = class_weights
        self.balanced = balanced
        self.yes_no = yes_no
        self._crops = crops = _cropping_reader(dataset.train, self.augmentations)
        self._chain = Chain(self.augmentations, seed, self.steps_per_epoch, crops is not None)
        self._readers: dict[int, tuple[Split, Reader, Reader]] = {}

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch; the remainder is dropped."""
        return len(self.dataset.train) // self.batch_size

    def training(self, first_step: int = 0) -> tf.data.Dataset:
        """The endless stream of training batches from a global step on."""
        return self.training_rows(first_step).whole()

    def training_rows(self, first_step: int = 0) -> RowBatches:
        """The same stream, whose batches can be made in part."""
        translated = any(map(_is_foreign, self.augmentations))
        source = _streamed(self.dataset.train)
        return RowBatches(
            self._rows(first_step), self._read, translated, source, finish=self._finish
        )

    @property
    def gathered(self) -> Gathered | None:
        """The same stream, of which the training step makes the batches; None where they are more
        than some rows of arrays in memory."""
        arrays = self.dataset.train.inputs, self.dataset.train.labels
        if self.augmentations or not all(map(is_in_memory, arrays)):
            return None
        make = self.training_rows().make
        return Gathered(lambda step: self._rows(step).prefetch(AHEAD), make)

    def _rows(self, first_step: int) -> tf.data.Dataset:
        """(global step, rows) of each batch."""
        return index_batches(
            len(self.dataset.train),
            self.batch_size,
            self.seed,
            first_step,
            balanced_by=self.dataset.train.labels if self.balanced else None,
        )

    def _read(self, *element: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        read = self._reader(self.dataset.train, self._crops)
        return read(*self._chain.asked(*element))

    def _finish(
        self, samples: tuple[tf.Tensor, tf.Tensor], *element: tf.Tensor
    ) -> tuple[tf.Tensor, ...]:
        inputs, labels = self._chain.augmented(samples, *element)
        if self.class_weights is None:
            return inputs, labels
        return inputs, labels, self._weights(labels)

    def whole(self) -> tf.data.Dataset:
        """One pass over the training set in order, the ragged last batch included, weighted as in
        training, without augmentation."""
        passed = self.evaluation(self.dataset.train)
        if self.class_weights is None:
            return passed
        return passed.map(as_written(lambda x, labels: (x, labels, self._weights(labels))))

    def probe(self, count: int) -> tuple[tf.Tensor, ...]:
        """So many training samples as one batch, or all there are: the same ones for every seed
        and every batch size, weighted as in training, without augmentation; see `probe_order`."""
        rows = tf.constant(self._probe_order[:count])
        inputs, labels = self._reader(self.dataset.train)(rows)
        if self.class_weights is None:
            return inputs, labels
        return inputs, labels, self._weights(labels)

    @cached_property
    def _probe_order(self) -> np.ndarray:
        return probe_order(self.dataset.train.inputs)

    def _weights(self, labels: tf.Tensor) -> tf.Tensor:
        weights = tf.constant(self.class_weights, tf.float32)
        if self.yes_no:
            labels = tf.cast(tf.squeeze(labels, -1), tf.int32)
        return tf.linalg.matvec(labels, weights) if self.one_hot else tf.gather(weights, labels)

    def evaluation(self, split: Split, batch_size: int | None = None) -> tf.data.Dataset:
        """One pass over a split in order, the ragged last batch included, without weights.

        Args:
            split: of this dataset, or any other of the same shape.
            batch_size: None means that of training.
        """
        return self.evaluation_rows(split, batch_size).whole()

    def evaluation_rows(self, split: Split, batch_size: int | None = None) -> RowBatches:
        """The same pass, whose batches can be made in part."""
        size = batch_size or self.batch_size
        read = self._reader(split)

        def make(
            start: tf.Tensor, rows: tf.Tensor, positions: tf.Tensor | None = None
        ) -> tuple[tf.Tensor, tf.Tensor]:
            return read(rows if positions is None else tf.gather(rows, positions))

        starts = tf.data.Dataset.range(0, len(split), size)
        rows = as_written(lambda one: (one, tf.range(one, tf.minimum(one + size, len(split)))))
        return RowBatches(starts.map(rows), make, source=_streamed(split))

    def _reader(
        self, split: Split, crops: Callable[..., tf.Tensor] | None = None
    ) -> Callable[..., tuple[tf.Tensor, tf.Tensor]]:
        """Inputs and labels of rows; with `crops`, of rows and draws."""
        # The split is kept with its readers, so that its id is not given to another object.
        if id(split) not in self._readers:
            self._readers[id(split)] = (split, reader(split.inputs), reader(split.labels))
        _, read_inputs, read_labels = self._readers[id(split)]
        read_inputs = crops or read_inputs

        def read(rows: tf.Tensor, *draws: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            labels = read_labels(rows)
            if self.yes_no:
                labels = tf.cast(labels, tf.float32)[:, None]
            elif self.one_hot:
                labels = tf.one_hot(labels, self.dataset.classes, dtype=tf.float32)
            return read_inputs(rows, *draws), labels

        return read


def _cropping_reader(
    split: Split, augmentations: Sequence[Augmentation]
) -> Callable[..., tf.Tensor] | None:
    """Reads images by what the first augmentation draws, where it cuts a window out of each."""
    first = augmentations[0] if augmentations else None
    if isinstance(first, RandomResizedCrop) and isinstance(split.inputs, StreamedImages):
        return split.inputs.cropping_reader(first.boxes)
    return None


def _streamed(split: Split) -> Streamed | None:
    return split.inputs if isinstance(split.inputs, Streamed) else None


def _is_foreign(augmentation: Augmentation) -> bool:
    return not type(augmentation).__module__.startswith("suite.")
