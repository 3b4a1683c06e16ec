"""`run RECIPE`: train a recipe, or resume an unfinished run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from suite.cli.arguments import (
    INTERRUPTED,
    a_count,
    a_path,
    recipe_of,
    takes_helper,
    takes_processes,
    takes_recipe,
)
from suite.cli.training.sweep import run_sweep
from suite.errors import RunFailure, UserError, in_a_sentence
from suite.screen import columns, folded, say

if TYPE_CHECKING:
    from suite.recipe import Recipe

EXAMPLE = "run quickstart optimizer.learning_rate=0.01 --out runs/first"


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
    parser.add_argument(
        "--seeds",
        type=a_count,
        metavar="N",
        help="run it with N seeds, its own and those after it: mean, deviation and 95 %% interval "
        "of each figure",
    )
    takes_processes(parser)
    takes_helper(parser)
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
    count = options.seeds if options.resume is None else _seeds_to_resume(options)
    if count is not None:
        return _run_seeds(recipe, count, options)
    if isinstance(recipe, SweepRecipe):
        return run_sweep(recipe, options, options.resume or options.out)
    return _run_once(recipe, options)


def _run_once(recipe: Recipe, options: argparse.Namespace) -> int:
    if options.processes > 1:
        raise UserError(
            "--processes shares the runs of a sweep or of --seeds, and this is one run; "
            "`python -m suite launch --workers` trains one in several processes"
        )
    from suite.runs.history import first_lost_epoch
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
    if finished.status == "interrupted":
        return INTERRUPTED
    if first_lost_epoch(finished.history.rows) is None:
        return 0
    # A model whose loss is no number is of no use to the command that comes next.
    say("error: the loss is no number at the end; the run tells why", error=True)
    return RunFailure.exit_status


def _run_seeds(recipe: Recipe, count: int, options: argparse.Namespace) -> int:
    from suite.lab.seeds.seeds import help_with_seeds, run_seeds
    from suite.lab.seeds.seeds_report import closing_text

    place, own = options.resume or options.out, {"quiet": options.quiet, "force": options.force}
    with in_a_sentence():
        if options.helper:
            return 0 if help_with_seeds(recipe, count, place, **own) else INTERRUPTED
        found = run_seeds(recipe, count, place, processes=options.processes, **own)
    say(folded(closing_text(found), columns()))
    return INTERRUPTED if found.status == "interrupted" else 0


def _seeds_to_resume(options: argparse.Namespace) -> int | None:
    """How many seeds the folder that goes on shall have; None for a single run."""
    from suite.lab.seeds.seeds_folder import open_seeds
    from suite.runs.directory.several_seeds import is_of_seeds

    asked: int | None = options.seeds
    if not is_of_seeds(options.resume):
        if asked is not None and _is_unfinished(options.resume):
            raise UserError(
                f"{options.resume}: holds a single run; resume it without --seeds, or choose "
                "another folder with --out."
            )
        return asked
    count = open_seeds(options.resume).count
    if options.resume == options.out and asked is None:
        raise UserError(
            f"{options.out}: holds the runs of {count} seeds; add --seeds {count} to go on with "
            "them, or choose another folder with --out."
        )
    return count if asked is None else asked


def _is_unfinished(path: Path) -> bool:
    """Whether what lies in a folder goes on: a run that is unfinished, or seeds of any state."""
    from suite.runs import RunDirectory
    from suite.runs.directory.several_seeds import is_of_seeds

    return RunDirectory(path).is_unfinished or is_of_seeds(path)


def _resumed_recipe(options: argparse.Namespace) -> Recipe:
    from suite.recipe.resume import load_resumed_recipe

    given = [options.recipe, *options.overrides] if options.recipe else []
    if options.goes_on is not None:  # the file may have been changed meanwhile
        given = []
    return load_resumed_recipe(
        options.resume, given, plugins=options.plugins, trust=options.trust, force=options.force
    )
