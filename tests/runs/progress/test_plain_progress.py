"""Progress as plain lines."""

from __future__ import annotations

import io

import pytest

from suite.runs.progress import plain_progress
from suite.runs.progress.plain_progress import PlainProgress

LOGS = {
    "loss": 0.12341,
    "accuracy": 0.96119,
    "learning_rate": 0.001,
    "val_loss": 0.2,
    "val_accuracy": 0.95,
    "seconds": 2.06,
    "images_per_second": 1234.4,
}


def two_epochs(width):
    stream = io.StringIO()
    progress = PlainProgress(stream, width)
    progress.begin(epochs=10, steps_per_epoch=200_000, batch_size=32, first_epoch=8)
    for epoch in (8, 9):
        for step in range(100):
            progress.advance(epoch, step, lambda: pytest.fail("the device was read"))
        progress.epoch_end(epoch, LOGS)
    progress.message("warning: 41 of the 64 units of `activation1` are dead (since step 10)")
    progress.end()
    return stream.getvalue()


def test_one_line_an_epoch():
    figures = (
        "loss 0.1234  accuracy 0.9612  val_loss 0.2000  val_accuracy 0.9500  "
        "learning_rate 0.001  1,234 samples/s  2.1 s"
    )
    assert two_epochs(width=200) == (
        f"epoch  9/10  {figures}\nepoch 10/10  {figures}\n"
        "warning: 41 of the 64 units of `activation1` are dead (since step 10)\n"
    )


def test_a_file_has_80_columns(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert (
        two_epochs(width=None)
        == """\
epoch  9/10  loss 0.1234  accuracy 0.9612  val_loss 0.2000  val_accuracy 0.9500
epoch 10/10  loss 0.1234  accuracy 0.9612  val_loss 0.2000  val_accuracy 0.9500
warning: 41 of the 64 units of `activation1` are dead (since step 10)
"""
    )


def test_a_narrow_one_is_filled_by_words():
    assert (
        two_epochs(width=40).split("epoch 10/10  ")[1]
        == """\
loss 0.1234
  accuracy 0.9612  val_loss 0.2000
  val_accuracy 0.9500  2.1 s
warning: 41 of the 64 units of
  `activation1` are dead (since step 10)
"""
    )


def test_a_line_of_what_there_is():
    stream = io.StringIO()
    progress = PlainProgress(stream)
    progress.begin(3, 10, 32)
    progress.epoch_end(0, {"loss": float("nan")})
    assert stream.getvalue() == "epoch 1/3  loss nan\n"


@pytest.mark.parametrize(
    ("epochs", "seconds", "told"),
    [
        (1, 10.0, [100, 200, 300, 400, 500, 600, 700, 800, 900]),
        (1, 4.0, [100, 200, 300, 400, 500, 600, 700, 800, 900]),  # 40 s a tenth
        (1, 1.0, [300, 600, 900]),  # never twice in half a minute
        (2, 10.0, [200, 400, 600, 800]),
        (1, 0.01, []),
        (20, 10.0, []),
    ],
)
def test_a_long_epoch_has_a_line_each_tenth_of_the_run(monkeypatch, epochs, seconds, told):
    """Steps by ten, each of which takes so many seconds."""
    now = [0.0]
    monkeypatch.setattr(plain_progress.time, "monotonic", lambda: now[0])
    stream, reads = io.StringIO(), []
    progress = PlainProgress(stream, 120)
    progress.begin(epochs, steps_per_epoch=1000, batch_size=32)
    for step in range(10, 1001, 10):
        now[0] += seconds
        progress.advance(0, step, lambda step=step: reads.append(step) or {"loss": 0.5})
    assert reads == told
    lines = stream.getvalue().splitlines()
    assert [int(line.split("step ")[1].split("/")[0]) for line in lines] == told
    assert all("loss 0.5000" in line and line.endswith(" left") for line in lines)
