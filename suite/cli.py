"""The command line: one function a verb, no logic.

Modules are imported where a verb needs them, so that `--help`, `list` and `check` answer without
loading TensorFlow.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from suite.errors import RunFailure, UserError

WRONG = UserError.exit_status
INTERRUPTED = 130
_OF_RANGE_TEST = ("lowest", "highest", "steps")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1, 2 or 130 (see `--help`)."""
    options = parse(arguments)
    try:
        return options.verb(options) or 0
    except (UserError, RunFailure) as error:
        if options.traceback:
            traceback.print_exc()
        else:
            # Each problem of a recipe begins with its own place.
            prefix = "" if hasattr(error, "problems") else "error: "
            print(f"{prefix}{error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `suite list | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


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


def run(options: argparse.Namespace) -> int:
    # An unfinished run in the place that the result shall go to is gone on with.
    if options.resume is None and options.out is not None and is_unfinished(options.out):
        options.resume = options.out
    recipe = load_resumed(options) if options.resume is not None else load_recipe(options)
    from suite.runs.run import closing_text
    from suite.training import run as train

    finished = train(
        recipe,
        options.resume or options.out,
        resume=options.resume is not None,
        quiet=options.quiet,
    )
    if not finished.directory.is_discarded:
        print(closing_text(finished))
    return INTERRUPTED if finished.summary["status"] == "interrupted" else 0


def launch(options: argparse.Namespace) -> int:
    from suite.launch import launch as start

    return start(options.workers, options.arguments)


def check(options: argparse.Namespace) -> int:
    recipe = load_recipe(options)
    print(f"{options.recipe}: no problems found ({recipe.name})")
    if not (options.build or options.deep):
        return 0
    from suite.training.check_build import check_build

    findings = check_build(recipe, options.deep)
    return WRONG if any(finding.severity == "error" for finding in findings) else 0


def list_names(options: argparse.Namespace) -> None:
    if options.kind == "recipes":
        from suite.recipe import list_recipes

        print(list_recipes())
        return
    from suite import catalog

    print(catalog.list_text(options.kind, plugins=options.plugins))


def show(options: argparse.Namespace) -> None:
    from suite import catalog

    print(catalog.show_text(options.name, plugins=options.plugins))


def topics(options: argparse.Namespace) -> None:
    from suite.recipe.topics import topics_text

    print(topics_text(options.topic))


def summary(options: argparse.Namespace) -> None:
    recipe = load_recipe(options)
    from suite.training.describe import describe_model

    print(describe_model(recipe))


def copy(options: argparse.Namespace) -> None:
    from suite.recipe import copy_recipe

    path = copy_recipe(options.recipe, options.destination)
    print(f"{path}\nrun it:  python -m suite run {path}")


def new(options: argparse.Namespace) -> None:
    from suite.catalog.scaffold import new_callback

    code, test = new_callback(options.name, options.folder)
    print(f"{code}\n{test}\ntest it: python -m pytest {test}")
    print(f"use it:  python -m suite run quickstart callbacks+={code.stem}")


def diff(options: argparse.Namespace) -> None:
    from suite.recipe import diff_text, load

    print(diff_text(load(options.a).diff(load(options.b))))


def report(options: argparse.Namespace) -> None:
    from suite.runs.run import Run, report_text

    for run in [Run.open(path) for path in options.runs]:
        print(f"{run.name}: {report_text(run)}\n  curves: {run.report()}")


def doctor(options: argparse.Namespace) -> None:
    from suite.runs.run import Run, doctor_text

    opened = Run.open(options.run)
    print(doctor_text(opened))
    if options.try_edit:
        from suite.lab.try_edit import try_edit

        print(try_edit(opened, quiet=options.quiet))


def learning_rate(options: argparse.Namespace) -> None:
    recipe = load_recipe(options)
    given = {name: value for name, value in vars(options).items() if name in _OF_RANGE_TEST}
    if options.preview:
        if given:
            raise UserError("--preview trains nothing; leave out --from, --to and --steps")
        from suite.lab.schedule_preview import preview_schedule

        print(preview_schedule(recipe, options.out).to_text())
    else:
        from suite.lab.range_test import range_test

        print(range_test(recipe, options.out, **given).to_text())
    print(f"picture: {options.out}")


def evaluate(options: argparse.Namespace) -> None:
    from suite.lab.ensemble import evaluate as measure

    print(measure(options.runs, options.out, options.average).to_text())
    if options.out is not None:
        print(f"picture: {options.out}")


def predict(options: argparse.Namespace) -> None:
    from suite.runs.run import Run
    from suite.training.predict import predict_files

    for line in predict_files(Run.open(options.run), options.files):
        print(line)


def is_unfinished(path: Path) -> bool:
    from suite.runs import RunDirectory

    return RunDirectory(path).is_unfinished


def load_resumed(options: argparse.Namespace):
    from suite.recipe.resume import load_resumed_recipe

    given = [options.recipe, *options.overrides] if options.recipe else []
    return load_resumed_recipe(
        options.resume, given, plugins=options.plugins, trust=options.trust, force=options.force
    )


def load_recipe(options: argparse.Namespace):
    if options.recipe is None:
        raise UserError("name a RECIPE, or an unfinished run with --resume DIR")
    from suite.recipe import load

    return load(
        options.recipe, *options.overrides, plugins=options.plugins or (), trust=options.trust
    )


def build_parser() -> argparse.ArgumentParser:
    """Every verb with its options."""
    parser = argparse.ArgumentParser(
        prog="python -m suite",
        description="Train a Keras model from a YAML recipe.",
        epilog=(
            "RECIPE is a path, a shipped name (`list recipes` names them) or an https URL. "
            "Exit status: 0 done; 1 the run failed; 2 the input is wrong; "
            "130 interrupted, after the state was saved."
        ),
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    def verb(name: str, function, text: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=text, description=text)
        added.set_defaults(verb=function)
        added.add_argument("--traceback", action="store_true", help="show where an error arose")
        return added

    def takes_recipe(added: argparse.ArgumentParser, nargs: str | None = None) -> None:
        added.add_argument("recipe", metavar="RECIPE", nargs=nargs)
        added.add_argument(
            "overrides",
            nargs="*",
            metavar="KEY=VALUE",
            help="optimizer.learning_rate=0.01, callbacks+=early_stopping, ...",
        )
        added.add_argument(
            "--trust",
            action="store_true",
            help="let a recipe from the web name code outside the catalog",
        )
        takes_plugins(added)

    def takes_plugins(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--plugins",
            type=Path,
            action="append",
            default=[],
            metavar="DIR",
            help="a folder of callbacks",
        )

    added = verb("run", run, "train a recipe and leave a run directory")
    takes_recipe(added, nargs="?")
    added.add_argument("--out", type=Path, metavar="DIR", help="the run directory")
    added.add_argument("--resume", type=Path, metavar="DIR", help="go on with an unfinished run")
    added.add_argument(
        "--force", action="store_true", help="resume although the recipe has changed"
    )
    added.add_argument("--quiet", action="store_true", help="no progress display")
    added = verb("launch", launch, "train a recipe in several processes on this machine")
    added.add_argument("--workers", type=int, required=True, metavar="N")
    added.add_argument(
        "arguments",
        nargs=argparse.REMAINDER,
        metavar="RECIPE ...",
        help="what `run` takes: a recipe, overrides and options",
    )
    added = verb("check", check, "name every mistake in a recipe, without training")
    takes_recipe(added)
    added.add_argument(
        "--build", action="store_true", help="load the data, build the model and look at both"
    )
    added.add_argument(
        "--deep",
        action="store_true",
        help="learn one batch by heart and check gradients too; implies --build",
    )
    added = verb("list", list_names, "list the components of a kind, or `recipes`")
    added.add_argument("kind", nargs="?", metavar="KIND")
    takes_plugins(added)
    added = verb("show", show, "documentation and arguments of a component")
    added.add_argument("name", metavar="NAME")
    takes_plugins(added)
    added = verb("topics", topics, "the lectures' topics and what makes each of them run")
    added.add_argument("topic", nargs="?", metavar="TOPIC", help="one, models/resnet, or models")
    takes_recipe(
        verb("summary", summary, "layers, shapes, parameters, multiply-adds, receptive fields")
    )
    added = verb("copy", copy, "copy a recipe to a file of your own")
    added.add_argument("recipe", metavar="RECIPE")
    added.add_argument("destination", nargs="?", metavar="DEST")
    added = verb("new", new, "write a small working diagnostic of your own, with its test")
    added.add_argument("what", choices=["callback"])
    added.add_argument("name", metavar="NAME")
    added.add_argument("--folder", type=Path, default=Path("callbacks"), metavar="DIR")
    added = verb("diff", diff, "what differs between two recipes, defaults included")
    added.add_argument("a", metavar="A")
    added.add_argument("b", metavar="B")
    added = verb("report", report, "figures and curves of finished runs")
    added.add_argument("runs", nargs="+", metavar="RUN")
    added = verb("doctor", doctor, "name the one cause that explains what went wrong in a run")
    added.add_argument("run", metavar="RUN")
    added.add_argument(
        "--try",
        dest="try_edit",
        action="store_true",
        help="train a short stretch with and without the proposed change and compare",
    )
    added.add_argument("--quiet", action="store_true", help="no progress display")
    added = verb("lr", learning_rate, "learning-rate range test; or a preview of the schedule")
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
        "--out", type=Path, default=Path("lr.png"), metavar="FILE", help="the picture (lr.png)"
    )
    added.add_argument(
        "--preview",
        action="store_true",
        help="draw the rate of every step of the run, without training",
    )
    added = verb("evaluate", evaluate, "measure models on their test set, alone and together")
    added.add_argument(
        "runs",
        nargs="+",
        metavar="RUN",
        help="a run, or a .keras file such as a snapshot; several make an ensemble",
    )
    added.add_argument(
        "--out", type=Path, metavar="FILE", help="draw the reliability diagram as a PNG"
    )
    added.add_argument(
        "--average",
        type=Path,
        metavar="FILE",
        help="also average the weights, of snapshots of one run, into a new .keras file",
    )
    added = verb("predict", predict, "classify image files with a run's model")
    added.add_argument("run", metavar="RUN")
    added.add_argument("files", nargs="+", metavar="FILE")
    return parser
