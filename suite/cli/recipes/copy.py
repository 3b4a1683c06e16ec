"""`copy RECIPE`: a recipe of your own to begin with."""

from __future__ import annotations

import argparse

from suite.screen import say

EXAMPLE = "copy quickstart mine.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", metavar="RECIPE")
    parser.add_argument("destination", nargs="?", metavar="DEST")


def run(options: argparse.Namespace) -> None:
    from suite.recipe import copy_recipe

    path = copy_recipe(options.recipe, options.destination)
    say(f"{path}\nrun it:  python -m suite run {path}")
