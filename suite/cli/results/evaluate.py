"""`evaluate RUN ...`: models on their test set, alone and together."""

from __future__ import annotations

import argparse

from suite.cli.arguments import a_path, path_as_given
from suite.screen import say

EXAMPLE = "evaluate runs/first --tta flip_shift"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "runs",
        nargs="+",
        type=path_as_given,
        metavar="RUN",
        help="a run, or a .keras file such as a snapshot; several make an ensemble",
    )
    parser.add_argument(
        "--out", type=a_path, metavar="FILE", help="draw the reliability diagram as a PNG"
    )
    parser.add_argument(
        "--average",
        type=a_path,
        metavar="FILE",
        help="also average the weights, of snapshots of one run, into a new .keras file",
    )
    parser.add_argument(
        "--tta",
        choices=("flip", "flip_shift"),
        help="the mean of the outputs over an image and its mirror image; and over both moved by "
        "a pixel (test-time augmentation)",
    )


def run(options: argparse.Namespace) -> None:
    from suite.lab.ensemble.ensemble import evaluate

    say(evaluate(options.runs, options.out, options.average, options.tta).to_text())
    if options.out is not None:
        say(f"picture: {options.out}")
