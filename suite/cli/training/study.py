"""`study NAME`: run an experiment of the lectures and judge its claims."""

from __future__ import annotations

import argparse

from suite.cli.arguments import INTERRUPTED, a_count, a_path, takes_helper, takes_processes
from suite.errors import in_a_sentence
from suite.screen import say

EXAMPLE = "study foundations/gates --seeds 3"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(trains=True)
    parser.add_argument("study", metavar="STUDY", help="a shipped study, init/zeros, or a file")
    parser.add_argument(
        "--seeds", type=a_count, metavar="N", help="in place of the study's own number"
    )
    parser.add_argument(
        "--out", type=a_path, metavar="DIR", help="the folder; a study begun there goes on"
    )
    takes_processes(parser)
    takes_helper(parser)
    parser.add_argument("--quiet", action="store_true", help="do not print a line per run")


def run(options: argparse.Namespace) -> int:
    from suite.studies.running.study import help_with_study, study
    from suite.studies.running.study_text import study_text

    own = {"seeds": options.seeds, "quiet": options.quiet}
    with in_a_sentence():
        if options.helper:
            return 0 if help_with_study(options.study, options.out, **own) else INTERRUPTED
        done = study(options.study, options.out, processes=options.processes, **own)
    if done.status == "interrupted":
        say(f"interrupted; it goes on with --out {done.path}")
        return INTERRUPTED
    say(study_text(done))
    say(f"\npage: {done.path / 'report.html'}")
    return 0
