"""Every diagnostic that is shipped, at once and at every step."""

from __future__ import annotations

import json

import numpy as np
import pytest

import suite
from benchmarks.diagnostics import ON_REQUEST, shipped
from suite import Diagnostic
from suite.catalog import HERE, Component
from tests.training.state.test_resume import PLUGINS, assert_same

RECIPE = """
data: {kind: digits, batch_size: 128, augment: [{kind: random_crop, padding: 1}]}
model: {kind: cnn, filters: [4, 8], dense: [16], norm: batch, dropout: 0.3}
optimizer: {kind: adam, learning_rate: {kind: one_cycle, peak_learning_rate: 0.02, steps: 100%}}
training: {epochs: 6, ema: 0.9, clip_norm: 1.0, diagnostics: none}
"""


def every_diagnostic(every: int) -> list[dict]:
    """As a recipe names them; pictures and probes have a cadence of their own."""
    names = [entry.name for entry in HERE.entries("callbacks") if entry.origin == "suite"]
    classes = {name: HERE.find("callbacks", name).load() for name in names}
    names = [name for name, found in classes.items() if issubclass(found, Diagnostic)]
    assert {"gradient_norm", "sharpness", "filters"} <= set(names)
    return [{"kind": n} if n in ON_REQUEST else {"kind": n, "every": every} for n in names]


def train(folder, name: str, callbacks: list, **options):
    recipe = folder / "recipe.yaml"
    recipe.write_text(f"{RECIPE}callbacks: {json.dumps(callbacks)}\n")  # JSON is YAML, too
    (folder / "plugins.py").write_text(PLUGINS)
    return suite.run(suite.load(recipe), folder / name, quiet=True, **options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("all")


@pytest.fixture(scope="module")
def watched(folder):
    return train(folder, "watched", every_diagnostic(1))


@pytest.mark.slow
def test_fifty_steps_give_the_same_weights(folder, watched):
    """Bit for bit, with every diagnostic at every step, and with none."""
    plain = train(folder, "plain", [])
    assert plain.summary["steps"] == watched.summary["steps"] >= 50
    for a, b in zip(plain.model.get_weights(), watched.model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    same = ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert [[row[name] for name in same] for row in plain.history.rows] == [
        [row[name] for name in same] for row in watched.history.rows
    ]


@pytest.mark.slow
@pytest.mark.parametrize("step", [7, 24])
def test_a_stopped_run_goes_on_with_all_that_was_measured(folder, watched, monkeypatch, step):
    callbacks = [*every_diagnostic(1), {"kind": "./plugins.py:Stop"}]
    monkeypatch.setenv("STOP_AT", str(step))
    stopped = train(folder, f"stopped-{step}", callbacks)
    assert stopped.summary["status"] == "interrupted"
    monkeypatch.delenv("STOP_AT")
    assert_same(train(folder, f"stopped-{step}", callbacks, resume=True), watched)


def test_those_on_request_are_all_that_benchmarks_leave_out():
    names = [item["kind"] for item in every_diagnostic(1)]
    assert set(names) == {*shipped(), *ON_REQUEST}
    assert HERE.build("callbacks", Component("gradient_norm", {})).every == 1
