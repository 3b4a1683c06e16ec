"""What the workers of a run settle among themselves, between two steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

# Bytes that are sent at once, as four times as many: no message may exceed 2 GB.
_PIECE = 2**24


class Agreement:
    """Sums over the worker processes; each must ask for the same ones in the same order.

    A worker that alone stops, saves or takes another number of steps leaves the others waiting
    forever. With one process there is nothing to settle, and nothing is computed.

    Args:
        strategy: of the run.

    Example:
        >>> agreement = Agreement(tf.distribute.get_strategy())
        >>> agreement.workers, agreement.any(True), agreement.gather(b"here")
        (1, True, [b'here'])
    """

    def __init__(self, strategy: tf.distribute.Strategy) -> None:
        self.strategy = strategy
        resolver = getattr(strategy, "cluster_resolver", None)
        spec = resolver.cluster_spec() if resolver is not None else None
        self.workers: int = spec.num_tasks("worker") if spec else 1
        self.index: int = resolver.task_id if resolver is not None and self.workers > 1 else 0
        # Floats, since not every device sums whole numbers; bytes and flags are exact in them.
        self._sum = tf.function(self._summed, reduce_retracing=True, autograph=False)

    def sum(self, values: Sequence[float] | np.ndarray) -> np.ndarray:
        """Element-wise sum of every worker's float32 vector."""
        own = np.asarray(values, np.float32)
        if self.workers == 1:
            return own
        result = self._sum(tf.constant(own))
        return np.asarray(self.strategy.experimental_local_results(result)[0])

    def _summed(self, values: tf.Tensor) -> tf.Tensor:
        def replica(values: tf.Tensor) -> tf.Tensor:
            context = tf.distribute.get_replica_context()
            local = self.strategy.num_replicas_in_sync // self.workers
            # One replica speaks for its worker.
            speaks = context.replica_id_in_sync_group % local == 0
            return context.all_reduce("SUM", tf.where(speaks, values, tf.zeros_like(values)))

        return self.strategy.run(replica, args=(values,))

    def any(self, flag: bool) -> bool:
        """Whether a worker says yes."""
        return flag if self.workers == 1 else bool(self.sum([float(flag)])[0] > 0)

    def chief_says(self, value: float) -> float:
        """The chief's value, on every worker."""
        return value if self.workers == 1 else float(self.sum([value * (self.index == 0)])[0])

    def gather(self, content: bytes) -> list[bytes]:
        """Everybody's bytes; all must give equally many."""
        if self.workers == 1:
            return [content]
        rows = np.zeros((self.workers, len(content)), np.float32)
        rows[self.index] = np.frombuffer(content, np.uint8)
        return [row.astype(np.uint8).tobytes() for row in self.sum(rows)]

    def broadcast(self, content: bytes | None) -> bytes | None:
        """The chief's bytes, or None if it has none."""
        if self.workers == 1:
            return content
        length = -1 if content is None or self.index else len(content)
        # Two halves: float32 counts exactly up to 2^24 only.
        high, low = divmod(length + 1, 2**20) if self.index == 0 else (0, 0)
        high, low = self.sum([high, low])
        length = int(high) * 2**20 + int(low) - 1
        if length < 0:
            return None
        pieces = []
        for start in range(0, length, _PIECE):
            own = np.zeros(min(_PIECE, length - start), np.float32)
            if self.index == 0 and content is not None:
                own[:] = np.frombuffer(content, np.uint8, len(own), start)
            pieces.append(self.sum(own).astype(np.uint8).tobytes())
        return b"".join(pieces)
