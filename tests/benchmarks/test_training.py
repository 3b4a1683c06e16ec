"""Lines of the training table: ratios with verdicts, and sides that are missing with the reason."""

from __future__ import annotations

from typing import ClassVar

import pytest

from benchmarks import training
from benchmarks.speed.processes import SideFailed
from benchmarks.training import SIDES, Comparison

SECONDS = {"suite": [2.0, 3.0], "keras_careful": [2.2, 3.0], "keras_jax": [1.0, 1.0]}


class Canned:
    """Processes whose turns are given; PyTorch's does not start."""

    ended: ClassVar[list[str]] = []

    def __init__(self, module, arguments, environments):
        self.name = arguments[0]
        assert environments == [SIDES[self.name].environment]
        self.left = list(SECONDS.get(self.name, ()))

    def wait(self):
        if not self.left:
            raise SideFailed("no compiler | found")

    def turn(self):
        if len(self.left) == 1 and self.name == "torch":
            raise SideFailed("out of memory")
        return self.left.pop(0), 4.0

    def end(self):
        self.ended.append(self.name)


@pytest.fixture
def comparison(monkeypatch):
    monkeypatch.setattr(training, "Processes", Canned)
    monkeypatch.setattr(training, "installed", lambda package: package != "torch")
    Canned.ended.clear()
    comparison = Comparison("mlp", "float32", steps=1)
    comparison.measure(["suite", "keras", "keras_careful", "keras_jax", "torch"], rounds=2)
    return comparison


def test_rows(comparison):
    title = "MLP 784-256-256-10, float32"
    ours, careful, jax, keras, torch = comparison.rows()
    assert ours == [title, "the suite", "", "", "", "53 (43 to 64)"]
    assert careful[2:5] == ["1.05 (1.00 to 1.10)", ">= 1.05: met", "1.00 (1.00 to 1.00)"]
    assert jax[2:4] == ["0.42 (0.33 to 0.50)", ">= 0.9: not met"]
    assert keras == [title, "Keras `fit`", "", "", "", "failed: no compiler / found"]
    assert torch[-1] == "torch is not installed"


def test_a_side_that_fails_in_a_turn_takes_nothing_from_the_others(monkeypatch):
    monkeypatch.setattr(training, "Processes", Canned)
    monkeypatch.setattr(training, "installed", lambda package: True)
    monkeypatch.setitem(SECONDS, "torch", [2.0, 2.0])
    monkeypatch.setitem(SECONDS, "keras", [61.0, 1.0, 1.0])
    comparison = Comparison("resnet20", "float32", steps=1)
    comparison.measure(["suite", "keras", "torch"], rounds=2)
    ours, keras, torch = comparison.rows()
    assert ours[-1] == "53 (43 to 64)"
    assert keras[2:4] == ["30.50 (30.50 to 30.50)", ">= 1.3: met"]  # a minute is enough
    assert torch[2:] == ["", "", "", "failed: out of memory"]


def test_without_the_suite_there_are_no_ratios(monkeypatch):
    monkeypatch.setattr(training, "Processes", Canned)
    monkeypatch.setattr(training, "installed", lambda package: True)
    monkeypatch.setitem(SECONDS, "suite", [])
    comparison = Comparison("mlp", "float32", steps=1)
    comparison.measure(["suite", "keras_jax"], rounds=2)
    jax, ours = comparison.rows()
    assert jax[2:] == ["", "", "", "128 (128 to 128)"]
    assert ours[-1] == "failed: no compiler / found"


def test_every_process_ends(comparison):
    assert sorted(Canned.ended) == ["keras", "keras_careful", "keras_jax", "suite"]
