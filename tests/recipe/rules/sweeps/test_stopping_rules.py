"""What is wrong with rungs and with `prune`, each at its place, and what is right beside it."""

from __future__ import annotations

import pytest

from suite.recipe.rules.sweeps.stopping_rules import STOPPING_RULES

OVER = "over: {optimizer.learning_rate: {low: 0.01, high: 1}}"


def halving(text, epochs=9):
    return f"training: {{epochs: {epochs}}}\nsweep: {{kind: halving, trials: 9, {OVER}, {text}}}"


def pruned(text, sweep="kind: random, trials: 9"):
    return f"training: {{epochs: 9}}\nsweep: {{{sweep}, {OVER}, prune: {text}}}"


REFUSED = {
    "rungs_of_halving": [
        (halving("trials: 2").replace("trials: 9, ", ""), "sweep.trials", "at least sweep.factor"),
        (halving("first_rung: 9"), "sweep.first_rung", "below training.epochs, 9"),
        (halving("first_rung: null", 1), "training.epochs", "at least 2 for halving"),
        (
            "sweep: {kind: halving, trials: 9, over: {training.epochs: [5, 9]}}",
            "sweep.over.training.epochs",
            "cannot be varied by halving",
        ),
        (f"sweep: {{kind: random, trials: 9, {OVER}, factor: 4}}", "sweep.factor", "belongs to"),
        (f"sweep: {{kind: random, trials: 9, {OVER}, first_rung: 2}}", "sweep.first_rung", "below"),
    ],
    "something_to_prune": [
        (pruned("median", "kind: halving, trials: 9"), "sweep.prune", "stops trials itself"),
        ("sweep: {folds: 3, kind: cross_validation, prune: median}", "sweep.prune", "no other"),
        (pruned("{startup: 9}"), "sweep.prune.startup", "of 9 trials none would be stopped"),
        (
            "sweep: {over: {seed: [1, 2]}, prune: median}",
            "sweep.prune.startup",
            "of 2 trials none would be stopped. Received: 5",
        ),
        ("sweep: {over: {seed: [1]}, prune: median}", "sweep.prune.startup", "of 1 trial none"),
        (pruned("{warmup: 9}"), "sweep.prune.warmup", "below training.epochs, 9"),
        (pruned("{keep: 0.5}"), "sweep.prune.keep", "belongs to percentile, and sweep.prune.kind"),
        (pruned("{kind: hyperband, startup: 2}"), "sweep.prune.startup", "belongs to median and"),
        (
            pruned("{kind: successive_halving, first_rung: 27}"),
            "sweep.prune.first_rung",
            "below training.epochs, 9: later there is nothing to save. Received: 27",
        ),
    ],
    "figures_between_epochs": [
        (halving("metric: parameters"), "sweep.metric", "is not measured at the end of an epoch"),
        (
            pruned("median, metric: seconds"),
            "sweep.metric",
            "where sweep.prune compares; choose of val_loss, val_accuracy, best_val_loss,",
        ),
    ],
}
ACCEPTED = [
    halving("first_rung: 8"),
    halving("metric: best_val_loss, direction: min, folds: 3"),
    halving("metric: loss, factor: 2"),
    pruned("median"),
    pruned("{kind: percentile, keep: 0.5, warmup: 0, startup: 8}"),
    pruned("{kind: hyperband, factor: 2, first_rung: 8}", "kind: bayesian, trials: 9"),
    pruned("successive_halving", "kind: cma_es, trials: 9"),
    "sweep: {over: {seed: [1, 2, 3, 4, 5, 6]}, prune: median}",
    pruned("null"),
]
SURFACE = "surface: beale\noptimizer: sgd\ntraining: {steps: 9}\n"


def test_every_rule_has_a_case():
    assert list(REFUSED) == [rule.__name__ for rule in STOPPING_RULES]


@pytest.mark.parametrize(
    ("text", "key", "message"), [case for cases in REFUSED.values() for case in cases]
)
def test_refused(problem, text, key, message):
    found = problem(f"model: mlp\n{text}")
    assert found.split(" ", 1)[1].startswith(f"{key}: ")
    assert message in found


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(loaded, text):
    loaded(f"model: mlp\n{text}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (pruned("medium"), "sweep.prune: must be 'median', 'percentile', 'successive_halving'"),
        (pruned("3"), "sweep.prune: must be "),
        (pruned("{keep: 1, kind: percentile}"), "sweep.prune.keep: must be a number above 0 and"),
        (pruned("{kind: hyperband, factor: 1}"), "sweep.prune.factor: must be a whole number of"),
        (pruned("{starup: 3}"), "sweep.prune.starup: unknown key; did you mean 'startup'?"),
        (halving("first_rung: 0"), "sweep.first_rung: must be a whole number of at least 1."),
        (SURFACE + f"sweep: {{kind: halving, trials: 9, metric: value, {OVER}}}", "surface has"),
        (
            SURFACE + f"sweep: {{kind: random, trials: 9, metric: value, prune: median, {OVER}}}",
            "su",
        ),
    ],
)
def test_what_is_wrong_elsewhere(problem, text, message):
    found = problem(text if text.startswith("surface") else f"model: mlp\n{text}")
    assert message in found


def test_a_test_metric_is_refused_once(problem):
    found = problem(f"model: mlp\n{halving('metric: test_accuracy')}")
    assert "use val_accuracy" in found
    assert "end of an epoch" not in found
