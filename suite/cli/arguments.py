"""What several verbs take: a recipe with its overrides, folders of plugins, paths."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from suite.cli.fresh_process import takes_goes_on
from suite.errors import UserError
from suite.given_path import as_there, given_path
from suite.language import LANGUAGES, chosen_language

if TYPE_CHECKING:
    from suite.recipe import Recipe

# The exit status of a command that Ctrl-C has ended, after the state was saved.
INTERRUPTED = 130

_MOST_PROCESSES = 64


def takes_recipe(parser: argparse.ArgumentParser, nargs: str | None = None) -> None:
    """RECIPE, KEY=VALUE ..., --trust and --plugins."""
    parser.add_argument("recipe", metavar="RECIPE", nargs=nargs)
    parser.add_argument(
        "overrides",
        nargs="*",
        metavar="KEY=VALUE",
        help="optimizer.learning_rate=0.01 changes a part, optimizer={kind: sgd, ...} replaces "
        "the block, optimizer+={...} changes several parts; callbacks+=finite adds to a list",
    )
    parser.add_argument(
        "--trust",
        action="store_true",
        help="let a recipe from the web do what your own may: name code, files and hosts",
    )
    takes_plugins(parser)


def takes_plugins(parser: argparse.ArgumentParser) -> None:
    """--plugins DIR, any number of times."""
    parser.add_argument(
        "--plugins",
        type=a_path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of callbacks",
    )


def takes_language(parser: argparse.ArgumentParser) -> None:
    """--language NAME, of a page or of what is printed."""
    parser.add_argument(
        "--language",
        choices=tuple(LANGUAGES),
        default=chosen_language(),
        help="en, or zh for Chinese; by default that of SUITE_LANGUAGE, else en",
    )


def takes_processes(parser: argparse.ArgumentParser) -> None:
    """--processes N."""
    parser.add_argument(
        "--processes", type=_a_few, default=1, metavar="N", help="so many share the runs"
    )


def takes_helper(parser: argparse.ArgumentParser) -> None:
    """--helper, by which `--processes` starts the others; and what a fresh process is told."""
    parser.add_argument("--helper", action="store_true", help=argparse.SUPPRESS)
    takes_goes_on(parser)


def a_count(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, not {text!r}")
    return int(text)


def _a_few(text: str) -> int:
    """A number of processes, of which a machine has room for."""
    if a_count(text) > _MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"must be at most {_MOST_PROCESSES}, not {text!r}")
    return int(text)


def a_path(text: str) -> Path:
    """A path on the command line that the system lets us look for."""
    if not text:  # to Python that is the working directory, to a shell a variable without a value
        raise argparse.ArgumentTypeError("the path is empty; name a file or a folder")
    try:
        given_path(text)
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return as_there(Path(text))


def path_as_given(text: str) -> str:
    """The same, spelt as it was given."""
    there = a_path(text)
    return text if there == Path(text) else str(there)


def recipe_of(options: argparse.Namespace) -> Recipe:
    """The recipe that the arguments of `takes_recipe` name."""
    if options.recipe is None:
        raise UserError("name a RECIPE, or an unfinished run with --resume DIR")
    from suite.recipe import load

    words = [options.recipe, *options.overrides]
    if getattr(options, "goes_on", None) is not None:  # the file may have been changed meanwhile
        words = [options.out / "recipe.yaml"]
    return load(*words, plugins=options.plugins or (), trust=options.trust)
