"""The display that suits where the run shows itself."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from suite.runs.progress.lasting_progress import LastingProgress
from suite.runs.progress.progress import Progress
from suite.screen import Screen, in_notebook


def choose_progress(quiet: bool = False, stream: TextIO | Screen | None = None) -> Progress:
    """The display that suits: none, a notebook cell, a live terminal, or plain lines.

    One that fails is off from then on, and what it shows goes on.

    Args:
        quiet: show nothing.
        stream: where to; None is a notebook's cell in a notebook, else standard output.

    Example:
        >>> import io
        >>> type(choose_progress(stream=io.StringIO()).display).__name__
        'PlainProgress'
    """
    return Progress() if quiet else LastingProgress(_display(stream))


def _display(stream: TextIO | Screen | None) -> Progress:
    if stream is None and in_notebook():
        from suite.runs.progress.notebook_progress import NotebookProgress

        return NotebookProgress()
    given = stream or sys.stdout
    screen = given if isinstance(given, Screen) else Screen(given)
    if screen.isatty() and os.environ.get("TERM") != "dumb":
        from suite.runs.progress.live_progress import LiveProgress

        return LiveProgress(screen)
    from suite.runs.progress.plain_progress import PlainProgress

    return PlainProgress(screen)
