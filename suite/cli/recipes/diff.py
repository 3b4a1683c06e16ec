"""`diff A B`: what differs between two recipes, or two runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from suite.screen import say

EXAMPLE = "diff quickstart models/mlp-digits"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "a", metavar="A", help="a RECIPE, or the folder of a run, a sweep or several seeds"
    )
    parser.add_argument("b", metavar="B")


def run(options: argparse.Namespace) -> None:
    from suite.runs.directory.several_seeds import is_of_seeds

    if all(map(is_of_seeds, (options.a, options.b))):
        from suite.lab.seeds.seeds_report import diff_of_seeds

        say(diff_of_seeds(options.a, options.b))
        return
    if all(map(_is_run, (options.a, options.b))):
        from suite.runs.page.comparison.diff_of_runs import diff_of_runs

        say(diff_of_runs(options.a, options.b))
        return
    from suite.recipe.diff import diff_text
    from suite.recipe.recipe import load_recipe_or_run

    say(diff_text(load_recipe_or_run(options.a).diff(load_recipe_or_run(options.b))))


def _is_run(folder: str) -> bool:
    from suite.runs.directory.several_seeds import is_of_seeds

    return Path(folder, "summary.json").is_file() and not is_of_seeds(folder)
