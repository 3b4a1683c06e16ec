"""Every shipped diagnostic declares its state, and the declaration is complete."""

from __future__ import annotations

import contextlib

import keras
import pytest

from benchmarks.diagnostics import ON_REQUEST
from suite import Diagnostic
from suite.catalog import HERE
from suite.diagnostics.state import Encoder, NoState, attributes
from tests.callbacks.nets import cnn, watch

CLASSES = {
    entry.name: entry.load() for entry in HERE.entries("callbacks") if entry.origin == "suite"
}
DIAGNOSTICS = {name: one for name, one in CLASSES.items() if issubclass(one, Diagnostic)}


class Watching:
    """Diagnostics of a run, and what their attributes are before and after it."""

    def __init__(self, diagnostics: list[Diagnostic], model: keras.Model) -> None:
        self.diagnostics = {one.name: one for one in diagnostics}
        self.model = model
        self.before: dict[str, dict[str, object]] = {}
        for one in diagnostics:
            build = one.build
            one.build = lambda model, one=one, build=build: (build(model), self.note(one))
        watch(model, diagnostics, epochs=3)
        self.after = {name: self.encoded(one) for name, one in self.diagnostics.items()}

    def note(self, one: Diagnostic) -> None:
        del one.build
        self.before[one.name] = self.encoded(one)

    def encoded(self, diagnostic: Diagnostic) -> dict[str, object]:
        """Every attribute as a checkpoint would hold it, arrays by their bytes."""
        model = self.model
        shared = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
        shared += [one.variable for one in diagnostic.accumulators.values()]
        found = {}
        for name, value in attributes(diagnostic).items():
            arrays: dict = {}
            home = type(diagnostic).__module__
            encoder = Encoder(arrays, "x", home, shared=frozenset(map(id, shared)))
            with contextlib.suppress(NoState):  # a part of the model, such as an operation
                plain = encoder.encode(value)
                found[name] = (plain, {key: array.tobytes() for key, array in arrays.items()})
        return found

    def changed(self, name: str) -> set[str]:
        before, after = self.before[name], self.after[name]
        return {key for key in after if after[key] != before.get(key)}


@pytest.fixture(scope="module")
def trained():
    """All diagnostics over three epochs; the dear one keeps what any probe does."""
    names = [name for name in DIAGNOSTICS if name != "sharpness"]
    made = [DIAGNOSTICS[n]() if n in ON_REQUEST else DIAGNOSTICS[n](every=1) for n in names]
    return Watching(made, cnn())


def test_all_of_them_declare_what_they_keep():
    assert {name for name, one in DIAGNOSTICS.items() if one.declared() is None} == set()


@pytest.mark.parametrize("name", sorted(set(DIAGNOSTICS) - {"sharpness"}))
def test_whatever_training_changes_is_kept(trained, name):
    # Derived from what there is to train on, at its first use.
    derived = {"steps_together"} if name == "loss_curve" else set()
    assert trained.changed(name) - derived <= DIAGNOSTICS[name].declared()


@pytest.mark.parametrize("name", sorted(set(DIAGNOSTICS) - {"sharpness"}))
def test_the_state_is_what_is_declared(trained, name):
    assert set(trained.diagnostics[name].state()) == DIAGNOSTICS[name].declared()


def test_the_comparison_sees_what_training_changes(trained):
    assert trained.changed("gradient_norm") == {
        "window_rows",
        "window_start",
        "first_loss",
        "norms",
    }
    assert trained.changed("filters") == {"measured_at", "images"}
    assert trained.changed("weight_stats") == set()
