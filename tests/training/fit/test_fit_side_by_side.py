"""`suite.fit` beside `Model.fit`: losses to 1e-6, the same events in the same order, the same logs.

Kinds of models x forms of data x arguments. Every third case is run; all of them by

    SUITE_FIT_CASES=all python -m pytest tests/training/fit/test_fit_side_by_side.py
"""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

import suite
from tests.training.fit.fit_forms import FORMS
from tests.training.fit.fit_models import CLASSES, KINDS, SAMPLES, X, Y

WEIGHTS = np.linspace(0.1, 2.0, SAMPLES).astype("float32")
HOOKS = ("train_begin", "train_end", "test_begin", "test_end")
INDEXED = ("epoch_begin", "epoch_end")
OF_BATCHES = ("train_batch_begin", "train_batch_end", "test_batch_begin", "test_batch_end")


class Recorder(keras.callbacks.Callback):
    """Writes down each event: its name, its number and the names in its logs."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[tuple] = []


def recorder(of_batches: bool) -> Recorder:
    """One that makes the loop take single steps, or one that leaves it free."""

    def plain(name: str) -> Callable:
        return lambda self, logs=None: self.events.append((name, None, sorted(logs or ())))

    def indexed(name: str) -> Callable:
        return lambda self, i, logs=None: self.events.append((name, int(i), sorted(logs or ())))

    methods = {f"on_{name}": plain(name) for name in HOOKS}
    names = INDEXED + OF_BATCHES if of_batches else INDEXED
    methods |= {f"on_{name}": indexed(name) for name in names}
    return type("Recorder", (Recorder,), methods)()


class StopsAt(keras.callbacks.Callback):
    def __init__(self, hook: str) -> None:
        super().__init__()
        setattr(self, hook, self.stop)

    def stop(self, *arguments: Any, **options: Any) -> None:
        self.model.stop_training = True


class StopsAtBatch(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = batch == 1


class AddsToLogs(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["added"] = epoch


def validation() -> dict[str, Any]:
    return {"validation_data": (X, Y, WEIGHTS), "validation_batch_size": 6}


# Arguments for the dense model and arrays; functions, where each side needs one of its own.
ARGUMENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "shuffled": lambda: {"shuffle": True},
    "shuffled in batches": lambda: {"shuffle": "batch"},
    "validation split": lambda: {"validation_split": 0.3},
    "split of weighted": lambda: {"validation_split": 0.3, "sample_weight": WEIGHTS},
    "sample weights": lambda: {"sample_weight": WEIGHTS, **validation()},
    "class weights": lambda: {"class_weight": {0: 0.5, 1: 2.0}, "y": (Y > 0).astype("float32")},
    "validation seldom": lambda: {**validation(), "validation_freq": 2},
    "validation by list": lambda: {**validation(), "validation_freq": [1, 3]},
    "validation steps": lambda: {**validation(), "validation_steps": 2},
    "late first epoch": lambda: {"initial_epoch": 1},
    "no epoch left": lambda: {"initial_epoch": 5},
    "no epochs": lambda: {"epochs": 0},
    "steps": lambda: {"steps_per_epoch": 2},
    "steps and no batch size": lambda: {"steps_per_epoch": 3, "batch_size": None},
    "batch beyond the data": lambda: {"batch_size": 64},
    "single samples": lambda: {"batch_size": 1, "epochs": 1},
    "batch size by itself": lambda: {"batch_size": None},
    "stop at begin": lambda: {"callbacks": [StopsAt("on_train_begin")]},
    "stop at epoch begin": lambda: {"callbacks": [StopsAt("on_epoch_begin")], **validation()},
    "stop at epoch end": lambda: {"callbacks": [StopsAt("on_epoch_end")]},
    "stop at batch": lambda: {"callbacks": [StopsAtBatch()]},
    "stop in validation": lambda: {"callbacks": [StopsAt("on_test_end")], **validation()},
    "added to logs": lambda: {"callbacks": [AddsToLogs()]},
    "early stopping": lambda: {
        "callbacks": [keras.callbacks.EarlyStopping("loss", min_delta=10.0, patience=1)]
    },
    "plateau": lambda: {
        "callbacks": [keras.callbacks.ReduceLROnPlateau("loss", min_delta=10.0, patience=0)]
    },
    "scheduler": lambda: {
        "callbacks": [keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))]
    },
    "own history": lambda: {"callbacks": [keras.callbacks.History()]},
    "verbosity": lambda: {"verbose": 0},
}


def cases() -> list[tuple[str, str, str]]:
    """(kind of model, form of data, arguments)."""
    table = [("dense", form, "") for form in FORMS]
    table += [("dense", form, "validation") for form in FORMS]
    table += [("dense", "arrays", argument) for argument in ARGUMENTS]
    table += [(kind, "", "") for kind in KINDS]
    table += [(kind, "", "validation") for kind in KINDS]
    return table


CASES = cases()
SHOWN = CASES if os.environ.get("SUITE_FIT_CASES") == "all" else CASES[::3]


def arguments_of(kind: str, form: str, argument: str) -> tuple[keras.Model, dict[str, Any]]:
    model, x, y = KINDS[kind]()
    options = {"epochs": 3, "shuffle": False}
    options |= FORMS[form](x, y) if form else {"x": x, "y": y, "batch_size": 8}
    if argument == "validation":
        given = FORMS[form](x, y) if form else {"x": x, "y": y}
        if "steps_per_epoch" in given:
            options["validation_steps"] = 2
        whole = given["x"] if given.get("y") is None else (given["x"], given["y"])
        options |= {"validation_data": whole, "validation_freq": 2}
        if "generator" in form and options["epochs"] > 1:
            options["validation_freq"] = 3
    elif argument:
        options |= ARGUMENTS[argument]()
    return model, options


def trained(fit: Callable, case: tuple[str, str, str], of_batches: bool) -> tuple[Any, Recorder]:
    model, options = arguments_of(*case)
    seen = recorder(of_batches)
    options["callbacks"] = [*options.get("callbacks", []), seen]
    with warnings.catch_warnings():  # what Keras says of its data it says on both sides
        warnings.simplefilter("ignore")
        return fit(model, **{"verbose": 0, **options}), seen


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=" ".join(filter(None, case)), marks=[pytest.mark.slow] * bool(i % 3))
        for i, case in enumerate(SHOWN)
    ],
)
def test_equals_model_fit(case):
    of_batches = bool(CASES.index(case) % 2)
    expected, events = trained(keras.Model.fit, case, of_batches)
    ours, seen = trained(suite.fit, case, of_batches)
    assert list(ours.history) == list(expected.history)
    for name, values in expected.history.items():
        np.testing.assert_allclose(ours.history[name], values, rtol=1e-6, atol=1e-7, err_msg=name)
    assert ours.epoch == expected.epoch
    assert ours.params == expected.params
    assert ours.model.history is ours
    named = itertools.zip_longest(events.events, seen.events)
    assert [pair for pair in named if pair[0] != pair[1]] == []


def test_there_are_a_hundred_cases():
    assert len(CASES) == len(set(CASES)) >= 100
    assert CLASSES.max() == 2
