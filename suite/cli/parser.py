"""The command line: arguments, errors, exit statuses. What a verb does stands in `verbs.py`."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from suite.cli import verbs
from suite.errors import RunFailure, UserError
from suite.given_path import as_there, given_path
from suite.lost_interrupt import remembered_interrupts
from suite.screen import failure_of_output, guarded, plain, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1, 2 or 130 (see `--help`)."""
    with guarded(is_own=True), remembered_interrupts():
        options = parse(arguments)
        status = answer(options)
        sys.stdout.flush()
        lost = failure_of_output()
        if lost is not None:
            say(f"error: standard output cannot be written: {lost}", error=True)
            # Where training went well, it is there; else what was to be shown is all there was.
            if status == 0 and options.verb not in (verbs.run, verbs.sweep, verbs.launch):
                status = RunFailure.exit_status
        return status


def answer(options: argparse.Namespace) -> int:
    """Do what was asked for; errors become one message and a status."""
    try:
        check_working_directory()
        take_backend(options)
        verbs.check_plugins(options)
        return options.verb(options) or 0
    except (UserError, RunFailure) as error:
        if options.traceback:
            say(traceback.format_exc(), error=True)
        else:
            # Each problem of a recipe begins with its own place.
            prefix = "" if hasattr(error, "problems") else "error: "
            say(f"{prefix}{error}", error=True)
        return error.exit_status
    except KeyboardInterrupt:
        say("interrupted", error=True)
        return verbs.INTERRUPTED


def check_working_directory() -> None:
    """Refuse to work in a folder that somebody has removed: every relative path leads into it."""
    try:
        os.getcwd()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError(f"the working directory is gone ({reason}); change to another") from error


def take_backend(options: argparse.Namespace) -> None:
    """This process trains on TensorFlow, whatever backend the environment asks Keras for."""
    asked = os.environ.get("KERAS_BACKEND") or "tensorflow"
    os.environ["KERAS_BACKEND"] = "tensorflow"
    if asked != "tensorflow" and options.verb in (verbs.run, verbs.sweep, verbs.launch):
        say(f"note: KERAS_BACKEND is {asked}; the suite trains on TensorFlow", error=True)


class Parser(argparse.ArgumentParser):
    """Repeats what was typed plainly."""

    def _print_message(self, message: str, file=None) -> None:
        super()._print_message(plain(message), file)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line; overrides may stand before and after options."""
    parser = build_parser()
    options, rest = parser.parse_known_args(arguments)
    unknown = [word for word in rest if "=" not in word or word.startswith("-")]
    if unknown or (rest and not hasattr(options, "overrides")):
        parser.error(f"unrecognized arguments: {' '.join(unknown or rest)}")
    if rest:
        options.overrides = [*options.overrides, *rest]
    return options


def build_parser() -> argparse.ArgumentParser:
    """Every verb with its options."""
    parser = Parser(
        prog="python -m suite",
        description="Train a Keras model from a YAML recipe.",
        epilog=(
            "RECIPE is a path, a shipped name (`list recipes` names them) or an https URL. "
            "Exit status: 0 done; 1 the run failed; 2 the input is wrong; "
            "130 interrupted, after the state was saved."
        ),
    )
    subparsers = parser.add_subparsers(metavar="VERB", required=True)

    def verb(name: str, function, text: str) -> argparse.ArgumentParser:
        added = subparsers.add_parser(name, help=text, description=text)
        added.set_defaults(verb=function)
        added.add_argument("--traceback", action="store_true", help="show where an error arose")
        return added

    def takes_recipe(added: argparse.ArgumentParser, nargs: str | None = None) -> None:
        added.add_argument("recipe", metavar="RECIPE", nargs=nargs)
        added.add_argument(
            "overrides",
            nargs="*",
            metavar="KEY=VALUE",
            help="optimizer.learning_rate=0.01 changes a part, optimizer={kind: sgd, ...} replaces "
            "the block, optimizer+={...} changes several parts; callbacks+=finite adds to a list",
        )
        added.add_argument(
            "--trust",
            action="store_true",
            help="let a recipe from the web do what your own may: name code, files and hosts",
        )
        takes_plugins(added)

    def takes_plugins(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--plugins",
            type=_path,
            action="append",
            default=[],
            metavar="DIR",
            help="a folder of callbacks",
        )

    added = verb("run", verbs.run, "train a recipe and leave a run directory")
    takes_recipe(added, nargs="?")
    added.add_argument("--out", type=_path, metavar="DIR", help="the run directory")
    added.add_argument("--resume", type=_path, metavar="DIR", help="go on with an unfinished run")
    added.add_argument(
        "--force",
        action="store_true",
        help="resume although the recipe, its code or its data has changed",
    )
    added.add_argument("--quiet", action="store_true", help="no progress display")
    added = verb("sweep", verbs.sweep, "run a recipe many times with changed keys, as it says")
    takes_recipe(added)
    added.add_argument(
        "--out", type=_path, metavar="DIR", help="the folder; a sweep begun there goes on"
    )
    added.add_argument("--quiet", action="store_true", help="no line a trial")
    added = verb("launch", verbs.launch, "train a recipe in several processes on this machine")
    added.add_argument("--workers", type=int, required=True, metavar="N")
    added.add_argument(
        "arguments",
        nargs=argparse.REMAINDER,
        metavar="RECIPE ...",
        help="what `run` takes: a recipe, overrides and options",
    )
    added = verb("check", verbs.check, "name every mistake in a recipe, without training")
    takes_recipe(added)
    added.add_argument(
        "--build", action="store_true", help="load the data, build the model and look at both"
    )
    added.add_argument(
        "--deep",
        action="store_true",
        help="learn one batch by heart and check gradients too; implies --build",
    )
    added = verb("list", verbs.list_names, "list the components of a kind, or `recipes`")
    added.add_argument("kind", nargs="?", metavar="KIND")
    takes_plugins(added)
    added = verb("show", verbs.show, "about a component, a key of a recipe, or a topic")
    added.add_argument("name", metavar="NAME")
    takes_plugins(added)
    added = verb("topics", verbs.topics, "the lectures' topics and what makes each of them run")
    added.add_argument("topic", nargs="?", metavar="TOPIC", help="one, models/resnet, or models")
    takes_recipe(
        verb("summary", verbs.summary, "layers, shapes, parameters, multiply-adds, receptive field")
    )
    added = verb("copy", verbs.copy, "copy a recipe to a file of your own")
    added.add_argument("recipe", metavar="RECIPE")
    added.add_argument("destination", nargs="?", metavar="DEST")
    added = verb("new", verbs.new, "write a small working diagnostic of your own, with its test")
    added.add_argument("what", choices=["callback"])
    added.add_argument("name", metavar="NAME")
    added.add_argument("--folder", type=_path, default=Path("callbacks"), metavar="DIR")
    added = verb("diff", verbs.diff, "what differs between two recipes, defaults included")
    added.add_argument("a", metavar="A", help="a RECIPE, or the folder of a run or a sweep")
    added.add_argument("b", metavar="B")
    added = verb("report", verbs.report, "figures and curves of finished runs and sweeps")
    added.add_argument("runs", nargs="+", type=_possible, metavar="RUN")
    added = verb("doctor", verbs.doctor, "name the one cause that explains what went wrong")
    added.add_argument("run", type=_possible, metavar="RUN")
    added.add_argument(
        "--try",
        dest="try_edit",
        action="store_true",
        help="train a short stretch with and without the proposed change and compare",
    )
    added.add_argument("--quiet", action="store_true", help="no progress display")
    added = verb(
        "lr", verbs.learning_rate, "learning-rate range test, or a preview of the schedule"
    )
    takes_recipe(added)
    rate = {"type": float, "metavar": "RATE", "default": argparse.SUPPRESS}
    added.add_argument("--from", dest="lowest", **rate, help="first rate of the test (1e-6)")
    added.add_argument("--to", dest="highest", **rate, help="last rate of the test (1)")
    added.add_argument(
        "--steps",
        type=int,
        metavar="N",
        default=argparse.SUPPRESS,
        help="steps of the test (100); it ends early where the loss diverges",
    )
    added.add_argument(
        "--out", type=_path, metavar="FILE", help="the picture (lr-RECIPE.png, or -2, -3, ...)"
    )
    added.add_argument(
        "--preview",
        action="store_true",
        help="draw the rate of every step of the run, without training",
    )
    added = verb("evaluate", verbs.evaluate, "measure models on their test set, alone and together")
    added.add_argument(
        "runs",
        nargs="+",
        type=_possible,
        metavar="RUN",
        help="a run, or a .keras file such as a snapshot; several make an ensemble",
    )
    added.add_argument(
        "--out", type=_path, metavar="FILE", help="draw the reliability diagram as a PNG"
    )
    added.add_argument(
        "--average",
        type=_path,
        metavar="FILE",
        help="also average the weights, of snapshots of one run, into a new .keras file",
    )
    added = verb("predict", verbs.predict, "classify image files with a run's model")
    added.add_argument(
        "run", type=_possible, metavar="RUN", help="or a file such as RUN/best.keras"
    )
    added.add_argument("files", nargs="+", metavar="FILE")
    return parser


def _path(text: str) -> Path:
    """A path on the command line that the system lets us look for."""
    try:
        given_path(text)
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return as_there(Path(text))


def _possible(text: str) -> str:
    """The same, spelt as it was given."""
    there = _path(text)
    return text if there == Path(text) else str(there)
