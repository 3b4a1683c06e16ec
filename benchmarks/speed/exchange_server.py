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
        def one(index: tf.Tensor) -> tuple[tf.Tensor]:
            strategy.run(lambda: exchange(tf.ones([numbers])))
            return (index + 1,)

        tf.while_loop(lambda index: index < count, one, (tf.constant(0),))

    Turns("ready").serve(many)


if __name__ == "__main__":
    main()
