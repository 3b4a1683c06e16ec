"""`diff A B`: what differs between two recipes, or two runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from suite.screen import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("a", metavar="A", help="a RECIPE, or the folder of a run or a sweep")
    parser.add_argument("b", metavar="B")


def run(options: argparse.Namespace) -> None:
    if all(Path(one, "summary.json").is_file() for one in (options.a, options.b)):
        from suite.runs.page.comparison.diff_of_runs import diff_of_runs

        say(diff_of_runs(options.a, options.b))
        return
    from suite.recipe.diff import diff_text
    from suite.recipe.recipe import load_recipe_or_run

    say(diff_text(load_recipe_or_run(options.a).diff(load_recipe_or_run(options.b))))
