"""Weights that follow those of a model, and that it is validated and saved with."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import keras
import tensorflow as tf

from suite.training.state.variables import local_copies


class SlowWeights:
    """A second value for each of a model's weights.

    Args:
        weights: the trainable variables of a model.
        statistics: others of its variables, of which each replica has its own value.
        suffix: of the new variables' names.

    Example:
        >>> weight = keras.Variable([1.0])
        >>> slow = SlowWeights([weight], [], "slow")
        >>> _ = slow.averages[0].assign([3.0])
        >>> with slow.applied():
        ...     print(float(weight[0]))
        3.0
        >>> float(weight[0])
        1.0
    """

    def __init__(
        self,
        weights: Sequence[keras.Variable],
        statistics: Sequence[keras.Variable],
        suffix: str,
    ) -> None:
        self.weights = weights
        self.statistics = statistics
        self.averages = [_twin(variable, suffix) for variable in weights]
        self.statistic_averages = [_twin(variable, suffix) for variable in statistics]

    def update(self, step: tf.Tensor) -> None:
        """After an update of the weights; `step` counts the updates before it."""
        raise NotImplementedError

    def pairs(self) -> Iterator[tuple[keras.Variable, keras.Variable]]:
        """A variable of the model, and its second value."""
        yield from zip(self.weights, self.averages, strict=True)
        yield from zip(self.statistics, self.statistic_averages, strict=True)

    @contextlib.contextmanager
    def applied(self) -> Iterator[None]:
        """The model holds the second values inside the block, its own again after it."""
        raw = [
            (copy, copy.numpy()) for variable, _ in self.pairs() for copy in local_copies(variable)
        ]
        self.copy_to_model()
        try:
            yield
        finally:
            for copy, value in raw:
                copy.assign(value)

    def copy_to_model(self) -> None:
        """Give the model the second values for good."""
        for variable, average in self.pairs():
            for copy, source in zip(local_copies(variable), local_copies(average), strict=True):
                copy.assign(source)


def _twin(variable: keras.Variable, suffix: str) -> keras.Variable:
    """A variable with the value of another one, on each replica."""
    return keras.Variable(
        keras.ops.convert_to_tensor(variable),
        trainable=False,
        dtype=variable.dtype,
        synchronization=variable.synchronization,
        aggregation=variable.aggregation,
        name=f"{variable.name}_{suffix}",
    )


def averaged(average: SlowWeights | None) -> contextlib.AbstractContextManager[None]:
    """The model holds the second values inside the block, if there are any."""
    return contextlib.nullcontext() if average is None else average.applied()
