"""`verify [TOPIC ...]`: run the studies of the lectures, all or by topic, and print verdicts."""

from __future__ import annotations

import argparse
from pathlib import Path

from suite.cli.arguments import INTERRUPTED, a_count, a_path, takes_helper, takes_processes
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
    takes_helper(parser)


def takes_studies(parser: argparse.ArgumentParser) -> None:
    """How several studies are run: --seeds, --processes, --out, --quiet."""
    parser.set_defaults(trains=True)
    parser.add_argument("--seeds", type=a_count, metavar="N", help="in place of the studies' own")
    takes_processes(parser)
    parser.add_argument(
        "--out",
        type=a_path,
        default=Path("runs", "verify"),
        metavar="DIR",
        help="of the studies, runs/verify by default; what is known there is kept",
    )
    parser.add_argument("--quiet", action="store_true", help="do not print a line per run")


def run(options: argparse.Namespace) -> int:
    from suite.studies.running.verify import help_with_verify, verify

    own = {"seeds": options.seeds, "quiet": options.quiet}
    with in_a_sentence():
        if options.helper:
            return 0 if help_with_verify(options.topics, options.out, **own) else INTERRUPTED
        done = verify(options.topics, options.out, processes=options.processes, **own)
    if done is None:
        say("interrupted; the same command goes on")
        return INTERRUPTED
    say(done.to_text())
    if options.ledger is not None:
        done.write_ledger(options.ledger)
        say(f"ledger: {options.ledger}")
    return 1 if done.failed else 0
