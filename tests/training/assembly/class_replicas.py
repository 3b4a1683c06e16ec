"""Trains the same on one device and on two replicas; prints weights and metrics of both.

A process of its own: logical devices must be made before TensorFlow starts. See
test_class_replicas.py.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import tensorflow as tf

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)

import suite  # noqa: E402

RECIPE = """
name: classes
data:
  kind: digits
  batch_size: 64
  class_counts: {3: 12, 8: 9}
  sampling: balanced
  augment: [mixup]
model: {kind: mlp, widths: [16], norm: weight}
optimizer: {kind: sgd, learning_rate: 0.1, momentum: 0.9}
metrics: [accuracy, balanced_accuracy, precision, auc, {kind: f1_score, average: macro}]
penalties:
  - {layers: "*", kernel_regularizer: {kind: l2, l2: 0.001}}
  - {layers: logits, kernel_constraint: {kind: max_norm, max_value: 1}}
  - {layers: activation1, activity_regularizer: {kind: l1, l1: 0.01}}
training:
  epochs: 2
  class_weights: {3: 2.5, 8: 0.5}
  gradient_accumulation: 2
  steps_per_execution: 8
  diagnostics: none
"""


def trained(strategy: str) -> tuple[list, dict]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recipe.yaml"
        path.write_text(RECIPE, encoding="utf-8")
        recipe = suite.load(path, f"training.strategy={strategy}")
        run = suite.run(recipe, out=Path(folder) / strategy, quiet=True)
        return [weight.tolist() for weight in run.model.get_weights()], run.summary["metrics"]


if __name__ == "__main__":
    json.dump([trained(strategy) for strategy in ("one_device", "mirrored")], sys.stdout)
