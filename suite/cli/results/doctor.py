"""`doctor RUN`: the one cause that explains what went wrong."""

from __future__ import annotations

import argparse

from suite.cli.arguments import path_as_given
from suite.errors import UserError
from suite.screen import columns, folded, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    # Not `run`: that is what a verb does.
    parser.add_argument("folder", type=path_as_given, metavar="RUN")
    parser.add_argument(
        "--try",
        dest="try_edit",
        action="store_true",
        help="train a short stretch with and without the proposed change and compare",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress display")


def run(options: argparse.Namespace) -> None:
    from suite.lab.sweep.sweep_folder import is_sweep
    from suite.lab.sweep.sweep_report import sweep_diagnoses
    from suite.runs.run import Run
    from suite.runs.run_texts import doctor_text

    if is_sweep(options.folder):
        if options.try_edit:
            raise UserError(f"{options.folder}: is a sweep; --try takes one of its runs")
        say(folded(sweep_diagnoses(options.folder), columns()))
        return
    opened = Run.open(options.folder)
    say(doctor_text(opened))
    if options.try_edit:
        from suite.lab.try_edit import try_edit

        say(try_edit(opened, quiet=options.quiet))
