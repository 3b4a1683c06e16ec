"""The `tf.distribute` strategy of a run, and what follows from it."""

from __future__ import annotations

import tensorflow as tf


def choose_strategy(name: str) -> tf.distribute.Strategy:
    """The strategy for a recipe's `training.strategy`.

    "auto" and "one_device" take TensorFlow's default strategy: the first GPU, or the processor.
    """
    if name not in ("auto", "one_device"):
        raise ValueError(f"Argument `name` must be auto or one_device. Received: name={name!r}")
    return tf.distribute.get_strategy()


def choose_jit(setting: bool | str, strategy: tf.distribute.Strategy) -> bool:
    """Whether XLA compiles the step: "auto" means on a GPU with one replica.

    On processors XLA's convolutions are slower than TensorFlow's own, and a step of several
    replicas does not compile at all.
    """
    if setting == "auto":
        return bool(tf.config.list_physical_devices("GPU")) and strategy.num_replicas_in_sync == 1
    return bool(setting)


def describe_devices() -> str:
    """The accelerators that training uses, in words; empty on a machine without any."""
    names = []
    for device in tf.config.list_physical_devices("GPU"):
        details = tf.config.experimental.get_device_details(device)
        names.append(details.get("device_name", device.name))
    return ", ".join(names)
