"""The command line: errors and exit statuses. The verbs are listed in `parser`."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from suite.cli.arguments import INTERRUPTED
from suite.cli.complete import ASKED, complete
from suite.cli.fresh_process import run_replaceably
from suite.cli.parser import parse
from suite.errors import RunFailure, UserError
from suite.lost_interrupt import remembered_interrupts, was_interrupted
from suite.screen import failure_of_output, guarded, say
from suite.workers.stop_signals import end_with_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1, 2 or 130 (see `--help`).

    Example:
        >>> main(["check", "quickstart"])
        quickstart: no problems found (quickstart)
        0
    """
    if arguments is None:
        end_with_command()
    with guarded(is_own=True), remembered_interrupts():
        try:
            if ASKED in os.environ:
                complete()
            options = parse(arguments)
        except KeyboardInterrupt:  # while the modules of the verb are imported
            return _interrupted()
        status = _answer(options, arguments)
        sys.stdout.flush()
        lost = failure_of_output()
        if lost is not None:
            say(f"error: standard output cannot be written: {lost}", error=True)
            # Where training went well, it is there; else what was to be shown is all there was.
            if status == 0 and not options.trains:
                status = RunFailure.exit_status
        return status


def _answer(options: argparse.Namespace, arguments: Sequence[str] | None) -> int:
    """Do what was asked for; errors become one message and a status."""
    try:
        _check_working_directory()
        _take_backend(options)
        _check_plugins(options)
        return run_replaceably(options, arguments) or 0
    except (UserError, RunFailure) as error:
        if options.traceback:
            say(traceback.format_exc(), error=True)
        else:
            # Each problem of a recipe begins with its own place.
            prefix = "" if hasattr(error, "problems") else "error: "
            say(f"{prefix}{error}", error=True)
        return error.exit_status
    except KeyboardInterrupt:
        return _interrupted()
    except Exception:
        # Libraries that import others make an error of their own of an interrupt.
        if not was_interrupted():
            raise
        return _interrupted()


def _interrupted() -> int:
    say("interrupted", error=True)
    return INTERRUPTED


def _check_working_directory() -> None:
    """Refuse to work in a folder that somebody has removed: every relative path leads into it."""
    try:
        os.getcwd()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError(f"the working directory is gone ({reason}); change to another") from error


def _take_backend(options: argparse.Namespace) -> None:
    """This process trains on TensorFlow, whatever backend the environment asks Keras for."""
    asked = os.environ.get("KERAS_BACKEND") or "tensorflow"
    os.environ["KERAS_BACKEND"] = "tensorflow"
    if asked != "tensorflow" and options.trains:
        say(f"note: KERAS_BACKEND is {asked}; the suite trains on TensorFlow", error=True)


def _check_plugins(options: argparse.Namespace) -> None:
    """Refuse folders of `--plugins` that are not there, whether or not the verb looks into them."""
    if getattr(options, "plugins", None):
        from suite.catalog.names.plugins import existing_folders

        existing_folders(options.plugins)
