"""`watch RUN`: the page of a run, in the browser, while the run goes on."""

from __future__ import annotations

import argparse
from pathlib import Path

from suite.cli.arguments import a_path
from suite.errors import UserError
from suite.screen import say

EXAMPLE = "watch runs --open"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=a_path,
        default=Path("runs"),
        metavar="RUN",
        help="a run, a sweep, or a folder of runs: that of them which goes on (default: runs)",
    )
    parser.add_argument(
        "--port", type=int, choices=range(65536), default=0, metavar="N", help="default: a free one"
    )
    parser.add_argument("--open", action="store_true", help="open it in the browser")


def run(options: argparse.Namespace) -> None:
    from suite.lab.watch.watch import be_modest, watch

    if options.folder.is_file():
        raise UserError(f"{options.folder}: is a file; name the folder of a run, or one of runs.")
    be_modest()
    watch(options.folder, options.port, say=say, opens=options.open)
