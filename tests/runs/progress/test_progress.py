"""The choice of a display, and the display that shows nothing."""

from __future__ import annotations

import io
import sys
import types

import pytest

from suite.runs.progress.choose_progress import choose_progress
from suite.runs.progress.live_progress import LiveProgress
from suite.runs.progress.plain_progress import PlainProgress
from suite.runs.progress.progress import Progress, epoch_figures, epoch_number, show_speed


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_file_gets_plain_lines_and_a_terminal_a_live_display(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    assert type(choose_progress(stream=io.StringIO()).display) is PlainProgress
    assert type(choose_progress(stream=Terminal()).display) is LiveProgress
    monkeypatch.setenv("TERM", "dumb")
    assert type(choose_progress(stream=Terminal()).display) is PlainProgress
    assert type(choose_progress(quiet=True, stream=Terminal())) is Progress


@pytest.mark.parametrize("kernel", [True, False])
def test_a_notebook_is_told_from_a_shell_of_ipython(monkeypatch, kernel):
    shell = types.SimpleNamespace(**({"kernel": object()} if kernel else {}))
    module = types.ModuleType("IPython")
    module.get_ipython = lambda: shell
    module.display = types.ModuleType("IPython.display")
    module.display.display = module.display.DisplayHandle = None
    monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setitem(sys.modules, "IPython.display", module.display)
    monkeypatch.delitem(sys.modules, "suite.runs.progress.notebook_progress", raising=False)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    name = type(choose_progress().display).__name__
    monkeypatch.delitem(sys.modules, "suite.runs.progress.notebook_progress", raising=False)
    assert name == ("NotebookProgress" if kernel else "PlainProgress")


def test_quiet_prints_nothing_and_never_reads_the_device(capsys):
    progress = choose_progress(quiet=True)
    progress.begin(2, 10, 32, 0)
    progress.advance(0, 1, lambda: pytest.fail("the device was read"))
    progress.epoch_end(0, {"loss": 1.0})
    progress.message("text")
    progress.end()
    assert capsys.readouterr() == ("", "")


def test_scalars_of_callbacks_stay_out_of_the_line():
    logs = {"loss": 0.5, "learning_rate": 1e-3, "val_loss": 0.7, "seconds": 2.0}
    logs |= {"images_per_second": 1234.4, "gradient_norm/global": 3.0}
    assert epoch_figures(logs) == [
        ("loss", "0.5000"),
        ("val_loss", "0.7000"),
        ("learning_rate", "0.001"),
        ("", "1,234 samples/s"),
        ("", "2.0 s"),
    ]


@pytest.mark.parametrize(
    ("epoch", "epochs", "text"),
    [
        (0, 3, "epoch 1/3"),
        (2, 3, "epoch 3/3"),
        (0, 10, "epoch  1/10"),
        (9, 10, "epoch 10/10"),
        (0, 1000, "epoch    1/1000"),
        (11, 10, "epoch 12/10"),
    ],
)
def test_epochs_are_aligned(epoch, epochs, text):
    assert epoch_number(epoch, epochs) == text


@pytest.mark.parametrize(
    ("speed", "text"),
    [
        (0.5, "0.5 samples/s"),
        (12.34, "12.34 samples/s"),
        (99.99, "99.99 samples/s"),
        (100.4, "100 samples/s"),
        (1234.4, "1,234 samples/s"),
        (1e8, "1e8 samples/s"),
    ],
)
def test_speeds(speed, text):
    assert show_speed(speed) == text


@pytest.mark.parametrize(
    ("logs", "figures"),
    [
        ({}, []),
        ({"loss": 0.5}, [("loss", "0.5000")]),
        ({"accuracy": 0.5, "loss": 1.0}, [("loss", "1.0000"), ("accuracy", "0.5000")]),
        ({"val_loss": 0.5}, [("val_loss", "0.5000")]),
        ({"learning_rate": 3e-5}, [("learning_rate", "3e-5")]),
        ({"seconds": 187.0}, [("", "3:07")]),
        ({"step": 3, "epoch": 1}, []),
        ({"a/b": 1.0}, []),
        ({"loss": float("inf")}, [("loss", "inf")]),
    ],
)
def test_what_a_line_shows_of_the_logs(logs, figures):
    assert epoch_figures(logs) == figures


def test_the_display_of_nothing_may_be_asked_for_anything():
    progress = Progress()
    progress.advance(0, 1, lambda: pytest.fail("the device was read"))
    assert progress.begin(1, 1, 1) is None
    assert progress.epoch_end(0, {}) is None
    assert progress.message("text") is None
    assert progress.end() is None
