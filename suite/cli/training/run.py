"""`run RECIPE`: train a recipe, or resume an unfinished run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from suite.cli.arguments import INTERRUPTED, a_path, recipe_of, takes_recipe
from suite.cli.training.sweep import run_sweep
from suite.errors import in_a_sentence
from suite.screen import say

if TYPE_CHECKING:
    from suite.recipe import Recipe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(trains=True)
    takes_recipe(parser, nargs="?")
    parser.add_argument("--out", type=a_path, metavar="DIR", help="the run directory")
    parser.add_argument("--resume", type=a_path, metavar="DIR", help="resume an unfinished run")
    parser.add_argument(
        "--force",
        action="store_true",
        help="resume although the recipe, its code or its data has changed",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress display")


def run(options: argparse.Namespace) -> int:
    """Train, or resume an unfinished run in the place where the result shall go.

    Example:
        >>> from suite.cli.parser import parse
        >>> options = parse(["run", "quickstart", "training.epochs=3", "--quiet"])
        >>> options.run is run, options.overrides
        (True, ['training.epochs=3'])
    """
    from suite.recipe import SweepRecipe

    if options.resume is None and options.out is not None and _is_unfinished(options.out):
        options.resume = options.out
    recipe = recipe_of(options) if options.resume is None else _resumed_recipe(options)
    if isinstance(recipe, SweepRecipe):
        return run_sweep(recipe, options, options.resume or options.out)
    from suite.runs.run_texts import closing_text
    from suite.training.run import run as train

    with in_a_sentence():
        finished = train(
            recipe,
            options.resume or options.out,
            resume=options.resume is not None,
            quiet=options.quiet,
            force=options.force,
        )
    if not finished.directory.is_discarded:
        say(closing_text(finished))
    return INTERRUPTED if finished.summary["status"] == "interrupted" else 0


def _is_unfinished(path: Path) -> bool:
    from suite.runs import RunDirectory

    return RunDirectory(path).is_unfinished


def _resumed_recipe(options: argparse.Namespace) -> Recipe:
    from suite.recipe.resume import load_resumed_recipe

    given = [options.recipe, *options.overrides] if options.recipe else []
    return load_resumed_recipe(
        options.resume, given, plugins=options.plugins, trust=options.trust, force=options.force
    )
