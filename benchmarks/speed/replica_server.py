"""A process that trains under one strategy, a turn at a time, when it is told to.

Started by `benchmarks.scaling`: several strategies in one process disturb each other.
"""

from __future__ import annotations

import sys
from functools import partial

import tensorflow as tf

from benchmarks.speed.turn_server import Turns

PROCESSOR = "logical processor device"


def main() -> None:
    strategy_name, devices, needed, statistics, model, steps = sys.argv[1:]
    kind = use_devices(int(devices), int(needed))
    # What follows lists the devices, after which they cannot be chosen any more.
    from benchmarks.speed.ours import next_epoch, suite_loop
    from benchmarks.speed.task import TASKS
    from suite.training.replicas.strategy import choose_strategy, synchronize_batch_norm
    from suite.training.replicas.workers import workers_of_environment

    task = TASKS[model]
    cluster = workers_of_environment() if strategy_name == "multi_worker" else None
    strategy = choose_strategy(strategy_name, cluster)
    with strategy.scope():
        jit = False if kind == PROCESSOR else "auto"  # a hidden GPU does not ask for XLA
        loop = suite_loop(task, *task.data(int(steps)), jit)
        common = strategy.num_replicas_in_sync > 1 and statistics == "common"
        synchronize_batch_norm(loop.model, common)
    Turns(f"{strategy.num_replicas_in_sync} x {kind}").serve(partial(next_epoch, loop))


def use_devices(count: int, needed: int) -> str:
    """Show TensorFlow some of the GPUs if there are `needed`, or split the processor."""
    gpus = tf.config.list_physical_devices("GPU")
    if len(gpus) >= needed:
        tf.config.set_visible_devices(gpus[:count], "GPU")
        return "GPU"
    tf.config.set_visible_devices([], "GPU")
    (processor,) = tf.config.list_physical_devices("CPU")
    logical = [tf.config.LogicalDeviceConfiguration() for _ in range(count)]
    tf.config.set_logical_device_configuration(processor, logical)
    return PROCESSOR


if __name__ == "__main__":
    main()
