"""One command in this process, and what is wrong with how it ended."""

from __future__ import annotations

import contextlib
import io
import signal
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from suite.cli.main import main

MOST_LINES = {1: 3, 2: 60}  # a failure is one sentence; a recipe may have many mistakes


class TooLong(BaseException):
    """The time for a command is over."""


@dataclass(frozen=True)
class Verdict:
    """How a command ended.

    Args:
        status: its exit status; None where it ended by an exception or was given up.
        fault: what is wrong with that; None where nothing is.
        err: what it said.
    """

    status: int | None
    fault: str | None
    err: str = ""


def judged(*arguments: str, out: Path | None = None, seconds: int = 120) -> Verdict:
    """Run a command; `out` must not be there after a status of 2."""
    shown, said = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(said), limit(seconds):
            status = main(list(arguments))
    except TooLong:
        return Verdict(None, None)
    except SystemExit as stopped:
        status = stopped.code
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        text = " ".join(str(error).split())[:200]
        place = f"{'/'.join(Path(last.filename).parts[-3:])}:{last.lineno}"
        return Verdict(None, f"{type(error).__name__} at {place}: {text}")
    return Verdict(status, _fault(status, said.getvalue(), out), said.getvalue())


def _fault(status: object, said: str, out: Path | None) -> str | None:
    if status not in (0, 1, 2):
        return f"exit status {status!r}"
    if "Traceback" in said:
        return "a traceback"
    lines = said.strip().splitlines()
    if status and not lines:
        return f"exit status {status} without a word"
    if len(lines) > MOST_LINES.get(status, len(lines)):
        return f"{len(lines)} lines where a sentence would do: {lines[0][:150]}"
    if any("\x1b" in line for line in lines):
        return f"colors of a terminal: {said[:150]!r}"
    if status == 2 and out is not None and out.exists():
        return f"something is left behind: {sorted(file.name for file in out.iterdir())}"
    return None


@contextlib.contextmanager
def limit(seconds: int) -> Iterator[None]:
    """Raise `TooLong` in whatever takes longer; sizes that fit no machine are not judged."""

    def stop(number: int, frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
