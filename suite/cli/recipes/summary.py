"""`summary RECIPE`: the model of a recipe as a table."""

from __future__ import annotations

import argparse

from suite.cli.arguments import recipe_of, takes_recipe
from suite.screen import columns, say

EXAMPLE = "summary models/resnet20-digits model.depth=56"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    takes_recipe(parser)


def run(options: argparse.Namespace) -> None:
    recipe = recipe_of(options)
    from suite.lab.inspect.describe_model import describe_model

    say(describe_model(recipe, columns(piped=100)))
