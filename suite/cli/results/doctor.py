"""`doctor RUN`: the one cause that explains what went wrong."""

from __future__ import annotations

import argparse

from suite.cli.arguments import path_as_given, takes_language
from suite.errors import UserError
from suite.screen import columns, folded, say

EXAMPLE = "doctor runs/first"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    # Not `run`: that is what a verb does.
    parser.add_argument("folder", type=path_as_given, metavar="RUN")
    parser.add_argument(
        "--try",
        dest="try_edit",
        action="store_true",
        help="train a short stretch with and without the proposed change and compare",
    )
    takes_language(parser)
    parser.add_argument("--quiet", action="store_true", help="no progress display")


def run(options: argparse.Namespace) -> None:
    from suite.lab.seeds.seeds_report import seeds_diagnoses
    from suite.lab.sweep.sweep_folder import is_sweep
    from suite.lab.sweep.sweep_report import sweep_diagnoses
    from suite.runs.directory.several_seeds import is_of_seeds
    from suite.runs.page.languages import phrases
    from suite.runs.run import Run
    from suite.runs.run_texts import doctor_text

    if is_sweep(options.folder) or is_of_seeds(options.folder):
        found = sweep_diagnoses if is_sweep(options.folder) else seeds_diagnoses
        if options.try_edit:
            what = "a sweep" if is_sweep(options.folder) else "of several seeds"
            raise UserError(f"{options.folder}: is {what}; --try takes one of its runs")
        text = phrases(options.language).lines(found(options.folder))
        say(folded(text, columns()))
        return
    opened = Run.open(options.folder)
    say(doctor_text(opened, options.language))
    if options.try_edit:
        from suite.lab.try_edit import try_edit

        say(try_edit(opened, quiet=options.quiet))
