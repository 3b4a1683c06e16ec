"""`launch --workers N RECIPE`: train a recipe in several processes on this machine."""

from __future__ import annotations

import argparse

EXAMPLE = "launch --workers 2 quickstart --out runs/two"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(trains=True)
    parser.add_argument("--workers", type=int, required=True, metavar="N")
    parser.add_argument(
        "arguments",
        nargs=argparse.REMAINDER,
        metavar="RECIPE ...",
        help="what `run` takes: a recipe, overrides and options",
    )


def run(options: argparse.Namespace) -> int:
    from suite.workers.launch import launch

    return launch(options.workers, options.arguments)
