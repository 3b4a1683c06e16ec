"""Every display at every width: no line is longer, and no word is cut."""

from __future__ import annotations

import io
import re

import pytest

from suite.runs.progress import moving_progress
from suite.runs.progress.fitted import fitted, in_lines
from suite.runs.progress.live_progress import LiveProgress
from suite.runs.progress.plain_progress import PlainProgress

FINDING = (
    "warning: An update changes `logits` by 25 % of its size, where about 0.1 % is usual, and one "
    "more kernel does: the learning rate is too high. (since step 9)  try: "
    "optimizer.learning_rate: 1 -> 0.04"
)
LOGS = {
    "loss": 0.1234,
    "accuracy": 0.9612,
    "top_5_accuracy": 0.9999,
    "val_loss": 0.2,
    "val_accuracy": 0.95,
    "val_top_5_accuracy": 0.9999,
    "learning_rate": 0.001,
    "seconds": 2.06,
    "images_per_second": 1234.4,
}
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal(io.StringIO):
    """To others rich shows no frames."""

    def isatty(self):
        return True


def shown(display, width, monkeypatch):
    """All that a display has written, in lines, without control sequences."""
    monkeypatch.setattr(moving_progress, "REFRESH_SECONDS", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    progress = display(stream, width=width)
    progress.begin(epochs=120, steps_per_epoch=1000, batch_size=32)
    progress.message(FINDING)
    for epoch in range(3):
        for step in (1, 500, 1000):
            progress.advance(epoch, step, lambda epoch=epoch: {**LOGS, "loss": 1 / (epoch + 1)})
        progress.epoch_end(epoch, LOGS)
    progress.end()
    return re.split(r"[\r\n]+", CONTROL.sub("", stream.getvalue()))


@pytest.mark.parametrize("display", [LiveProgress, PlainProgress])
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_longer_and_no_word_is_cut(display, width, monkeypatch):
    lines = shown(display, width, monkeypatch)
    assert max(map(len, lines)) <= width
    words = {word for line in lines for word in line.split()}
    spare = {"learning_rate", "0.001", "1,234", "samples/s", "2.1", "s"}
    measures = {*LOGS} - {"learning_rate", "seconds", "images_per_second"}
    figures = {*FINDING.split(), *measures, "0.1234", "0.9999", "0.2000", "0.9500", "0.9612"}
    assert figures <= words
    if display is PlainProgress:
        counted = {f"{number}/120" for number in (1, 2, 3)}
        assert words <= figures | {"epoch"} | counted | spare


@pytest.mark.parametrize("width", [40, 80])
def test_curves_stand_beside_the_figures(width, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    text = "\n".join(shown(LiveProgress, width, monkeypatch))
    assert "loss ▁▁▁ 0.3333" not in text
    assert re.search(r"loss [▁▂▃▄▅▆▇█]{3} 0\.3333", text)
    assert re.search(r"val_accuracy ▁▁ 0\.9500", text)


def test_where_the_locale_is_c_all_is_ascii(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    text = "".join(shown(LiveProgress, 80, monkeypatch))
    assert text.isascii()
    assert re.search(r"loss [_.=*^-]{3} 0\.3333", text)


@pytest.mark.parametrize("width", [1, 10, 24, 25, 40, 100])
def test_parts_stay_whole_and_in_order(width):
    parts = ["epoch 1/3", "loss 0.5000", "accuracy 0.7500", "2.0 s"]
    lines = fitted(parts, width)
    assert [part for line in lines for part in line] == parts
    assert all(lines)
    for text, line in zip(in_lines(parts, width).split("\n"), lines, strict=True):
        assert len(text) <= width or len(line) == 1


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (17, "loss 0.5000"),
        (30, "loss 0.5000  2.0 s"),
        (36, "loss 0.5000  9 samples/s  2.0 s"),
        (80, "loss 0.5000  learning_rate 0.1  9 samples/s  2.0 s"),
    ],
)
def test_what_is_not_needed_stands_where_there_is_room(width, line):
    spare = ["learning_rate 0.1", "9 samples/s", "2.0 s"]
    assert in_lines(["loss 0.5000"], width, spare) == line
