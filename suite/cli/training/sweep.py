"""`sweep RECIPE`: run a recipe many times with changed keys."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from suite.cli.arguments import (
    INTERRUPTED,
    a_path,
    recipe_of,
    takes_helper,
    takes_processes,
    takes_recipe,
)
from suite.errors import in_a_sentence
from suite.screen import columns, folded, say

if TYPE_CHECKING:
    from suite.recipe import Recipe

EXAMPLE = "sweep practice/random-search --out runs/rates"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(trains=True)
    takes_recipe(parser)
    parser.add_argument(
        "--out", type=a_path, metavar="DIR", help="the folder; a sweep begun there goes on"
    )
    takes_processes(parser)
    takes_helper(parser)
    parser.add_argument("--quiet", action="store_true", help="do not print a line per trial")


def run(options: argparse.Namespace) -> int:
    return run_sweep(recipe_of(options), options, options.out)


def run_sweep(recipe: Recipe, options: argparse.Namespace, out: Path | None) -> int:
    """Run the sweep of a recipe into a folder; `run` does so too where a recipe has one."""
    from suite.lab.sweep.sweep import help_with_sweep, sweep
    from suite.lab.sweep.sweep_report import closing_text

    with in_a_sentence():
        if options.helper:
            return 0 if help_with_sweep(recipe, options.out, quiet=options.quiet) else INTERRUPTED
        done = sweep(recipe, out, processes=options.processes, quiet=options.quiet)
    say(folded(closing_text(done, options.recipe, options.overrides), columns()))
    return INTERRUPTED if done.status == "interrupted" else 0
