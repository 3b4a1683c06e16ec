"""`summary RECIPE`: the model of a recipe, from its data or from a declared shape."""

from __future__ import annotations

import pytest

import suite
from suite.lab.inspect import describe_model as module
from suite.lab.inspect.describe_model import describe_model

SMALL = ("quickstart", "model={kind: mlp, widths: [4]}")
SHAPE = "data={kind: null, input_shape: [5], classes: 3}"


def layers(text):
    return [line.split()[0] for line in text.splitlines() if line.strip("- ")]


def test_a_declared_shape_is_described_without_data(monkeypatch):
    monkeypatch.setattr(module.Assembly, "dataset", property(pytest.fail))
    text = describe_model(suite.load(*SMALL, SHAPE))
    assert layers(text)[:4] == ["layer", "input", "dense1", "activation1"]
    assert "normalization" not in text
    assert str(5 * 4 + 4 + 4 * 3 + 3) in text  # parameters in all


def test_the_data_gives_shape_and_classes():
    text = describe_model(suite.load(*SMALL, "data={kind: moons, samples: 60}"))
    assert layers(text)[:4] == ["layer", "input", "normalization", "dense1"]
    assert str(2 * 4 + 4 + 4 * 2 + 2) in text


def test_what_a_sweep_varies_is_described():
    sweep = "sweep={kind: grid, over: {seed: [0, 1]}}"
    assert describe_model(suite.load(*SMALL, SHAPE, sweep)) == describe_model(
        suite.load(*SMALL, SHAPE)
    )


def test_a_surface_has_no_model():
    with pytest.raises(suite.UserError, match="surface: has neither data nor model"):
        describe_model(suite.load("optim/surface-quadratic"))
