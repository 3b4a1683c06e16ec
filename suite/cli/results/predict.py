"""`predict RUN FILE ...`: classify image files."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from suite.cli.arguments import path_as_given
from suite.screen import say, without_breaks

if TYPE_CHECKING:
    from suite.recipe.task.task import Targets

_TARGETS: tuple[Targets, ...] = ("labels", "values", "classes")

EXAMPLE = "predict runs/first seven.png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "model", type=path_as_given, metavar="RUN", help="or a file such as RUN/best.keras"
    )
    parser.add_argument("files", nargs="+", metavar="FILE")


def run(options: argparse.Namespace) -> None:
    from suite.lab.ensemble.member import Member
    from suite.lab.inspect.predict import predict_files
    from suite.training.process.keras_globals import standard_keras

    member = Member.open(options.model)
    targets: Targets = "classes"
    names = None
    if member.run is not None:
        told = {kind: member.run.output_names(kind) for kind in _TARGETS}
        targets = next((kind for kind in _TARGETS if told[kind] is not None), targets)
        names = told[targets]
    with standard_keras():
        for line in predict_files(
            member.network,
            names,
            options.files,
            targets,
            note=lambda text: say(text, error=True),
        ):
            say(without_breaks(line))
