"""`python -m suite run`, with several logical processors to hold replicas.

python -m benchmarks.kills.runner REPLICAS ARGUMENT ...
"""

from __future__ import annotations

import sys

import tensorflow as tf

if __name__ == "__main__":
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * int(sys.argv[1]),
    )
    from suite.cli.main import main

    sys.exit(main(["run", *sys.argv[2:]]))
