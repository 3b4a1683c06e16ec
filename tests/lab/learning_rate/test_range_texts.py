"""What a range test says, without one; and the ramp that it trains with."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.lab.learning_rate.ramp import Ramp, ramp_loop
from suite.lab.learning_rate.range_curve import RangeCurve
from suite.lab.learning_rate.range_test import RangeTest, range_test
from suite.training.process.process import process_settings

RATES = np.geomspace(1e-4, 1, 41)
FALLS = 2.5 - 2 / (1 + np.exp(-(np.arange(41) - 20) / 3))
VALLEY = 1 + ((np.arange(41) - 30) / 20) ** 2


def found(losses, taken=41, steps=41):
    curve = RangeCurve(RATES[:taken], np.asarray(losses)[:taken], reach=2.0)
    return RangeTest(suite.load("quickstart"), curve, steps)


def test_the_first_line_says_what_was_done():
    (first, *_) = found(VALLEY).to_text().splitlines()
    assert first == (
        "quickstart: 41 of 41 steps of adam, from 0.0001 to 1 in place of optimizer.learning_rate"
    )


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        (VALLEY, ["steepest descent", "minimum / 10"]),
        (FALLS, ["steepest descent", "minimum / 10"]),
        (np.ones(41), []),
        (np.linspace(1, 3, 41), []),
    ],
)
def test_rates_are_suggested_where_the_loss_falls(losses, expected):
    assert list(found(losses).suggestions) == expected


def test_each_rule_has_a_line_with_its_rate():
    test = found(VALLEY)
    _, steepest, minimum = test.to_text().splitlines()
    assert steepest.split()[:2] == ["steepest", "descent"]
    assert steepest.endswith("where the smoothed loss falls fastest")
    assert float(minimum.split()[3]) == pytest.approx(test.curve.lowest[0] / 10, rel=0.05)


@pytest.mark.parametrize(
    ("losses", "options", "said"),
    [
        (FALLS, {}, "the loss still falls at the last rate: try a higher --to"),
        (
            np.linspace(1, 3, 41),
            {},
            "no suggestion: the loss does not fall in this range; try another --from and --to",
        ),
        (
            VALLEY,
            {"steps": 60},
            "ended early: the smoothed loss exceeded 4 times its minimum",
        ),
    ],
)
def test_what_else_is_said(losses, options, said):
    assert said in found(losses, **options).to_text().splitlines()


def test_the_ramp_rises_by_equal_factors():
    ramp = Ramp.between(1e-4, 1e-1, steps=4)
    rates = [float(ramp.schedule(step)) for step in range(4)]
    np.testing.assert_allclose(rates, [1e-4, 1e-3, 1e-2, 1e-1], rtol=1e-5)


@pytest.mark.parametrize(
    ("losses", "stops"),
    [([1.0, 0.9, 0.8], False), ([1.0, 0.5, 90.0], True), ([1.0, float("nan")], True), ([], False)],
)
def test_training_ends_where_the_loss_diverges(losses, stops):
    ramp = Ramp.between(1e-4, 1e-1, steps=20)
    ramp.set_model(keras.Sequential())
    ramp.model.stop_training = False
    ramp.losses = losses
    if losses:
        ramp.on_epoch_end(0)
    assert ramp.model.stop_training is stops


def test_no_more_steps_count_than_were_asked_for():
    ramp = Ramp.between(1e-4, 1e-1, steps=3)  # the loop takes ten at a time
    ramp.rates, ramp.losses = [0.1] * 10, [1.0] * 10
    assert len(ramp.curve.losses) == 3


def test_the_loop_has_the_ramp_alone_and_in_the_schedules_place():
    changes = (
        "callbacks=[early_stopping]",
        "optimizer.learning_rate={kind: cosine, initial_learning_rate: 0.1, decay_steps: 100%}",
    )
    recipe = suite.load("quickstart", *changes)
    ramp = Ramp.between(1e-4, 1e-1, steps=25)
    with process_settings(0, "float32", determinism=False):
        loop = ramp_loop(recipe, ramp)
    assert loop.callbacks == [ramp]
    assert loop.validation is None
    assert loop.options.epochs == 3  # of ten steps each
    assert float(loop.model.optimizer.learning_rate) == pytest.approx(1e-4)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lowest": -1.0}, "must rise from `--from`, above 0, to `--to`, finite."),
        ({"lowest": 0.5, "highest": 0.5}, "Received: --from 0.5 --to 0.5"),
        (
            {"steps": 10.5},
            "must be a whole number of at least 10. Received: --steps 10.5",
        ),
        ({"steps": 9}, "Received: --steps 9"),
    ],
)
def test_what_cannot_be_tested_is_refused_first(given, said, tmp_path):
    with pytest.raises(UserError) as caught:
        range_test(suite.load("quickstart"), tmp_path / "lr.png", **given)
    assert said in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_an_optimizer_that_skips_steps_is_refused_at_its_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.yaml").write_text(
        "data: {kind: moons}\nmodel: mlp\n"
        "optimizer: {kind: sgd, learning_rate: 0.1, gradient_accumulation_steps: 2}\n"
    )
    with pytest.raises(suite.UserError) as caught:
        range_test(suite.load("r.yaml"), tmp_path / "lr.png")
    assert str(caught.value).startswith(
        "r.yaml:3:73 optimizer.gradient_accumulation_steps: a range test changes the rate at every"
    )
