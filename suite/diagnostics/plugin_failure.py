"""What a diagnostic did wrong, and in which line."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Iterator

from suite.diagnostics.diagnostic import Diagnostic
from suite.errors import RunFailure, compiled_hint


class PluginFailure(RunFailure):
    """What a diagnostic did wrong.

    Args:
        message: names it, its file and its line.
        callback: the diagnostic.

    Example:
        >>> PluginFailure("finite (mine.py:7) failed in build", Diagnostic()).callback.name
        'diagnostic'
    """

    def __init__(self, message: str, callback: Diagnostic):
        super().__init__(message)
        self.callback = callback


@contextlib.contextmanager
def blamed(diagnostic: Diagnostic, doing: str) -> Iterator[None]:
    """Turn whatever a plugin raises into one message that names it, its file and its line."""
    try:
        yield
    except RunFailure:
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        file = getattr(sys.modules.get(type(diagnostic).__module__), "__file__", None)
        own = [frame for frame in frames if frame.filename == file] or frames
        place = f"{own[-1].filename}:{own[-1].lineno}"
        reason = f"{type(error).__name__}: {error}{compiled_hint(error)}"
        message = f"{diagnostic.name} ({place}) failed in {doing}: {reason}"
        raise PluginFailure(message, diagnostic) from error
