"""Which trials go on at which rung, whatever the order in which they come."""

from __future__ import annotations

import random

import pytest

from suite.lab.sweep.rungs import Rung, Rungs, rungs_of
from suite.lab.sweep.trial import Trial
from suite.recipe import load

RUNGS = Rungs((Rung(1, 9), Rung(3, 3), Rung(None, 1)), larger_is_better=False)


def halving(tmp_path, epochs, trials, *overrides):
    text = "model: mlp\nsweep: {kind: halving, over: {optimizer.learning_rate: {low: 0.1, high: 1}}"
    (tmp_path / "r.yaml").write_text(f"{text}, trials: {trials}}}\ntraining: {{epochs: {epochs}}}")
    recipe = load(tmp_path / "r.yaml", *overrides)
    return [(rung.epochs, rung.trials) for rung in rungs_of(recipe, trials, True).rungs]


@pytest.mark.parametrize(
    ("epochs", "trials", "overrides", "rungs"),
    [
        (27, 27, [], [(1, 27), (3, 9), (9, 3), (None, 1)]),
        (27, 9, [], [(3, 9), (9, 3), (None, 1)]),
        (27, 9, ["sweep.first_rung=1"], [(1, 9), (3, 3), (None, 1)]),
        (9, 27, [], [(1, 27), (3, 9), (None, 3)]),
        (10, 10, [], [(1, 10), (3, 3), (None, 1)]),
        (30, 8, ["sweep.factor=2"], [(3, 8), (6, 4), (12, 2), (None, 1)]),
        (27, 100, ["sweep.first_rung=9"], [(9, 100), (None, 33)]),
        (2, 3, [], [(1, 3), (None, 1)]),
    ],
)
def test_where_they_are(tmp_path, epochs, trials, overrides, rungs):
    assert halving(tmp_path, epochs, trials, *overrides) == rungs


def test_one_rung_where_nothing_halves(tmp_path):
    (tmp_path / "r.yaml").write_text("model: mlp\nsweep: {over: {seed: [0, 1, 2]}}")
    rungs = rungs_of(load(tmp_path / "r.yaml"), 3, True)
    assert rungs.rungs == (Rung(None, 3),)
    trials = {0: Trial(0, {}, "finished", 0.5), 1: Trial(1, {}, "running")}
    assert rungs.due(trials) == [1, 2]
    assert rungs.next_epochs(trials[1]) is None
    trials[1], trials[2] = Trial(1, {}, "failed"), Trial(2, {}, "pruned", 0.1, epochs=1)
    assert rungs.is_complete(trials)


def train(rungs, trial, value):
    """A trial that has come to its next rung."""
    at_end = rungs.next_epochs(trial) is None
    status = "finished" if at_end else "paused"
    return Trial(trial.number, {}, status, value, rungs=[*trial.rungs, value])


def all_through(rungs, values, draw, broken=()):
    """Train what is due, in a random order, as many processes at different speeds would; trials
    with what each had at every rung that it came to."""
    trials, legs = {}, []
    while due := rungs.due(trials):
        number = draw.choice(due)
        legs.append(number)
        trial = trials.get(number, Trial(number, {}, "running"))
        if (number, len(trial.rungs)) in broken:
            trials[number] = Trial(number, {}, "diverged", rungs=trial.rungs)
        else:
            trials[number] = train(rungs, trial, values[number][len(trial.rungs)])
    return trials, legs


def test_the_best_third_goes_on_in_whatever_order_they_come():
    draw = random.Random(1)
    for _ in range(200):
        values = [[draw.randint(0, 5) for _ in range(3)] for _ in range(9)]
        trials, legs = all_through(RUNGS, values, draw)
        # The definition: the smallest three, of equals the first; then the smallest of these.
        first = sorted(sorted(range(9), key=lambda n: (values[n][0], n))[:3])
        second = min(first, key=lambda n: (values[n][1], n))
        came = {n: 1 + (n in first) + (n == second) for n in range(9)}
        assert {n: len(trial.rungs) for n, trial in trials.items()} == came
        assert [n for n, trial in trials.items() if trial.status == "finished"] == [second]
        assert len(legs) == 9 + 3 + 1


def test_one_that_breaks_leaves_its_place_empty():
    values, draw = [[n, n, n] for n in range(9)], random.Random(0)
    trials, _ = all_through(RUNGS, values, draw, broken={(0, 0), (1, 1), (8, 0)})
    assert {n: len(one.rungs) for n, one in trials.items() if len(one.rungs) > 1} == {2: 3, 3: 2}
    trials, _ = all_through(RUNGS, values, draw, broken={(n, 0) for n in range(9)})
    assert {trial.status for trial in trials.values()} == {"diverged"}
    trials, _ = all_through(RUNGS, values, draw, broken={(n, 0) for n in range(1, 9)})
    assert trials[0].status == "finished"


def test_who_is_certain_does_not_wait():
    trials = {n: Trial(n, {}, "paused", n, rungs=[float(n)]) for n in range(8)}
    assert RUNGS.due(trials) == [8, 0, 1]  # the third place may be that of trial 8
    del trials[7]
    assert RUNGS.due(trials) == [7, 8, 0]
    trials[0] = train(RUNGS, trials[0], 0.0)
    assert RUNGS.due(trials) == [7, 8]  # of the second rung two are still unknown


def test_up_to_which_epoch_a_trial_is_trained():
    epochs = [RUNGS.next_epochs(Trial(0, {}, "paused", rungs=[0.1] * n)) for n in range(4)]
    assert epochs == [1, 3, None, None]
