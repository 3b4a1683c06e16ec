"""The `sweep` block and its ranges."""

from __future__ import annotations

import inspect
import math

import pytest

from suite.recipe import load
from suite.recipe.schema.prune_settings import OWN_KEYS, PruneSettings
from suite.recipe.schema.recipe_settings import FoldSettings, plain
from suite.recipe.schema.sweep_settings import RangeSettings, SweepSettings

SWEEP = """
model: mlp
sweep:
  over:
    optimizer.learning_rate: {low: 1e-4, high: 1, scale: log}
    training.ema: [null, 0.99]
  kind: random
  trials: 4
"""


@pytest.mark.parametrize("model", [RangeSettings, SweepSettings, PruneSettings, FoldSettings])
def test_every_key_is_documented(model):
    for key in model.model_fields:
        assert f"\n    {key}: " in inspect.getdoc(model)


def test_a_linear_range():
    whole = RangeSettings(low=-1, high=3)
    assert [whole.at(share) for share in (0, 0.25, 1)] == [-1, 0, 3]
    assert whole.at(1 / 3) == 0.3333
    assert RangeSettings(low=1.0, high=1.0001).at(0.25) == 1.000025


def test_a_logarithmic_range():
    rates = RangeSettings(low=1e-4, high=1, scale="log")
    assert [rates.at(share) for share in (0, 0.25, 0.5, 1)] == [1e-4, 1e-3, 1e-2, 1]
    assert rates.at(0.123) == float(f"{10 ** (-4 + 4 * 0.123):.4g}")


def test_steps_are_differences_and_on_a_logarithmic_scale_factors():
    assert RangeSettings(low=0.1, high=0.5, step=0.1).values == [0.1, 0.2, 0.3, 0.4, 0.5]
    assert RangeSettings(low=0, high=1, step=0.4).values == [0, 0.4, 0.8]
    rates = RangeSettings(low=1e-4, high=1, scale="log", step=10)
    assert rates.values == [1e-4, 1e-3, 1e-2, 1e-1, 1]
    assert [rates.at(share) for share in (0, 0.19, 0.21, 1)] == [1e-4, 1e-4, 1e-3, 1]
    assert RangeSettings(low=0, high=1).values is None


def test_whole_numbers():
    units = RangeSettings(low=8, high=128, scale="log", integer=True)
    drawn = [units.at(share / 100) for share in range(101)]
    assert (drawn[0], drawn[50], drawn[-1]) == (8, 32, 128)
    assert {type(value) for value in drawn} == {int}
    assert RangeSettings(low=8, high=64, scale="log", step=2, integer=True).values == [
        8,
        16,
        32,
        64,
    ]


def test_values_stay_within_the_ends():
    low, high = 1 / 3, math.pi
    for scale in ("linear", "log"):
        drawn = RangeSettings(low=low, high=high, scale=scale)
        assert low <= drawn.at(0.0) < drawn.at(1.0) <= high


def test_a_resolved_sweep_is_the_same_sweep(loaded, write):
    recipe = loaded(SWEEP)
    text = recipe.to_yaml()
    assert load(write(text, "again.yaml")) == recipe
    assert "shrink: 0.4" in text
    assert "scale: log\n      step: null\n      integer: false" in text
    assert "training.ema: [null, 0.99]" in text
    assert recipe != loaded(SWEEP.replace("0.99", "0.9"))
    assert "sweep: null" in loaded("model: mlp").to_yaml()


def test_null_is_the_default_or_takes_a_key_out(loaded):
    recipe = loaded(SWEEP, "sweep.shrink=null", "sweep.over={training.ema: null}")
    assert recipe.sweep.shrink == 0.4
    assert list(recipe.sweep.over) == ["optimizer.learning_rate"]
    assert loaded(SWEEP, "sweep=null").sweep is None


def test_another_kind_goes_over_the_same_keys(loaded, write):
    before, after = loaded(SWEEP), loaded(SWEEP, "sweep.kind=bayesian")
    assert after.sweep.kind == "bayesian"
    assert plain(after.sweep) == {**plain(before.sweep), "kind": "bayesian"}
    extending = "extends: r.yaml\nsweep: {kind: coarse_to_fine, trials: 6}"
    assert load(write(extending, "s.yaml")).sweep.over == before.sweep.over


def test_a_range_can_be_narrowed_by_an_override(loaded):
    recipe = loaded(SWEEP, "sweep.over={optimizer.learning_rate: {high: 0.1}}")
    assert recipe.sweep.over["optimizer.learning_rate"].high == 0.1
    assert recipe.sweep.over["optimizer.learning_rate"].low == 1e-4


def test_a_rule_of_pruning_is_written_alone_or_with_its_settings(loaded, write):
    assert loaded(SWEEP).sweep.prune is None
    alone = loaded(SWEEP + "  prune: median\n", "sweep.prune.startup=2")
    assert (alone.sweep.prune.kind, alone.sweep.prune.startup) == ("median", 2)
    named = loaded(SWEEP, "sweep.prune={kind: hyperband, factor: null}")
    assert (named.sweep.prune.kind, named.sweep.prune.factor) == ("hyperband", 3)
    assert load(write(named.to_yaml(), "again.yaml")) == named
    assert OWN_KEYS.keys() == PruneSettings.model_fields.keys() - {"kind"}
