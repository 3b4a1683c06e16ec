"""`verify [TOPIC ...]`: run the studies of the lectures, all or by topic, and print verdicts."""

from __future__ import annotations

import argparse
from pathlib import Path

from suite.cli.arguments import INTERRUPTED, a_path
from suite.cli.training.study import a_count, a_few
from suite.errors import in_a_sentence
from suite.screen import say

EXAMPLE = "verify foundations/gates foundations/vectors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "topics", nargs="*", metavar="TOPIC", help="init, norm/batch, a study; all by default"
    )
    takes_studies(parser)
    parser.add_argument(
        "--ledger", type=a_path, metavar="FILE", help="write the ledger of all statements"
    )
    # How `--processes` starts the others.
    parser.add_argument("--backwards", action="store_true", help=argparse.SUPPRESS)


def takes_studies(parser: argparse.ArgumentParser) -> None:
    """How several studies are run: --seeds, --processes, --out, --quiet."""
    parser.set_defaults(trains=True)
    parser.add_argument("--seeds", type=a_count, metavar="N", help="in place of the studies' own")
    parser.add_argument(
        "--processes", type=a_few, default=1, metavar="N", help="so many share the work"
    )
    parser.add_argument(
        "--out",
        type=a_path,
        default=Path("runs", "verify"),
        metavar="DIR",
        help="of the studies, runs/verify by default; what is known there is kept",
    )
    parser.add_argument("--quiet", action="store_true", help="do not print a line per run")


def run(options: argparse.Namespace) -> int:
    from suite.studies.running.verify import verify

    with in_a_sentence():
        done = verify(
            options.topics,
            options.out,
            seeds=options.seeds,
            processes=options.processes,
            quiet=options.quiet,
            backwards=options.backwards,
        )
    if done is None:
        say("interrupted; the same command goes on")
        return INTERRUPTED
    say(done.to_text())
    if options.ledger is not None:
        done.write_ledger(options.ledger)
        say(f"ledger: {options.ledger}")
    return 1 if done.failed else 0
