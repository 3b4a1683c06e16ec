"""The figures that callbacks ask for, against what the loop will log."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from suite.catalog import own_entries
from suite.diagnostics import Diagnostic
from suite.recipe.rules.callback_rules import field_problems, is_epoch, no_direction
from suite.recipe.task.figures import OF_THE_LOOP, Figures
from suite.training.state.best_weights import BestWeights

if TYPE_CHECKING:
    from suite.training.loop.loop import Loop

Refused = tuple[keras.callbacks.Callback, str]
_ADDING = ("on_epoch_end", "on_test_end")


def refused_figures(loop: Loop) -> Iterator[Refused]:
    """What callbacks ask for and will never get, before the first step."""
    if not loop.options.epochs:
        return
    batch, epoch = _figures_of_loop(loop)
    for callback in loop.callbacks:
        is_checkpoint = isinstance(callback, keras.callbacks.ModelCheckpoint)
        by_batch = is_checkpoint and not is_epoch(callback.save_freq)
        figures = batch if by_batch else epoch
        name = _asked_of(callback)
        if name is not None and name not in figures:
            yield callback, f"{_without_validation(name, loop)}{figures.missing(name)}"
        elif (message := _without_direction(callback, loop.model)) is not None:
            yield callback, message
        if is_checkpoint:
            counters = ("epoch", "batch") if by_batch else ("epoch",)
            for message in field_problems(callback.filepath, figures, counters):
                yield callback, f"filepath: {message}"


def never_measured(loop: Loop, measured: Mapping[str, Mapping[str, Any]]) -> Iterator[Refused]:
    """Figures of diagnostics that a report does not have, known when it comes."""
    for callback in loop.callbacks:
        group, _, key = (_asked_of(callback) or "").partition("/")
        given = measured.get(group)
        if key and given and not isinstance(given.get(key), float):
            names = [f"{group}/{name}" for name, value in given.items() if isinstance(value, float)]
            yield callback, Figures(tuple(names)).missing(f"{group}/{key}")


def _figures_of_loop(loop: Loop) -> tuple[Figures, Figures]:
    """What is logged at the end of a batch, and of an epoch."""
    measured = tuple(loop.read_logs())
    names = [*measured, *OF_THE_LOOP]
    if loop.validation is not None:
        names += [f"val_{name}" for name in measured]
    names += loop.engine.figures
    diagnostics = [one for one in loop.callbacks if isinstance(one, Diagnostic)]
    groups = tuple(f"{one.name}/" for one in diagnostics)
    is_open = any(_may_add(callback) for callback in loop.callbacks)
    return Figures(measured), Figures(tuple(names), groups, is_open)


def _may_add(callback: keras.callbacks.Callback) -> bool:
    """Whether a callback may put figures of its own into the logs: the user's own may."""
    hooks = [getattr(getattr(callback, hook), "__func__", None) for hook in _ADDING]
    modules = {getattr(hook, "__module__", "") for hook in hooks}
    return any(not _is_known(module) for module in modules)


def _is_known(module: str) -> bool:
    """Whether a module is Keras's or the suite's; in a checkout ours are loaded as files."""
    if module.partition(".")[0] in ("keras", "suite"):
        return True
    file = getattr(sys.modules.get(module), "__file__", None)
    return file is not None and Path(file) in {entry.file for entry in own_entries("callbacks")}


def _asked_of(callback: keras.callbacks.Callback) -> str | None:
    """The figure that a callback looks at, where it looks at any."""
    if isinstance(callback, BestWeights):
        return None if callback.measure == "auto" else callback.measure
    if not hasattr(callback, "_set_monitor_op"):  # no MonitorCallback of Keras's
        return None
    # A checkpoint looks at its default only when it saves the best.
    is_idle = callback.monitor == "val_loss" and not getattr(callback, "save_best_only", True)
    return callback.monitor if isinstance(callback.monitor, str) and not is_idle else None


def _without_direction(callback: keras.callbacks.Callback, model: keras.Model) -> str | None:
    """What to say where Keras cannot tell whether more of a figure is better; it would raise after
    the first epoch."""
    if not hasattr(callback, "_set_monitor_op") or callback.monitor_op is not None:
        return None
    trial = copy.copy(callback)
    trial.min_delta = np.abs(trial.min_delta)  # turned in place
    keras.callbacks.Callback.set_model(trial, model)
    try:
        trial._set_monitor_op()
    except ValueError:
        return no_direction(callback.monitor)
    return None


def _without_validation(name: str, loop: Loop) -> str:
    lacks = name.startswith("val_") and loop.validation is None
    return "there is no validation set (data.validation), and so " if lacks else ""
