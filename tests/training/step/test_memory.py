"""A long run does not grow."""

from __future__ import annotations

import gc
from pathlib import Path

import keras
import pytest

from callbacks.dead_neurons import DeadNeurons
from callbacks.gradient_norm import GradientNorm
from callbacks.loss_curve import LossCurve
from tests.training.nets import dataset, loop, network

STATUS = Path("/proc/self/status")


class Resident(keras.callbacks.Callback):
    """Megabytes of this process after some epochs."""

    def __init__(self, *epochs: int) -> None:
        super().__init__()
        self.megabytes: dict[int, float] = dict.fromkeys(epochs, 0.0)

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 in self.megabytes:
            gc.collect()
            lines = dict(line.split(":", 1) for line in STATUS.read_text("ascii").splitlines())
            self.megabytes[epoch + 1] = int(lines["VmRSS"].split()[0]) / 1024


@pytest.mark.slow
@pytest.mark.skipif(not STATUS.exists(), reason="reads Linux's account of a process")
def test_two_hundred_epochs_take_no_more_memory_than_fifty():
    """With validation, diagnostics and metrics; allocators may keep a few megabytes."""
    resident = Resident(50, 200)
    callbacks = [GradientNorm(), DeadNeurons(), LossCurve(), resident]
    trainer = loop(network(), callbacks, epochs=200, validation=dataset(41))
    trainer.run()
    grown = resident.megabytes[200] - resident.megabytes[50]
    assert all(resident.megabytes.values())
    assert grown < 15.0, f"{grown:.1f} MB in 150 epochs"
    assert trainer.engine.train_call.experimental_get_tracing_count() == 1
