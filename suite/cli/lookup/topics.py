"""`topics`: the lectures and what makes each of them run."""

from __future__ import annotations

import argparse

from suite.cli.arguments import takes_language
from suite.screen import columns, say

EXAMPLE = "topics models/resnet"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("topic", nargs="?", metavar="TOPIC", help="one, models/resnet, or models")
    takes_language(parser)


def run(options: argparse.Namespace) -> None:
    from suite.lectures.overview import topics_text

    say(topics_text(options.topic, columns(piped=100), options.language))
