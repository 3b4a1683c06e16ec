"""`show NAME`: whatever in the suite bears a name."""

from __future__ import annotations

import argparse

from suite.cli.arguments import takes_language, takes_plugins
from suite.screen import columns, say

EXAMPLE = "show optimizers/sgd"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")
    takes_plugins(parser)
    takes_language(parser)


def run(options: argparse.Namespace) -> None:
    from suite.cli.lookup.show_text import show_text

    say(show_text(options.name, options.plugins, columns(piped=100), options.language))
