"""A command whose process has grown: a fresh one takes its place and goes on with the work."""

from __future__ import annotations

import argparse
import atexit
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from suite.errors import RunFailure
from suite.screen import say

if TYPE_CHECKING:
    from suite.lab.shared.outgrown import Outgrown

_GOES_ON = "--goes-on"
_NO_PRESENCE = -1


def takes_goes_on(parser: argparse.ArgumentParser) -> None:
    """--goes-on FD, by which a process knows that it has taken the place of another."""
    parser.add_argument(_GOES_ON, type=int, help=argparse.SUPPRESS)


def run_replaceably(options: argparse.Namespace, arguments: Sequence[str] | None) -> int | None:
    """Run a verb; where its work is shared in a folder, any number of processes one after the
    other do it, with one number, one input and one output.

    Args:
        options: of the verb.
        arguments: those of `main`; None is the command line, whose process may be replaced.

    Raises:
        RunFailure: no other process could be started.

    Example:
        >>> run_replaceably(argparse.Namespace(run=lambda options: 0), ["show", "data"])
        0
    """
    is_own = arguments is None and os.name == "posix" and bool(sys.executable)
    if not is_own or not hasattr(options, "goes_on"):
        status: int | None = options.run(options)
        return status
    from suite.lab.shared.outgrown import Outgrown, may_be_replaced

    environment = dict(os.environ)  # shares of GPUs are dealt out anew
    presence = None if options.goes_on in (None, _NO_PRESENCE) else options.goes_on
    try:
        with may_be_replaced(presence, goes_on=options.goes_on is not None):
            status = options.run(options)
            return status
    except Outgrown as outgrown:
        if not options.quiet:
            say(outgrown)
        _replace(outgrown, environment)
    return None


def _replace(outgrown: Outgrown, environment: Mapping[str, str]) -> None:
    """Put a process with the same command line in the place of this one.

    Raises:
        RunFailure: the system refuses.
    """
    own = sys.argv[1:]
    python = sys.orig_argv[1 : len(sys.orig_argv) - len(own)]
    words = _command(own, outgrown)
    if outgrown.presence is not None:
        os.set_inheritable(outgrown.presence, True)
    atexit._run_exitfuncs()  # the other process does not come out of an exit of this one
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        os.execve(sys.executable, [sys.executable, *python, *words], environment)
    except OSError as error:
        raise RunFailure(
            f"{sys.executable}: cannot be started anew: {error.strerror or error}. The same "
            f"command goes on{f' with --out {outgrown.folder}' if outgrown.folder else ''}."
        ) from error


def _command(own: Sequence[str], outgrown: Outgrown) -> list[str]:
    """The words of a command that goes on; the folder is named, which may have been a new one."""
    verb, *others = own
    rest = [word for word in others if not word.startswith(f"{_GOES_ON}=")]
    is_first = len(rest) == len(others)
    out = [f"--out={outgrown.folder}"] if is_first and outgrown.folder is not None else []
    presence = _NO_PRESENCE if outgrown.presence is None else outgrown.presence
    return [verb, f"{_GOES_ON}={presence}", *out, *rest]
