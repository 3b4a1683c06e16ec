"""`lr RECIPE`: a range test of the learning rate, or a preview of its schedule."""

from __future__ import annotations

import argparse
from pathlib import Path

from suite.cli.arguments import a_path, recipe_of, takes_recipe
from suite.errors import UserError
from suite.screen import say

_OF_RANGE_TEST = ("lowest", "highest", "steps")

EXAMPLE = "lr quickstart --preview"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    takes_recipe(parser)
    # What is not given is left to the test.
    for flag, name, text in (
        ("--from", "lowest", "first rate of the test (1e-6)"),
        ("--to", "highest", "last rate of the test (1)"),
    ):
        parser.add_argument(
            flag, dest=name, type=float, metavar="RATE", default=argparse.SUPPRESS, help=text
        )
    parser.add_argument(
        "--steps",
        type=int,
        metavar="N",
        default=argparse.SUPPRESS,
        help="steps of the test (100); it ends early where the loss diverges",
    )
    parser.add_argument(
        "--out", type=a_path, metavar="FILE", help="the picture (lr-RECIPE.png, or -2, -3, ...)"
    )
    parser.add_argument(
        "--preview",
        action="store_true",
        help="draw the rate of every step of the run, without training",
    )


def run(options: argparse.Namespace) -> None:
    from suite.runs.files.file_names import file_name, free_path

    recipe = recipe_of(options)
    picture = options.out or free_path(Path(f"lr-{file_name(recipe.name)}.png"))
    given = {name: value for name, value in vars(options).items() if name in _OF_RANGE_TEST}
    if options.preview:
        if given:
            raise UserError("--preview trains nothing; leave out --from, --to and --steps")
        from suite.lab.learning_rate.schedule_preview import preview_schedule

        preview = preview_schedule(recipe, picture)
        say(preview.to_text())
        if preview.is_constant:
            return
    else:
        from suite.lab.learning_rate.range_test import range_test

        say(range_test(recipe, picture, **given).to_text())
    say(f"picture: {picture}")
