"""A run that calls the steps which a run before it has traced is the run that traces its own."""

from __future__ import annotations

import os

import numpy as np
import pytest

import suite
from suite.training.loop.loop import Loop
from suite.training.process.kept_between_runs import kept_between_runs
from suite.training.run import run
from suite.training.state import kept_steps
from suite.training.state.checkpoint_file import read, unpack
from suite.training.state.checkpoints import saved

TEXT = """
data: {kind: digits, batch_size: 200}
model: {kind: mlp, widths: [8]}
training: {epochs: 2, diagnostics: none, checkpoint_every: 1ep}
"""
TIMES = ("seconds", "images_per_second")
BOTH, NEITHER = ["train", "evaluate"], []
PATIENT = "{kind: early_stopping, monitor: loss, patience: 5}, {kind: reduce_lr_on_plateau}"
CYCLE = "{kind: one_cycle, peak_learning_rate: 0.1, steps: 100%}"
SHARED = "{kind: weight_normalization, layer: {kind: dense, units: 8}}"
# What is changed -> which calls the second run takes from the first.
CASES = {
    "plain": ([], BOTH),
    "dropout": (["model.input_dropout=0.3", "model.norm=batch"], BOTH),
    "convolutions": (["model=cnn", "training.clip_norm=1.0"], BOTH),
    "augmentation": (["data.augment=[random_flip, mixup]", "data.one_hot=true"], BOTH),
    "schedule": ([f"optimizer={{kind: sgd, momentum: 0.9, learning_rate: {CYCLE}}}"], BOTH),
    "average": (["training.ema=0.9"], BOTH),
    "lookahead": (["training.lookahead={}"], BOTH),
    "weight normalization": (
        [f"model={{kind: sequential, layers: [flatten, {SHARED}, relu]}}"],
        BOTH,
    ),
    "initialization": (["initialization=data_dependent"], BOTH),
    "pretraining": (["initialization={kind: greedy_autoencoders, epochs: 1}"], BOTH),
    "toy data": (["data={kind: spiral, batch_size: 100}"], BOTH),
    "drawn by the seed": (["data.limit=600"], NEITHER),
    "class weights": (["training.class_weights=balanced"], BOTH),
    "balanced batches": (["data.sampling=balanced"], BOTH),
    "callbacks": ([f"callbacks=[{PATIENT}]"], BOTH),
    "loss scale": (["training.precision=mixed_float16"], BOTH),
    "accumulation": (["training.gradient_accumulation=2"], BOTH),
    "diagnostics": (["training.diagnostics=auto"], ["evaluate"]),
    "xla": (["training.jit_compile=true"], BOTH),
}
QUICK = ("plain", "dropout", "drawn by the seed")
# SUITE_WHOLE_TABLES=1 goes through all of them.
SLOW = ("convolutions", "augmentation", "average", "loss scale", "diagnostics")
OWN_LOSS = """
import keras
import numpy as np

class Scaled(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.scale = float(np.random.rand())

    def call(self, truth, found):
        return self.scale * keras.losses.sparse_categorical_crossentropy(truth, found)
"""


@pytest.fixture
def taken(monkeypatch):
    """The names of the calls that were taken from another run."""
    names, found = [], kept_steps._KeptCall._found

    def watched(self, form, batches, count):
        call = found(self, form, batches, count)
        if call is not self.function:
            names.append(self.name)
        return call

    monkeypatch.setattr(kept_steps._KeptCall, "_found", watched)
    return names


@pytest.fixture
def load(tmp_path):
    (tmp_path / "small.yaml").write_text(TEXT, "utf-8")
    return lambda seed, *edits: suite.load(tmp_path / "small.yaml", f"seed={seed}", *edits)


def trained(recipe, folder, **options):
    """All that a run leaves that is no time."""
    done = run(recipe, folder, quiet=True, page=False, **options)
    arrays, state = unpack(read(saved(folder / "checkpoints")[-1]))
    arrays = {name: one for name, one in arrays.items() if name != "history"}
    rows = [{k: v for k, v in row.items() if k not in TIMES} for row in done.history.rows]
    weights = {str(n): one for n, one in enumerate(done.model.get_weights())}
    figures = [rows, done.findings, done.summary["metrics"], state["position"]]
    return {**arrays, **weights}, figures


def assert_same(one, other):
    assert one[0].keys() == other[0].keys()
    differing = [name for name, a in one[0].items() if not np.array_equal(a, other[0][name])]
    assert differing == []
    assert one[1] == other[1]


@pytest.mark.parametrize(
    "name",
    [
        name if name in QUICK else pytest.param(name, marks=pytest.mark.slow)
        for name in CASES
        if name in (*QUICK, *SLOW) or "SUITE_WHOLE_TABLES" in os.environ
    ],
)
def test_it_is_the_run_of_its_own(load, taken, tmp_path, name):
    edits, shared = CASES[name]
    alone = trained(load(1, *edits), tmp_path / "alone")
    with kept_between_runs():
        trained(load(0, *edits), tmp_path / "first")
        assert taken == []
        second = trained(load(1, *edits), tmp_path / "second")
    assert sorted(taken) == sorted(shared)
    assert_same(alone, second)


def test_what_was_cut_off_goes_on(load, taken, tmp_path, monkeypatch):
    alone = trained(load(1), tmp_path / "alone")
    must_stop = Loop.must_stop

    def stopped(self, stop):
        must_stop(self, stop)
        self.interrupted = self.position.step == 6
        return self.interrupted

    with kept_between_runs():
        trained(load(0), tmp_path / "first")
        with monkeypatch.context() as patch:
            patch.setattr(Loop, "must_stop", stopped)
            cut = run(load(1), tmp_path / "second", quiet=True, page=False)
        assert cut.status == "interrupted"
        assert_same(alone, trained(load(1), tmp_path / "second", resume=True))
    assert set(taken) == {"train", "evaluate"}


def test_code_of_the_users_is_traced_anew(load, taken, tmp_path):
    (tmp_path / "own.py").write_text(OWN_LOSS, "utf-8")
    edits = f"loss={tmp_path / 'own.py'}:Scaled"
    alone = trained(load(1, edits), tmp_path / "alone")
    with kept_between_runs():
        trained(load(0, edits), tmp_path / "first")
        assert_same(alone, trained(load(1, edits), tmp_path / "second"))
    assert taken == []


@pytest.mark.slow
def test_weights_from_elsewhere_are_traced_anew(load, taken, tmp_path):
    run(load(5), tmp_path / "source", quiet=True, page=False)
    edits = f"transfer={{source: '{tmp_path / 'source'}'}}"
    alone = trained(load(1, edits), tmp_path / "alone")
    with kept_between_runs():
        trained(load(0, edits), tmp_path / "first")
        assert_same(alone, trained(load(1, edits), tmp_path / "second"))
    assert taken == []


def test_another_recipe_takes_nothing(load, taken, tmp_path):
    with kept_between_runs():
        trained(load(0), tmp_path / "first")
        trained(load(0, "optimizer.learning_rate=0.1"), tmp_path / "second")
    assert taken == []
