"""The recipes that are killed: everything in them has a state."""

from __future__ import annotations

from pathlib import Path

# The rate may fall by a callback or by a schedule, not by both; hence two recipes.
PLATEAU = """
data: {kind: digits, batch_size: 128, augment: [{kind: random_crop, padding: 1}]}
model: {kind: cnn, filters: [4, 8], dense: [16], norm: batch, dropout: 0.3}
optimizer: {kind: sgd, momentum: 0.9, learning_rate: 0.05}
training: {epochs: 12, ema: 0.9, checkpoint_every: 3st}
callbacks:
  - {kind: early_stopping, monitor: val_loss, patience: 8, restore_best_weights: true}
  - {kind: reduce_lr_on_plateau, monitor: loss, patience: 0, factor: 0.7, min_delta: 0.2}
  - {kind: activation_stats, every: 2}
  - {kind: weight_stats, every: 5}
  - ./phase.py:Phase
"""
RESTARTS = """
data: {kind: digits, batch_size: 128, augment: [random_rotation, {kind: random_crop, padding: 1}]}
model: {kind: mlp, widths: [32, 32], norm: batch, dropout: 0.2}
optimizer:
  kind: adamw
  weight_decay: 0.01
  learning_rate:
    kind: cosine_decay_restarts
    initial_learning_rate: 0.01
    first_decay_steps: 2ep
training: {epochs: 12, ema: 0.95, gradient_accumulation: 2, checkpoint_every: 3st}
callbacks:
  - {kind: early_stopping, monitor: val_accuracy, mode: max, patience: 9}
  - {kind: gradient_histogram, every: 3}
  - frozen_weights
  - ./phase.py:Phase
"""
# A state of 60 MB is on its way to the disk in most steps.
WIDE = """
data: {kind: digits, batch_size: 128, augment: [{kind: random_crop, padding: 1}]}
model: {kind: mlp, widths: [1500, 1500], norm: batch, dropout: 0.2}
optimizer: {kind: adamw, learning_rate: 0.001}
training: {epochs: 12, checkpoint_every: 3st}
callbacks:
  - {kind: early_stopping, monitor: val_loss, patience: 8, restore_best_weights: true}
  - ./phase.py:Phase
"""
RECIPES = {"plateau": PLATEAU, "restarts": RESTARTS, "wide": WIDE}
# Says in a file what the run is doing, so that it can be killed while it does it.
PHASE = """
import mmap
import os
from pathlib import Path

import keras

PHASES = {"step": 1, "validation": 2, "epochs": 3}


class Phase(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        path = Path(os.environ.get("PHASE_FILE", os.devnull))
        self.view = None
        if path != Path(os.devnull):
            path.write_bytes(bytes(mmap.PAGESIZE))
            self.view = mmap.mmap(os.open(path, os.O_RDWR), mmap.PAGESIZE)

    def say(self, phase):
        if self.view is not None:
            self.view[0] = PHASES[phase]

    def on_epoch_begin(self, epoch, logs=None):
        self.say("step")

    def on_test_begin(self, logs=None):
        self.say("validation")

    def on_test_end(self, logs=None):
        self.say("epochs")
"""
PHASES = {1: "a step", 2: "validation", 3: "between epochs"}


def write(folder: Path) -> None:
    """The recipes, and the callback beside them."""
    for name, text in RECIPES.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "phase.py").write_text(PHASE, "utf-8")
