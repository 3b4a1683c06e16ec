"""The two ways a command can fail, and the exit status of each."""

from __future__ import annotations

import re

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# Keras tells every argument of the call in which an error arose, tensors and all.
_CALLED_WITH = re.compile(r"\s*Arguments received by [\w.]+\(\):.*", re.DOTALL)


class UserError(Exception):
    """Something the user can mend: a recipe, a file, an option, the environment.

    The message is one screen at most and names place, cause and remedy; the command line shows it
    without a traceback and exits with status 2.
    """

    exit_status = 2


class RunFailure(Exception):
    """A run that was set up correctly and failed on the way, for instance on a full disk.

    The command line shows the message without a traceback and exits with status 1.
    """

    exit_status = 1


def one_line(error: object) -> str:
    """What an error of another library says, as one plain line."""
    return " ".join(_CALLED_WITH.sub("", _COLOURS.sub("", str(error))).split())
