"""Variables of which each replica has its own value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from suite.training.replicas.agreement import Agreement
from suite.training.state.stateful import State
from suite.training.state.variables import Form, Variable, dtype_name, local_copies


class ReplicaCopies:
    """Reads and writes every replica's value of variables that may differ between them.

    Moving statistics of batch normalization, metrics and measurements are each replica's own.
    Reading them the usual way gives their sum, their mean or the first one; a run that goes on
    from that is another run.

    Args:
        variables: name -> Keras or TensorFlow variable.
        strategy: of the run.
        agreement: with the other workers, whose copies are gathered.

    Example:
        >>> strategy = tf.distribute.get_strategy()
        >>> seen = {"seen": keras.Variable([3.0])}
        >>> ReplicaCopies(seen, strategy, Agreement(strategy)).state().arrays["seen"].tolist()
        [[3.0]]
    """

    def __init__(
        self,
        variables: Mapping[str, Variable],
        strategy: tf.distribute.Strategy,
        agreement: Agreement,
    ) -> None:
        self.agreement = agreement
        self.replicas = strategy.num_replicas_in_sync
        self.local = {name: local_copies(variable) for name, variable in variables.items()}

    def forms(self) -> dict[str, Form]:
        """Name -> what an array must be: the value of any number of replicas."""
        return {
            name: ((None, *copies[0].shape), dtype_name(copies[0]))
            for name, copies in self.local.items()
        }

    def replicas_in(self, arrays: Mapping[str, np.ndarray]) -> int:
        """How many replicas the run had that wrote them."""
        return len(next(arrays[name] for name in self.local))

    def state(self) -> State:
        """The values of all replicas, of shape (replicas, ...)."""
        own = {name: np.stack([c.numpy() for c in copies]) for name, copies in self.local.items()}
        if self.agreement.workers == 1:
            return State(arrays=own)
        gathered = self.agreement.gather(b"".join(array.tobytes() for array in own.values()))
        found: dict[str, np.ndarray] = {}
        offset = 0
        for name, array in own.items():
            parts = [part[offset : offset + array.nbytes] for part in gathered]
            stacked = np.frombuffer(b"".join(parts), array.dtype)
            found[name] = stacked.reshape(-1, *array.shape[1:])
            offset += array.nbytes
        return State(arrays=found)

    def restore(self, state: State) -> None:
        """Give each replica its value back.

        A run that is resumed with another number of replicas keeps the sum of what is summed over
        them, and gives everybody the mean of other floats, or the first of other values.
        """
        for name, copies in self.local.items():
            values = state.arrays[name]
            if len(values) != self.replicas:
                values = spread(values, copies[0].aggregation, self.replicas)
            first = self.agreement.index * len(copies)
            for copy, value in zip(copies, values[first : first + len(copies)], strict=True):
                copy.assign(value)


def spread(values: np.ndarray, aggregation: tf.VariableAggregation, replicas: int) -> np.ndarray:
    """The values of so many replicas, made of those of another number of them."""
    if aggregation == tf.VariableAggregation.SUM:
        total = values.sum(axis=0, dtype=values.dtype)
        return np.stack([total] + [np.zeros_like(total)] * (replicas - 1))
    one = values[0]
    if np.issubdtype(values.dtype, np.floating) and np.isfinite(values).all():
        one = values.mean(axis=0, dtype=np.float64).astype(values.dtype)
    return np.stack([one] * replicas)
