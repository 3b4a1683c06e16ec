"""`new KIND NAME`: something of your own to begin with, and its test."""

from __future__ import annotations

import argparse

from suite.cli.arguments import a_path
from suite.screen import say

EXAMPLE = "new callback loudest_batch"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from suite.cli.lookup.scaffold import SCAFFOLDS

    parser.add_argument("kind", choices=SCAFFOLDS, help=f"one of {', '.join(SCAFFOLDS)}")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "--folder",
        type=a_path,
        metavar="DIR",
        help="where to write; callbacks/ for a callback, NAME/ for a plugin, else here",
    )


def run(options: argparse.Namespace) -> None:
    from suite.cli.lookup.scaffold import write_scaffold

    files, use = write_scaffold(options.kind, options.name, options.folder)
    tests = [str(file) for file in files if file.name.startswith("test_")]
    say("\n".join(str(file) for file in files))
    if tests:
        say(f"test it: python -m pytest {' '.join(tests)}")
    say(f"use it:  {use}")
