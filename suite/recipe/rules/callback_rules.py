"""What callbacks ask for that a run does not have."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from suite.catalog import Component
from suite.catalog.arguments.reach import OF_THE_RUN, OUTPUTS
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.task.figures import Figures, figures_of, figures_of_batches
from suite.suggest import close_names, did_you_mean

# Moments of training at which Keras calls a callback.
HOOKS = tuple(
    f"on_{moment}_{end}"
    for moment in ("train", "epoch", "train_batch", "batch", "test", "test_batch")
    for end in ("begin", "end")
)
MODES = ("auto", "min", "max")
_DEFAULTS = {("tensorboard", "log_dir"): "logs"}
_NOT_HERE = {
    "backup_and_restore": (
        "is not needed: every run keeps checkpoints, and `run --resume DIR` goes on from them; "
        "remove it"
    ),
    "progbar_logger": "shows nothing here: a run has a display of its own; remove it",
}


def monitored_figures(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """A callback that waits for a figure which never comes does nothing, and says nothing."""
    for number, callback in enumerate(recipe.callbacks):
        place = ("callbacks", number)
        if not catalog.derives("callbacks", callback, "MonitorCallback"):
            continue  # a plugin may mean something else by these words
        monitor, mode = (callback.arguments.get(name) for name in ("monitor", "mode"))
        best_only = callback.arguments.get("save_best_only", callback.kind != "model_checkpoint")
        if monitor == "val_loss" and not best_only:
            continue  # the default of a checkpoint that looks at no figure
        figures = _figures_for(callback, recipe, catalog)
        if isinstance(monitor, str) and monitor not in figures:
            yield Contradiction((*place, "monitor"), figures.missing(monitor), ("metrics",))
        elif isinstance(monitor, str) and mode in (None, "auto"):
            measured = figures_of_batches(recipe, catalog)
            if monitor.removeprefix("val_") not in measured and not figures.is_open:
                yield Contradiction((*place, "monitor"), no_direction(monitor))
        if isinstance(mode, str) and mode not in MODES:
            yield Contradiction(
                (*place, "mode"), f"must be one of {', '.join(MODES)}, received {mode!r}"
            )


def fields_of_paths(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """ModelCheckpoint fills figures into the name of its file."""
    for number, callback in enumerate(recipe.callbacks):
        path = callback.arguments.get("filepath")
        if callback.kind != "model_checkpoint" or not isinstance(path, str):
            continue
        figures = _figures_for(callback, recipe, catalog)
        counters = ("epoch",) if _by_epoch(callback) else ("epoch", "batch")
        for message in field_problems(path, figures, counters):
            yield Contradiction(("callbacks", number, "filepath"), message, ("metrics",))


def field_problems(path: str, figures: Figures, counters: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with the fields of a file's name.

    Args:
        path: such as `{epoch:02d}-{val_loss:.2f}.keras`.
        figures: that can stand in it.
        counters: whole numbers that can.
    """
    formatter = string.Formatter()
    try:
        parsed = [part[1:] for part in formatter.parse(path)]
    except ValueError as error:
        yield f"has braces that are no field ({error}); write {{{{ and }}}} for braces themselves"
        return
    known = Figures((*counters, *figures.names), figures.groups, figures.is_open)
    for name, spec, conversion in parsed:
        if name is None:
            continue
        if not name or name.isdigit() or name not in known:
            yield known.missing(name)
        elif not known.is_open or name in known.names:
            try:
                value = formatter.convert_field(1 if name in counters else 0.5, conversion)
                format(value, spec or "")
            except ValueError as error:
                yield f"cannot write {name} as {{{name}:{spec}}} ({error})"


def own_files(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Every file has one writer."""
    taken: dict[str, int] = {}
    for number, callback in enumerate(recipe.callbacks):
        for name in OUTPUTS:
            value = callback.arguments.get(name, _DEFAULTS.get((callback.kind, name)))
            if not isinstance(value, str) or not value:
                continue
            path = PurePosixPath(value)
            if path.parts and path.parts[0] in OF_THE_RUN:
                yield Contradiction(
                    ("callbacks", number, name),
                    f"{path.parts[0]} is written by the run itself; choose another name",
                )
            elif (other := taken.setdefault(str(path), number)) != number and name != "folder":
                yield Contradiction(
                    ("callbacks", number, name),
                    f"{value} is written by callbacks.{other} too; choose another name",
                )


def not_in_runs(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """What Keras brings for `Model.fit`, and a run has in another way."""
    for number, callback in enumerate(recipe.callbacks):
        if callback.kind in _NOT_HERE:
            yield Contradiction(
                ("callbacks", number), f"{callback.kind} {_NOT_HERE[callback.kind]}"
            )


def no_direction(name: str) -> str:
    return (
        f"nobody knows whether more or less of {name} is better; say it: `mode: max` or `mode: min`"
    )


def _figures_for(
    callback: Component, recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Figures:
    """What a callback is told when it looks at its figure."""
    if _by_epoch(callback):
        return figures_of(recipe, catalog)
    return figures_of_batches(recipe, catalog)


def _by_epoch(callback: Component) -> bool:
    return callback.kind != "model_checkpoint" or is_epoch(callback.arguments.get("save_freq"))


def is_epoch(save_freq: Any) -> bool:
    return save_freq in (None, "epoch")


def hooks_of_lambda(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """LambdaCallback takes any name, and would never call a wrong one."""
    for number, callback in enumerate(recipe.callbacks):
        for name in callback.arguments if callback.kind == "lambda_callback" else ():
            if name not in HOOKS:
                hint = did_you_mean(close_names(name, HOOKS))
                message = f"unknown argument of lambda_callback{hint} accepted: {', '.join(HOOKS)}"
                yield Contradiction(("callbacks", number, name), message)


CALLBACK_RULES = (hooks_of_lambda, monitored_figures, fields_of_paths, own_files, not_in_runs)
