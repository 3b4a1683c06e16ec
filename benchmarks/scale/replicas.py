"""Two replicas of the processor, on which steps are traced."""

from __future__ import annotations

import tensorflow as tf

REPLICAS = 2


def use_replicas() -> None:
    """Split the processor; before anything lists the devices, as importing the suite does."""
    (processor,) = tf.config.list_physical_devices("CPU")
    logical = [tf.config.LogicalDeviceConfiguration()] * REPLICAS
    tf.config.set_logical_device_configuration(processor, logical)
