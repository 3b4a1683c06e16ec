"""Initializes on one device and on two replicas, and prints how far the weights differ.

A process of its own: logical devices must be made before TensorFlow starts. See test_runs.py.
"""

from __future__ import annotations

import json
import sys

import tensorflow as tf

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)

import numpy as np  # noqa: E402

import suite  # noqa: E402
from suite.runs import RunDirectory  # noqa: E402
from suite.runs.progress.progress import Progress  # noqa: E402
from suite.training.process.process import process_settings  # noqa: E402
from suite.training.training_run import TrainingRun  # noqa: E402

KINDS = {
    "data_dependent": {},
    "greedy_autoencoders": {"epochs": 1, "batch_size": 256},
    "lsuv": {},
}


def begun(kind: str, strategy: str) -> TrainingRun:
    """A run that has been initialized and not begun."""
    given = json.dumps({"kind": kind, **KINDS[kind]})
    recipe = suite.load(
        "quickstart",
        *("model={kind: cnn, filters: [4], dense: [8], norm: none}", f"initialization={given}"),
        f"training.strategy={strategy}",
    )
    with process_settings(0, "float32", True):
        return TrainingRun(recipe, RunDirectory.discarded(), Progress())


def values(run: TrainingRun, replica: int = 0) -> list[np.ndarray]:
    """The weights of one replica."""
    held = [getattr(v.value, "values", (v.value,)) for v in run.model.weights]
    return [copies[min(replica, len(copies) - 1)].numpy() for copies in held]


if __name__ == "__main__":
    far = {}
    for kind in KINDS:
        one, two = begun(kind, "one_device"), begun(kind, "mirrored")
        assert two.assembly.strategy.num_replicas_in_sync == 2
        far[kind] = max(
            float(np.abs(a - b).max())
            for replica in (0, 1)
            for a, b in zip(values(one), values(two, replica), strict=True)
        )
    json.dump(far, sys.stdout)
