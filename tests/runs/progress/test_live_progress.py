"""Progress on a terminal."""

from __future__ import annotations

import io
import os
import re
import sys
import threading

import pytest
from rich.text import Text

from suite.runs.progress import moving_progress
from suite.runs.progress.live_progress import LiveProgress

pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX")
LOGS = {"loss": 0.5, "accuracy": 0.75}


class Screen:
    """The far end of a pseudo-terminal."""

    def __init__(self):
        master, slave = pty.openpty()
        self.stream = os.fdopen(slave, "w")
        self.bytes = b""
        self.reader = threading.Thread(target=self._read, args=(master,))
        self.reader.start()

    def _read(self, master):
        try:
            while data := os.read(master, 65536):
                self.bytes += data
        except OSError:  # Linux: the near end is closed
            pass
        finally:
            os.close(master)

    def text(self):
        """What was written, without control sequences; the display is over."""
        self.stream.close()
        self.reader.join(timeout=10)
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.bytes.decode())


@pytest.fixture
def screen(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    return Screen()


def test_shows_bar_figures_and_a_line_an_epoch(screen, monkeypatch):
    monkeypatch.setattr(moving_progress, "REFRESH_SECONDS", 0.0)
    progress = LiveProgress(screen.stream, width=100)
    progress.begin(epochs=12, steps_per_epoch=4, batch_size=32)
    for step in range(1, 5):
        progress.advance(0, step, lambda: LOGS)
    print("a callback's own line")
    progress.epoch_end(0, LOGS | {"images_per_second": 1234.0, "seconds": 2.0})
    progress.message("a message")
    progress.end()
    progress.end()
    text = screen.text()
    assert "preparing the first step" in text
    assert re.search(r"epoch  1/12 +━+[╸━ ]* +3/4 +\d.* left", text)
    assert re.search(r"loss 0\.5000  accuracy 0\.7500  [\d,.]+(e\d+)? samples/s", text)
    assert "epoch  1/12  loss 0.5000  accuracy 0.7500  1,234 samples/s  2.0 s\r\n" in text
    assert "a callback's own line\r\n" in text
    assert "a message\r\n" in text
    assert screen.bytes.endswith(b"\x1b[?25h") or b"\x1b[?25h" in screen.bytes  # cursor is back


def test_gives_standard_output_back(screen):
    stdout = sys.stdout
    progress = LiveProgress(screen.stream)
    progress.begin(epochs=1, steps_per_epoch=10, batch_size=1)
    assert sys.stdout is not stdout
    progress.end()
    screen.text()
    assert sys.stdout is stdout


@pytest.mark.parametrize("width", [20, 60])
def test_fits_a_narrow_terminal(screen, monkeypatch, width):
    monkeypatch.setattr(moving_progress, "REFRESH_SECONDS", 0.0)
    progress = LiveProgress(screen.stream, width=width)
    progress.begin(epochs=100, steps_per_epoch=1000, batch_size=1)
    progress.advance(0, 500, lambda: LOGS)
    progress.end()
    assert max(len(line) for line in re.split(r"[\r\n]+", screen.text())) <= width


def test_a_line_is_broken_between_figures_and_a_message_between_words(screen):
    progress = LiveProgress(screen.stream, width=80)
    progress.begin(epochs=12, steps_per_epoch=4, batch_size=32)
    names = [f"{split}{name}" for split in ("", "val_") for name in ("loss", "accuracy", "f1")]
    logs = dict.fromkeys(names, 0.5) | {"images_per_second": 1234.0, "seconds": 2.0}
    progress.epoch_end(0, logs)
    progress.message("word " * 30 + "/a/path/longer/than/the/terminal" * 4)
    progress.end()
    lines = [line.rstrip() for line in re.split(r"[\r\n]+", screen.text())]
    assert max(map(len, lines)) <= 80
    first = next(index for index, line in enumerate(lines) if line.startswith("epoch  1/12  loss"))
    together = "  ".join(line.strip() for line in lines[first : first + 2])
    assert lines[first + 1].endswith("  2.0 s")
    figures = [f"{name} 0.5000" for name in ("loss", "val_loss", "accuracy", "val_accuracy")]
    figures += ["f1 0.5000", "val_f1 0.5000", "1,234 samples/s", "2.0 s"]
    assert together.split("  ") == ["epoch", "1/12", *sorted(figures, key=together.index)]
    assert sum(line.split().count("word") for line in lines) == 30


def test_an_epoch_of_unknown_length_has_a_bar_without_an_end(screen, monkeypatch):
    monkeypatch.setattr(moving_progress, "REFRESH_SECONDS", 0.0)
    progress = LiveProgress(screen.stream, width=100)
    progress.begin(epochs=2, steps_per_epoch=0, batch_size=0)
    for step in range(1, 8):
        progress.advance(0, step, lambda: LOGS)
    progress.end()
    text = screen.text()
    assert re.search(r"epoch 1/2 +━+ +7\b", text)
    assert "7/" not in text


@pytest.mark.parametrize("width", [12, 20, 40, 80, 200])
def test_figures_take_as_many_lines_as_the_width_asks_for(width):
    progress = LiveProgress(io.StringIO(), width=width)
    parts = [Text(part) for part in ("epoch 1/3", "loss 0.5000", "accuracy 0.7500", "2.0 s")]
    lines = progress.fitted(parts).plain.split("\n")
    assert " ".join(" ".join(lines).split()) == "epoch 1/3 loss 0.5000 accuracy 0.7500 2.0 s"
    assert all(line.startswith("  ") for line in lines[1:])
    whole = max(len(part) for part in parts) + 2
    assert max(map(len, lines)) <= max(width, whole)
    assert (len(lines) == 1) is (width >= 47)


@pytest.mark.parametrize("width", [1, 5, 10, 30])
def test_nothing_is_lost_on_a_narrow_terminal(width):
    stream = io.StringIO()
    progress = LiveProgress(stream, width=width)
    progress.begin(epochs=3, steps_per_epoch=4, batch_size=32)
    progress.advance(0, 4, lambda: LOGS)
    progress.epoch_end(0, {**LOGS, "seconds": 2.0})
    progress.message("a message")
    progress.end()
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", stream.getvalue())
    letters = "".join(text.split())
    assert "loss0.5000accuracy0.7500" in letters
    assert letters.endswith("amessage")


def test_a_display_that_is_over_draws_nothing():
    stream = io.StringIO()
    progress = LiveProgress(stream, width=40)
    progress.begin(epochs=1, steps_per_epoch=4, batch_size=1)
    progress.end()
    written = stream.getvalue()
    progress.draw(0, 3)
    assert stream.getvalue() == written


def test_what_a_terminal_would_obey_is_shown():
    stream = io.StringIO()
    LiveProgress(stream, width=40).message("\x1b[2Jcleared\x07")
    assert stream.getvalue() == "\\x1b[2Jcleared\\x07\n"


@pytest.mark.parametrize("no_color", [None, "1"])
@pytest.mark.parametrize(("word", "code"), [("error", "31"), ("warning", "33"), ("trial", None)])
def test_how_bad_it_is_has_a_color(monkeypatch, word, code, no_color):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    stream = Terminal()
    LiveProgress(stream, width=40).message(f"{word}: it is so")
    found = re.findall(r"\x1b\[[\d;]*m", stream.getvalue())
    colored = [one for one in found if re.search(r"[;\[]3\d", one)]
    assert bool(colored) is (code is not None and no_color is None)
    assert all(code in one for one in colored)
    assert re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue()) == f"{word}: it is so\n"
