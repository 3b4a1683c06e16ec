"""Which trials are stopped when: by definition, and as Optuna's pruners do it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from suite.lab.sweep.pruning.curve import Curve, figures_after
from suite.lab.sweep.pruning.hyperband import Hyperband
from suite.lab.sweep.pruning.percentile import Percentile
from suite.lab.sweep.pruning.pruner_of import pruner_of
from suite.lab.sweep.pruning.successive_halving import SuccessiveHalving
from suite.recipe.schema.prune_settings import PruneSettings
from suite.runs.history import History

NAN = math.nan


def swept(pruner, curves):
    """How far each trial comes, one after the other."""
    others = []
    for number, values in enumerate(curves):
        stops = (n for n in range(1, len(values)) if pruner.verdict(number, values[:n], others))
        epochs = next(stops, len(values))
        others.append((number, Curve(values[:epochs], is_whole=epochs == len(values))))
    return [len(curve.values) for _, curve in others]


def swept_by_optuna(pruner, curves):
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study, came = optuna.create_study(direction="maximize", pruner=pruner), []
    for values in curves:
        trial = study.ask()
        for epoch, value in enumerate(values, start=1):
            trial.report(value, epoch)
            if epoch < len(values) and trial.should_prune():
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                break
        else:
            study.tell(trial, values[-1])
        came.append(epoch)
    return came


def curves(seed, count=40, epochs=9):
    """Learning curves that cross one another, some of them equal."""
    draw = np.random.default_rng(seed)
    best, pace = draw.random((count, 1)), draw.random((count, 1)) + 0.2
    values = best * (1 - np.exp(-pace * np.arange(1, epochs + 1)))
    return np.round(values + 0.05 * draw.standard_normal(values.shape), 2).tolist()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("keep", "startup", "warmup"), [(0.5, 5, 1), (0.25, 1, 0), (0.8, 3, 4)])
def test_percentile_is_optunas(seed, keep, startup, warmup):
    optuna = pytest.importorskip("optuna")
    theirs = optuna.pruners.PercentilePruner(
        100 * keep, n_startup_trials=startup, n_warmup_steps=warmup + 1
    )
    came = swept(Percentile(keep, startup, warmup), curves(seed))
    assert came == swept_by_optuna(theirs, curves(seed))
    assert min(came[startup:]) == warmup + 1
    assert came[:startup] == [9] * startup


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("factor", "rung"), [(3, 1), (2, 2), (4, 1)])
def test_successive_halving_is_optunas(seed, factor, rung):
    optuna = pytest.importorskip("optuna")
    theirs = optuna.pruners.SuccessiveHalvingPruner(min_resource=rung, reduction_factor=factor)
    came = swept(SuccessiveHalving(factor, rung), curves(seed))
    assert came == swept_by_optuna(theirs, curves(seed))
    assert set(came) <= {rung, rung * factor, rung * factor**2, 9}
    assert len(set(came)) > 1


def test_hyperband_compares_within_brackets():
    rule = Hyperband(factor=3, first_rung=1, epochs=9)
    assert rule.shares == [9, 5, 3]  # ceil(3 * 9 / 3), ceil(3 * 3 / 2), ceil(3 * 1 / 1)
    brackets = rule.brackets(170)
    assert [brackets.count(one) for one in range(3)] == [90, 50, 30]
    assert set(brackets[:4]) == {0, 1, 2}
    values = curves(0, count=60)
    came = swept(rule, values)
    for bracket, rung in enumerate((1, 3, 9)):
        members = [number for number in range(60) if brackets[number] == bracket]
        alone = swept(SuccessiveHalving(3, rung), [values[number] for number in members])
        assert [came[number] for number in members] == alone
    assert {came[number] for number in range(60) if brackets[number] == 2} == {9}


@pytest.mark.parametrize(
    "pruner", [Percentile(0.5, 1, 0), SuccessiveHalving(2, 1), Hyperband(4, 1, 3)]
)
def test_values_that_are_no_numbers(pruner):
    good = [(number, Curve([0.5, 0.6])) for number in range(4)]
    assert pruner.verdict(4, [NAN], good) is not None
    assert pruner.verdict(4, [0.9], good) is None
    lost = [(number, Curve([NAN, NAN], is_whole=number < 2)) for number in range(4)]
    assert pruner.verdict(4, [0.1], lost) is None
    assert pruner.verdict(4, [0.1], []) is None
    short = [(number, Curve([])) for number in range(4)]
    assert pruner.verdict(4, [0.1], short) is None


def test_one_without_a_number_is_told_so():
    found = SuccessiveHalving(3, 1).verdict(0, [NAN], [])
    assert math.isnan(found.value)
    assert math.isnan(found.limit)
    assert SuccessiveHalving(3, 1).verdict(2, [0.5], [(0, Curve([NAN])), (1, Curve([0.7]))])


def test_a_curve_is_what_the_summary_would_have_said():
    rows = [
        {"epoch": 1, "val_loss": 0.5, "val_accuracy": 0.1, "loss": 1.0},
        {"epoch": 2, "val_loss": NAN, "val_accuracy": 0.3, "loss": 2.0},
        {"epoch": 3, "val_loss": 0.7, "val_accuracy": 0.2, "loss": 0.5},
    ]
    for metric in ("val_loss", "best_val_loss", "val_accuracy", "best_val_accuracy", "loss"):
        told = [History(rows[:n]).figures()[metric] for n in (1, 2, 3)]
        assert figures_after(rows, metric, True) == pytest.approx(told, nan_ok=True)
        signed = [-value for value in told]
        assert figures_after(rows, metric, False) == pytest.approx(signed, nan_ok=True)
    assert all(map(math.isnan, figures_after(rows, "val_auc", True)))


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"kind": "median", "startup": 2}, Percentile(0.5, 2, 1)),
        ({"kind": "percentile", "keep": 0.1, "warmup": 0}, Percentile(0.1, 5, 0)),
        ({"kind": "successive_halving", "first_rung": 2}, SuccessiveHalving(3, 2)),
        ({"kind": "hyperband", "factor": 2}, Hyperband(2, 1, 9)),
    ],
)
def test_the_rule_of_a_recipe(settings, rule):
    assert pruner_of(PruneSettings(**settings), epochs=9) == rule
