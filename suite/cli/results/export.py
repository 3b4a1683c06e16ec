"""`export RUN`: a trained model for others, compared with the run's own."""

from __future__ import annotations

import argparse

from suite.cli.arguments import a_path, path_as_given
from suite.screen import say

EXAMPLE = "export runs/first --to card"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    # Not `run`: that is what a verb does.
    parser.add_argument("folder", type=path_as_given, metavar="RUN")
    parser.add_argument(
        "--to",
        default="zip",
        metavar="FORMAT",
        help="zip (model, page, recipe, card, a predict.py that needs Keras alone; the default), "
        "saved_model, onnx, tflite, or card (a README.md about the model)",
    )
    parser.add_argument(
        "--out", type=a_path, metavar="PATH", help="a file or a folder; else in the run's folder"
    )
    parser.add_argument(
        "--best", action="store_true", help="the model of the best epoch, not of the last"
    )


def run(options: argparse.Namespace) -> None:
    from suite.lab.export.export import export

    say(export(options.folder, options.to, options.out, best=options.best).to_text())
