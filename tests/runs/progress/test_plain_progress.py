"""Progress as plain lines."""

from __future__ import annotations

import io

import pytest

from suite.runs.progress.plain_progress import PlainProgress


def test_one_line_an_epoch():
    stream = io.StringIO()
    progress = PlainProgress(stream)
    progress.begin(epochs=10, steps_per_epoch=200_000, batch_size=32, first_epoch=8)
    for epoch in (8, 9):
        for step in range(100):
            progress.advance(epoch, step, lambda: pytest.fail("the device was read"))
        logs = {"loss": 0.12341, "accuracy": 0.96119, "learning_rate": 0.001}
        logs |= {"val_loss": 0.2, "val_accuracy": 0.95, "seconds": 2.06}
        logs["images_per_second"] = 1234.4
        progress.epoch_end(epoch, logs)
    progress.message("training stopped early")
    progress.end()
    figures = (
        "loss 0.1234  accuracy 0.9612  val_loss 0.2000  val_accuracy 0.9500  "
        "learning_rate 0.001  1,234 samples/s  2.1 s"
    )
    assert stream.getvalue() == (
        f"epoch  9/10  {figures}\nepoch 10/10  {figures}\ntraining stopped early\n"
    )


def test_a_line_of_what_there_is():
    stream = io.StringIO()
    progress = PlainProgress(stream)
    progress.begin(3, 10, 32)
    progress.epoch_end(0, {"loss": float("nan")})
    assert stream.getvalue() == "epoch 1/3  loss nan\n"
