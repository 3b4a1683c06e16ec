"""A check that a user brings: it may fail, and the run goes on."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from suite.checks.support.context import CheckContext
from suite.diagnostics import Finding
from suite.errors import one_line


def brought(
    check: Callable[[CheckContext], Any], name: str, file: Path
) -> Callable[[CheckContext], list[Finding]]:
    """The check under a name; where it fails, a warning that names it and its line.

    Args:
        check: gives findings, as a list or one by one; or None.
        name: that it reports under.
        file: where it is written.

    Example:
        >>> def has_names(context):
        ...     if context.dataset is None:
        ...         yield Finding("has_names", "No names.", "note")
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        >>> context = CheckContext(None, model, None, (np.ones((1, 1)), [0]), None)
        >>> print(*brought(has_names, "has_names", Path("mine.py"))(context))
        note: No names.
        >>> print(*brought(lambda context: 1 / 0, "ratio", Path("mine.py"))(context))
        warning: ratio (mine.py) failed: ZeroDivisionError: division by zero.
    """

    def guarded(context: CheckContext) -> list[Finding]:
        try:
            found = list(check(context) or ())
        except Exception as error:
            place = _place(error, file)
            reason = f"{type(error).__name__}: {one_line(error)}"
            return [Finding(name, f"{name} ({place}) failed: {reason}.")]
        strange = [one for one in found if not isinstance(one, Finding)]
        if strange:
            text = (
                f"{name} ({file}) gives {type(strange[0]).__name__} where a suite.Finding is meant."
            )
            return [Finding(name, text)]
        return found

    guarded.__name__ = name
    return guarded


def _place(error: Exception, file: Path) -> str:
    """The last line of the user's own file that the error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == str(file)]
    return f"{file}:{own[-1].lineno}" if own else str(file)
