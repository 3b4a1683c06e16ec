"""A display that fails ends nothing but itself."""

from __future__ import annotations

import pytest

from suite.runs.progress.lasting_progress import LastingProgress
from suite.runs.progress.progress import Progress


class Broken(Progress):
    """Fails in the method that is named, and counts the calls of the others."""

    def __init__(self, method, error):
        self.calls = []
        for name in ("begin", "advance", "epoch_end", "message", "end"):
            setattr(self, name, lambda *given, name=name: self.call(name, method, error))

    def call(self, name, method, error):
        self.calls.append(name)
        if name == method:
            raise error


def use(progress):
    progress.begin(2, 4, 32)
    progress.advance(0, 1, dict)
    progress.epoch_end(0, {"loss": 1.0})
    progress.message("text")
    progress.end()


@pytest.mark.parametrize("method", ["begin", "advance", "epoch_end", "message", "end"])
def test_whatever_fails_is_off_from_then_on(method, capsys):
    display = Broken(method, RuntimeError("\x1b]lost"))
    use(LastingProgress(display))
    order = ["begin", "advance", "epoch_end", "message", "end"]
    assert display.calls == [*order[: order.index(method) + 1], "end"]
    warning = "warning: the display failed and is off (RuntimeError: \\x1b]lost)\n"
    assert capsys.readouterr().err == warning


def test_a_terminal_that_has_gone_is_not_spoken_of(capsys):
    use(LastingProgress(Broken("advance", BrokenPipeError())))
    assert capsys.readouterr().err == ""


def test_an_error_of_the_device_is_no_display_s():
    def read():
        raise ValueError("the device is lost")

    class Reads(Progress):
        def advance(self, epoch, step_in_epoch, read_logs):
            read_logs()

    progress = LastingProgress(Reads())
    with pytest.raises(ValueError, match="the device is lost"):
        progress.advance(0, 1, read)
    with pytest.raises(ValueError, match="the device is lost"):  # it is still on
        progress.advance(0, 1, read)


def test_a_key_press_is_no_failure():
    with pytest.raises(KeyboardInterrupt):
        LastingProgress(Broken("message", KeyboardInterrupt())).message("text")
