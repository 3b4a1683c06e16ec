"""What each verb of the command line does: a function a verb, no logic.

Modules are imported where a verb needs them, so that `--help`, `list` and `check` answer without
loading TensorFlow.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from suite.errors import UserError, in_a_sentence
from suite.screen import one_line, say

if TYPE_CHECKING:
    from suite.recipe import Recipe

WRONG = UserError.exit_status
INTERRUPTED = 130
_OF_RANGE_TEST = ("lowest", "highest", "steps")


def check_plugins(options: argparse.Namespace) -> None:
    """Refuse folders of `--plugins` that are not there, whether or not the verb looks into them."""
    if getattr(options, "plugins", None):
        from suite.catalog.names.plugins import existing_folders

        existing_folders(options.plugins)


def run(options: argparse.Namespace) -> int:
    # An unfinished run in the place that the result shall go to is gone on with.
    if options.resume is None and options.out is not None and is_unfinished(options.out):
        options.resume = options.out
    recipe = load_resumed(options) if options.resume is not None else load_recipe(options)
    if recipe.sweep is not None:
        return run_sweep(recipe, options, options.resume or options.out)
    from suite.runs.run import closing_text
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


def sweep(options: argparse.Namespace) -> int:
    return run_sweep(load_recipe(options), options, options.out)


def launch(options: argparse.Namespace) -> int:
    from suite.workers.launch import launch as start

    return start(options.workers, options.arguments)


def check(options: argparse.Namespace) -> int:
    recipe = load_recipe(options)
    from suite.recipe.rules.remarks import remarks

    say(f"{options.recipe}: no problems found ({recipe.name})")
    for remark in remarks(recipe):
        say(f"note: {remark}")
    if not (options.build or options.deep):
        return 0
    from suite.lab.inspect.check_build import check_build

    findings = check_build(recipe, options.deep)
    return WRONG if any(finding.severity == "error" for finding in findings) else 0


def list_names(options: argparse.Namespace) -> None:
    if options.kind == "recipes":
        from suite.recipe import list_recipes

        say(list_recipes())
        return
    from suite import catalog

    say(catalog.list_text(options.kind, catalog.Doors(plugins=tuple(options.plugins))))


def show(options: argparse.Namespace) -> None:
    from suite.cli.show import show_text

    say(show_text(options.name, options.plugins))


def topics(options: argparse.Namespace) -> None:
    from suite.lectures.overview import topics_text

    say(topics_text(options.topic))


def summary(options: argparse.Namespace) -> None:
    recipe = load_recipe(options)
    from suite.lab.inspect.describe_model import describe_model

    say(describe_model(recipe))


def copy(options: argparse.Namespace) -> None:
    from suite.recipe import copy_recipe

    path = copy_recipe(options.recipe, options.destination)
    say(f"{path}\nrun it:  python -m suite run {path}")


def new(options: argparse.Namespace) -> None:
    from suite.cli.scaffold import new_callback

    code, test = new_callback(options.name, options.folder)
    say(f"{code}\n{test}\ntest it: python -m pytest {test}")
    say(f"use it:  python -m suite run quickstart callbacks+={code.stem}")


def diff(options: argparse.Namespace) -> None:
    from suite.recipe import diff_text
    from suite.recipe.loading import load_recipe_or_run

    say(diff_text(load_recipe_or_run(options.a).diff(load_recipe_or_run(options.b))))


def report(options: argparse.Namespace) -> None:
    from suite.lab.sweep.sweep_folder import is_sweep, sweep_report
    from suite.runs.run import Run, report_text

    opened = [path if is_sweep(path) else Run.open(path) for path in options.runs]
    for one in opened:
        if isinstance(one, Run):
            say(f"{one.name}: {report_text(one)}\n  curves: {one.report()}")
        else:
            say(sweep_report(one))


def doctor(options: argparse.Namespace) -> None:
    from suite.lab.sweep.sweep_folder import is_sweep, sweep_diagnoses
    from suite.runs.run import Run, doctor_text

    if is_sweep(options.run):
        if options.try_edit:
            raise UserError(f"{options.run}: is a sweep; --try takes one of its runs")
        say(sweep_diagnoses(options.run))
        return
    opened = Run.open(options.run)
    say(doctor_text(opened))
    if options.try_edit:
        from suite.lab.try_edit import try_edit

        say(try_edit(opened, quiet=options.quiet))


def learning_rate(options: argparse.Namespace) -> None:
    from suite.runs.files import file_name, free_path

    recipe = load_recipe(options)
    picture = options.out or free_path(Path(f"lr-{file_name(recipe.name)}.png"))
    given = {name: value for name, value in vars(options).items() if name in _OF_RANGE_TEST}
    if options.preview:
        if given:
            raise UserError("--preview trains nothing; leave out --from, --to and --steps")
        from suite.lab.learning_rate.schedule_preview import preview_schedule

        say(preview_schedule(recipe, picture).to_text())
    else:
        from suite.lab.learning_rate.range_test import range_test

        say(range_test(recipe, picture, **given).to_text())
    say(f"picture: {picture}")


def evaluate(options: argparse.Namespace) -> None:
    from suite.lab.ensemble.ensemble import evaluate as measure

    say(measure(options.runs, options.out, options.average).to_text())
    if options.out is not None:
        say(f"picture: {options.out}")


def predict(options: argparse.Namespace) -> None:
    from suite.lab.ensemble.member import Member
    from suite.lab.inspect.predict import predict_files
    from suite.training.process.keras_globals import standard_keras

    member = Member.open(options.run)
    summary = {} if member.run is None else member.run.summary
    targets = next((kind for kind in ("labels", "values") if kind in summary), "classes")
    with standard_keras():
        for line in predict_files(
            member.network,
            summary.get(targets),
            options.files,
            targets,
            note=lambda text: say(text, error=True),
        ):
            say(one_line(line))


def run_sweep(recipe: Recipe, options: argparse.Namespace, out: Path | None) -> int:
    from suite.lab.sweep.sweep import sweep as run_all
    from suite.lab.sweep.sweep_report import closing_text

    with in_a_sentence():
        done = run_all(recipe, out, quiet=options.quiet)
    say(closing_text(done, options.recipe, options.overrides))
    return INTERRUPTED if done.status == "interrupted" else 0


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
