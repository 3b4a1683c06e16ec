"""`new callback NAME`: a diagnostic of your own to begin with."""

from __future__ import annotations

import argparse
from pathlib import Path

from suite.cli.arguments import a_path
from suite.screen import say

EXAMPLE = "new callback loudest_batch"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["callback"])
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--folder", type=a_path, default=Path("callbacks"), metavar="DIR")


def run(options: argparse.Namespace) -> None:
    from suite.cli.lookup.scaffold import new_callback

    code, test = new_callback(options.name, options.folder)
    say(f"{code}\n{test}\ntest it: python -m pytest {test}")
    say(f"use it:  python -m suite run quickstart callbacks+={code.stem}")
