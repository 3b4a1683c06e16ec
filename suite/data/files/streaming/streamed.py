"""Inputs that are read anew whenever they are asked for."""

from __future__ import annotations

import contextlib
import copy
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Self, TypeVar

import numpy as np
import tensorflow as tf

from suite.errors import RunFailure, UserError

_Result = TypeVar("_Result")
_SEED = 0x57E4  # of the draws that stand for all samples


class Streamed(ABC):
    """Samples of one split, or of a part of it, that stay in their files.

    A subclass says how samples are read; the rest follows from that. It looks like an array, of
    which single rows, slices and chosen rows can be taken; all of it as one array is refused. A
    sample is always the same array, whoever asks for it: what augmentation makes of it comes later.

    Args:
        sample_shape: of one sample, without the first axis.
        dtype: uint8 or float32.
        numbers: of the samples in their source, shape (N,); row i is sample `numbers[i]`.

    Shapes:
        as an array: (N, *sample_shape).

    Example:
        >>> class Squares(Streamed):
        ...     def read(self, numbers):
        ...         return (numbers[:, None] ** 2).astype("float32")
        ...     def digest(self):
        ...         return f"squares of {len(self)} numbers"
        >>> squares = Squares((1,), np.dtype("float32"), np.arange(1000))
        >>> squares.subset(np.array([3, 5]))[:].tolist(), squares.shape
        ([[9.0], [25.0]], (1000, 1))
    """

    # Batches that are made at the same time; None: one a processor. Where each takes all of them by
    # itself, two keep them busy.
    batches_at_once: int | None = None
    # Whether all samples can be read one after the other in no time, as numbers that are decoded.
    is_quick = False

    def __init__(self, sample_shape: tuple[int, ...], dtype: np.dtype, numbers: np.ndarray) -> None:
        self.sample_shape = sample_shape
        self.dtype = dtype
        self.numbers = numbers
        # Shared by all parts of a split: what kept a sample from being read inside `tf.data`,
        # which hands on no more than the text of an exception.
        self.failures: list[UserError] = []

    @abstractmethod
    def read(self, numbers: np.ndarray) -> np.ndarray:
        """The samples of these numbers of the source, shape (B, *sample_shape), in their order.

        It is called by several threads at once, and gives the same whoever calls.

        Raises:
            UserError: a file cannot be read, or is not what it was; with its name.
        """

    @abstractmethod
    def digest(self) -> str:
        """What these samples are, in a few words and a digest, equal on every machine that has the
        same; from what is known of the files, such as their names and sizes, without reading them.
        """

    def reader(self) -> Callable[[tf.Tensor], tf.Tensor]:
        """A function from rows, (B,), to those samples, for use inside `tf.data`."""

        nothing = np.empty((0, *self.sample_shape), self.dtype)

        def read(rows: tf.Tensor) -> tf.Tensor:
            # stateful=False: reading is pure, and so stays parallel under op determinism.
            values = tf.numpy_function(
                lambda chosen: self.noting(self.read, self.numbers[chosen], instead=nothing),
                [rows],
                self.dtype,
                stateful=False,
            )
            # Of nothing no samples can be made: it fails here.
            samples = tf.reshape(values, [tf.shape(rows)[0], *self.sample_shape])
            return tf.ensure_shape(samples, [*rows.shape, *self.sample_shape])

        return read

    def noting(
        self, function: Callable[..., _Result], *arguments: object, instead: _Result
    ) -> _Result:
        """The function's result, or what stands for an error that is kept in `failures`: raised
        within TensorFlow it would be shown, traceback and all, before it is told."""
        try:
            return function(*arguments)
        except UserError as error:
            self.failures.append(error)
            return instead

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Say what kept a sample from being read, of which TensorFlow tells the way only.

        Raises:
            RunFailure: where one could not be read.
        """
        try:
            yield
        except tf.errors.OpError as error:
            if self.failures:
                told = str(self.failures[-1])
                self.failures.clear()
                raise RunFailure(told) from error
            raise

    def subset(self, rows: np.ndarray) -> Self:
        """The given rows; no sample is read."""
        part = copy.copy(self)
        part.numbers = self.numbers[rows]
        return part

    def shared_with(self, others: Streamed) -> float | None:
        """The share of other samples that are among these too, judged by a draw of them; None where
        that cannot be known without reading these all."""
        return None

    def sample(self, size: int) -> Self:
        """Samples of so many bytes in all, ascending, that stand for all of them: the same draw in
        every process."""
        count = max(1, size * len(self) // max(1, self.nbytes))
        if count >= len(self):
            return self
        generator = np.random.default_rng([_SEED, len(self)])
        return self.subset(np.sort(generator.choice(len(self), count, replace=False)))

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self), *self.sample_shape)

    @property
    def ndim(self) -> int:
        return 1 + len(self.sample_shape)

    @property
    def nbytes(self) -> int:
        """Bytes of all samples as one array."""
        return len(self) * math.prod(self.sample_shape) * self.dtype.itemsize

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, key: slice | np.ndarray | int) -> np.ndarray:
        if isinstance(key, int | np.integer):
            sample: np.ndarray = self.read(self.numbers[key : key + 1 or None])[0]
            return sample
        return self.read(self.numbers[key])

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> np.ndarray:
        raise TypeError(f"{len(self)} streamed samples are not read as one array; take some rows")
