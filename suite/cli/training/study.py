"""`study NAME`: run an experiment of the lectures and judge its claims."""

from __future__ import annotations

import argparse

from suite.cli.arguments import INTERRUPTED, a_path
from suite.errors import in_a_sentence
from suite.screen import say

_MOST_PROCESSES = 64

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
    parser.add_argument("--quiet", action="store_true", help="do not print a line per run")


def a_count(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, not {text!r}")
    return int(text)


def a_few(text: str) -> int:
    """A number of processes, of which a machine has room for."""
    if a_count(text) > _MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"must be at most {_MOST_PROCESSES}, not {text!r}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    from suite.studies.running.study import study
    from suite.studies.running.study_text import study_text

    with in_a_sentence():
        done = study(options.study, options.out, seeds=options.seeds, quiet=options.quiet)
    if done.status == "interrupted":
        say(f"interrupted; it goes on with --out {done.path}")
        return INTERRUPTED
    say(study_text(done))
    say(f"\npage: {done.path / 'report.html'}")
    return 0
