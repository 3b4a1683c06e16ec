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


def test_every_process_ends(comparison):
    assert sorted(Canned.ended) == ["keras", "keras_careful", "keras_jax", "suite"]
