"""Fractional max-pooling: pooling regions of one or two pixels, mixed at random."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import keras
import numpy as np

from suite.number_checks import is_number
from suite.tensors import Shape, Tensor


@dataclass(frozen=True)
class Division:
    """A division of N pixels into M = floor(N / ratio) regions of almost equal length.

    With k = floor(N / M), M - s regions are k long and s = N - k M are k + 1 long.

    The paper's pseudo-random sequence a_i = ceil(N / M (i + u)) takes, in whole numbers and counted
    from 0, the form b_i = floor((N i + r) / M) for 0 < i < M, with b_0 = 0 and b_M = N. The first
    and the last region, too, are k or k + 1 long exactly where 0 <= r < `offsets`.
    """

    pixels: int
    ratio: float

    @property
    def regions(self) -> int:
        return int(self.pixels / self.ratio)

    @property
    def shortest(self) -> int:
        return self.pixels // self.regions

    @property
    def longer(self) -> int:
        """s, how many regions are longer by one."""
        return self.pixels % self.regions

    @property
    def longest(self) -> int:
        return self.shortest + (self.longer > 0)

    @property
    def offsets(self) -> int:
        return min(2 * self.regions - self.longer, self.regions + self.longer)

    def pseudo_random(self, r: int | Tensor) -> Tensor:
        """b_0, ..., b_M for the offset r."""
        steady = np.arange(1, self.regions, dtype="int32") * self.pixels
        return self._closed(keras.ops.floor_divide(keras.ops.add(steady, r), self.regions))

    def random(self, seed: keras.random.SeedGenerator) -> Tensor:
        """b_0, ..., b_M with the M lengths in a random order."""
        lengths = np.full(self.regions, self.shortest, "int32")
        lengths[: self.longer] += 1
        order = keras.ops.argsort(keras.random.uniform([self.regions], seed=seed))
        return self._closed(keras.ops.cumsum(keras.ops.take(lengths, order))[:-1])

    def _closed(self, inner: Tensor) -> Tensor:
        first, last = np.array([[0], [self.pixels]], "int32")
        return keras.ops.concatenate([first, keras.ops.cast(inner, "int32"), last])


def largest_in_regions(
    x: Tensor, bounds: Tensor, longest: int, axis: int, overlapping: bool
) -> Tensor:
    """The largest entry along an axis of the regions from b_i to b_{i+1}.

    Args:
        x: Feature maps.
        bounds: b_0 = 0, ..., b_M = N, ascending.
        longest: Largest b_{i+1} - b_i.
        axis: Of N pixels.
        overlapping: Whether region i holds pixel b_{i+1} too, which begins the next one.
    """
    last = keras.ops.minimum(bounds[1:] - (0 if overlapping else 1), x.shape[axis] - 1)
    pixels = (  # a shorter region sees its last pixel twice
        keras.ops.take(x, keras.ops.minimum(bounds[:-1] + offset, last), axis=axis)
        for offset in range(longest + overlapping)
    )
    return functools.reduce(keras.ops.maximum, pixels)


@keras.saving.register_keras_serializable(package="suite")
class FractionalMaxPooling2D(keras.layers.Layer):
    """Max-pooling that shrinks a map by a factor between 1 and 2, over regions drawn at random.

    y_ij = max of x over rows b_i .. b_{i+1} and columns c_j .. c_{j+1}

    where 0 = b_0 < b_1 < ... < b_M = N divide N rows into M = floor(N / pool_ratio) regions, so
    also the columns, and the steps b_{i+1} - b_i are 1 or 2 (2 or 3 where floor makes N / M exceed
    2). While training b and c are drawn at every call, for the whole batch and all channels:
    pseudo-random, b_i = ceil(N / M (i + u)) - 1 with one random u; or random, the lengths in any
    order. At inference they are fixed, and with them the output: the pseudo-random sequence for the
    u in the middle of its range. (For Graham's test-time averaging, average calls with
    `training=True`.)

    Args:
        pool_ratio: N / M, in (1, 2], or one for rows and one for columns; the paper's are between
            1.25 and 2. At 2 an even map has the regions of ordinary 2x2 pooling.
        pseudo_random: The steady sequence, or lengths in any order, which distorts more.
        overlapping: Whether a region also holds the pixels with which its neighbors begin (the
            paper found it better), or the regions are disjoint.
        seed: Of the regions; None draws one.

    Shapes:
        (batch, height, width, channels), height and width known, to
        (batch, floor(height / pool_ratio), floor(width / pool_ratio), channels).

    Raises:
        ValueError: where `pool_ratio` is out of range, or the input is no image of known height
            and width of at least 2.

    Example:
        >>> images = np.arange(25.0).reshape(1, 5, 5, 1)
        >>> pool = FractionalMaxPooling2D(1.5, overlapping=False)
        >>> pool(images)[0, ..., 0].numpy().tolist()
        [[6.0, 7.0, 9.0], [11.0, 12.0, 14.0], [21.0, 22.0, 24.0]]

    Reference:
        Graham (2014), Fractional max-pooling.

    Topic: reg/fractional-max-pooling
    """

    # While training, so that the same weights never have the same loss twice.
    draws_at_random: ClassVar[bool] = True

    def __init__(
        self,
        pool_ratio: float | Sequence[float] = 1.414,
        pseudo_random: bool = True,
        overlapping: bool = True,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        ratios = (pool_ratio,) * 2 if is_number(pool_ratio) else tuple(pool_ratio)
        if len(ratios) != 2 or not all(1 < ratio <= 2 for ratio in ratios):
            raise ValueError(
                "Argument `pool_ratio` must be a number in (1, 2], or two of them. "
                f"Received: pool_ratio={pool_ratio}"
            )
        self.pool_ratio = ratios
        self.pseudo_random = pseudo_random
        self.overlapping = overlapping
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def _divisions(self, input_shape: Shape) -> list[Division]:
        """Of the rows and of the columns."""
        sizes = [size for size in input_shape[1:3] if size is not None and size >= 2]
        if len(input_shape) != 4 or len(sizes) < 2:
            raise ValueError(
                "Argument `input_shape` must be (batch, height, width, channels) with a known "
                f"height and width of at least 2. Received: {tuple(input_shape)}"
            )
        return [Division(*pair) for pair in zip(sizes, self.pool_ratio, strict=True)]

    def build(self, input_shape: Shape) -> None:
        self._divisions(input_shape)

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        x = inputs
        for axis, division in enumerate(self._divisions(inputs.shape), start=1):
            bounds = self._bounds(division, training)
            x = largest_in_regions(x, bounds, division.longest, axis, self.overlapping)
        return x

    def _bounds(self, division: Division, training: bool) -> Tensor:
        if not training:
            return division.pseudo_random((division.offsets - 1) // 2)
        if self.pseudo_random:
            r = keras.random.randint((), 0, division.offsets, seed=self.seed_generator)
            return division.pseudo_random(r)
        return division.random(self.seed_generator)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        rows, columns = self._divisions(input_shape)
        return (input_shape[0], rows.regions, columns.regions, input_shape[3])

    def get_config(self) -> dict[str, Any]:
        own = {
            "pool_ratio": self.pool_ratio,
            "pseudo_random": self.pseudo_random,
            "overlapping": self.overlapping,
            "seed": self.seed,
        }
        return {**super().get_config(), **own}
