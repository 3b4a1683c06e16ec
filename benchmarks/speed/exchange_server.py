"""A worker that exchanges values with the others, a turn at a time, when it is told to.

Started by `benchmarks.scale`, as `replica_server.py` is by `benchmarks.scaling`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import tensorflow as tf

from benchmarks.speed.turn_server import Turns


def main() -> None:
    how, numbers, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    from suite.training.replicas.strategy import choose_strategy
    from suite.training.replicas.workers import workers_of_environment
    from suite.training.step.kernels.replica_rows import sum_of_replicas

    strategy = choose_strategy("multi_worker", workers_of_environment())

    def summed(value: tf.Tensor) -> tf.Tensor:
        return tf.distribute.get_replica_context().all_reduce("SUM", value)

    exchange: Callable[[tf.Tensor], tf.Tensor] = summed if how == "sum" else sum_of_replicas

    @tf.function(autograph=False)
    def many() -> None:
        def replica() -> tf.Tensor:
            def one(index: tf.Tensor, value: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
                return index + 1, exchange(value) / strategy.num_replicas_in_sync

            start = tf.constant(0), tf.ones([numbers])
            return tf.while_loop(lambda index, _: index < count, one, start)[1]

        strategy.run(replica)

    Turns("ready").serve(many)


if __name__ == "__main__":
    main()
