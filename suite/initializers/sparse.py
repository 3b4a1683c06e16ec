"""Sparse initial weights: every unit is linked to a few inputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from suite.tensors import Tensor

# Added to a seed: positions and values of one kernel must not come from the same random bits.
_OTHER_STREAM = 1_013_904_223


def _scattered(positions: Tensor, values: Tensor, inputs: int) -> Tensor:
    """A matrix (inputs, units) of zeros but for `values`, (units, k), at the rows `positions`."""
    units, k = positions.shape
    rows = ops.repeat(ops.arange(units, dtype="int32"), k)
    indices = ops.stack([rows, ops.reshape(ops.cast(positions, "int32"), (-1,))], axis=1)
    return ops.transpose(ops.scatter(indices, ops.reshape(values, (-1,)), (units, inputs)))


@keras.saving.register_keras_serializable(package="suite")
class Sparse(keras.initializers.RandomNormal):
    """Link every unit to exactly k inputs, and leave its other weights at zero.

    w_ij = stddev * N(0, 1) for the k inputs i drawn for unit j without replacement, else 0

    The total input of a unit does not grow with the number of its inputs, and the units begin very
    different from each other. PyTorch's `sparse_` zeroes a share of every column instead.

    Args:
        connections: k, at least 1. A unit with fewer inputs is linked to all of them.
        stddev: deviation of the weights that are not zero, positive; None is 1 / sqrt(k), which
            keeps the variance of a linear layer. Martens took 1, with 15 connections.
        seed: a whole number, or None for one by chance.

    Shapes:
        Kernels of any rank with the units on the last axis, as Dense and Conv have them; a filter's
        inputs are those of all its positions.

    Raises:
        ValueError: where an argument is out of range, or the shape is that of a bias.

    Example:
        >>> kernel = keras.ops.convert_to_numpy(Sparse(connections=3, seed=0)((10, 4)))
        >>> (kernel != 0).sum(axis=0).tolist()
        [3, 3, 3, 3]

    Reference: Martens (2010), Deep learning via Hessian-free optimization, section 5.

    Topic: init/sparse
    """

    def __init__(
        self, connections: int = 10, stddev: float | None = None, seed: int | None = None
    ) -> None:
        if not isinstance(connections, int) or connections < 1:
            raise ValueError(
                "Argument `connections` must be an integer >= 1. "
                f"Received: connections={connections}"
            )
        if stddev is not None and not 0 < stddev < math.inf:
            raise ValueError(
                f"Argument `stddev` must be None, or finite and positive. Received: stddev={stddev}"
            )
        super().__init__(stddev=stddev, seed=seed)
        self.connections = connections

    def __call__(self, shape: Sequence[int], dtype: str | None = None) -> Tensor:
        if len(shape) < 2:
            raise ValueError(
                "Argument `shape` must be that of a kernel, with inputs and units. "
                f"Received: shape={tuple(shape)}"
            )
        *sizes, units = shape
        inputs = math.prod(sizes)
        k: int = min(self.connections, inputs)
        stddev = 1 / math.sqrt(k) if self.stddev is None else self.stddev
        other = self.seed
        if isinstance(other, int):  # a generator gives another one at each draw anyway
            other = (other + _OTHER_STREAM) % 2**31
        # The k largest of random numbers are k different inputs, each set as likely as any other.
        _, positions = ops.top_k(keras.random.uniform((units, inputs), seed=other), k)
        values = keras.random.normal((units, k), stddev=stddev, dtype=dtype, seed=self.seed)
        return ops.reshape(_scattered(positions, values, inputs), shape)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        del config["mean"]
        return {**config, "connections": self.connections}
