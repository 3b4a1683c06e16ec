"""What is wrong with a sweep, each at its place, and the nearest neighbor that is right."""

from __future__ import annotations

import pytest

from suite.recipe.rules.sweeps.sweep_rules import SWEEP_RULES

RATE = "optimizer.learning_rate"
OVER = f"over: {{{RATE}: [0.01, 0.1]}}"


def ranged(text, kind="kind: random, trials: 3"):
    return f"sweep: {{{kind}, over: {{{RATE}: {{{text}}}}}}}"


REFUSED = {
    # rule: recipes, each with the key and a part of the message
    "something_to_try": [
        ("sweep: {}", "sweep", "names nothing to vary; add for instance `over: "),
        (f"sweep: {{{OVER}, trials: 2}}", "sweep.trials", "a grid tries every combination"),
        (f"sweep: {{kind: random, {OVER}}}", "sweep", "has no trials; random needs them"),
        ("sweep: bayesian", "sweep", "names nothing to vary; add for instance `over: "),
        ("sweep: {kind: random, trials: 3, folds: 2}", "sweep", "and random draws; add `over`"),
        ("sweep: {kind: cross_validation}", "sweep", "has no folds; a cross_validation needs"),
        (f"sweep: {{kind: cross_validation, folds: 3, {OVER}}}", "sweep.over", "has no place in a"),
        ("sweep: {kind: cross_validation, folds: 3, trials: 3}", "sweep.trials", "has no place"),
        (
            ranged("low: 0.1, high: 1", "kind: coarse_to_fine, trials: 10"),
            "sweep.trials",
            "must be divisible by sweep.rounds, 3. Received: 10",
        ),
        (f"sweep: {{kind: coarse_to_fine, trials: 3, {OVER}}}", "sweep.over", "narrows ranges"),
        (
            "sweep: {kind: cma_es, trials: 9, over: {activation: [relu, tanh], seed: [3, 1]}}",
            "sweep.over",
            "moves along ranges and lists of ascending numbers, and there is none",
        ),
    ],
    "rounds_of_coarse_to_fine": [
        (f"sweep: {{{OVER}, rounds: 4}}", "sweep.rounds", "belongs to coarse_to_fine"),
        (f"sweep: {{{OVER}, shrink: 0.5}}", "sweep.shrink", "and sweep.kind is grid; remove"),
    ],
    "right_parameters": [
        ("sweep: {over: {sweep.trials: [1, 2]}}", "sweep.over.sweep.trials", "cannot be varied"),
        ("sweep: {over: {extends: [a, b]}}", "sweep.over.extends", "cannot be varied"),
        ("sweep: {over: {'a b': [1]}}", "sweep.over.a b", "cannot be varied; name a key such"),
        (
            "sweep: {over: {seed: 3}}",
            "sweep.over.seed",
            "must be a list of values, or a range such",
        ),
        ("sweep: {over: {seed: []}}", "sweep.over.seed", "is empty; give at least one value"),
        ("sweep: {over: {seed: [1, 2, 1]}}", "sweep.over.seed", "names a value twice"),
        (
            "sweep: {over: {optimizer: {learning_rate: [1, 2]}}}",
            "sweep.over.optimizer",
            "a key below it is written with a dot, `optimizer.key: [...]`",
        ),
        (
            ranged("low: 1, high: 1"),
            f"sweep.over.{RATE}.low",
            "must be below high. Received: low 1",
        ),
        (ranged("low: 0, high: 1, scale: log"), f"sweep.over.{RATE}.low", "must be above 0 on a"),
        (
            ranged("low: 0.1, high: 1, scale: log, step: 0.5"),
            f"sweep.over.{RATE}.step",
            "is a factor on a logarithmic scale, above 1. Received: 0.5",
        ),
        (ranged("low: 0, high: 1, step: 2"), f"sweep.over.{RATE}.step", "is longer than the range"),
        (ranged("low: 0, high: 1, step: 1e-9"), f"sweep.over.{RATE}.step", "more than 1000 values"),
        (
            ranged("low: 0.1, high: 1", "kind: grid"),
            f"sweep.over.{RATE}",
            "or a range with a `step`",
        ),
        (
            ranged("low: 0.5, high: 3, integer: true"),
            f"sweep.over.{RATE}.low",
            "must be whole where integer is true. Received: 0.5",
        ),
        (ranged("low: 0.1"), f"sweep.over.{RATE}", "has no high; a range needs low and high"),
        (
            ranged("low: 0.1, high: ten"),
            f"sweep.over.{RATE}.high",
            "must be a number. Received: 'ten'",
        ),
        (
            ranged("low: 0.1, high: 1, scale: log10"),
            f"sweep.over.{RATE}.scale",
            "must be 'linear' or 'log'. Received: 'log10'",
        ),
        (
            ranged("low: 0.1, high: 1, hight: 2"),
            f"sweep.over.{RATE}.hight",
            "unknown key; did you mean 'high'? accepted: low, high, scale, step, integer",
        ),
        (
            ranged("low: 0.1, high: 1, step: 0"),
            f"sweep.over.{RATE}.step",
            "must be a number above 0",
        ),
    ],
    "a_metric_to_choose_by": [
        (f"sweep: {{{OVER}, metric: test_accuracy}}", "sweep.metric", "use val_accuracy"),
        (
            f"sweep: {{{OVER}, metric: val_acc}}",
            "sweep.metric",
            "there is no val_acc: the runs measure val_loss, val_accuracy, and best_val_... of "
            "each; did you mean 'val_accuracy'?",
        ),
        (f"sweep: {{{OVER}, metric: best_val_auc}}", "sweep.metric", "there is no best_val_auc"),
    ],
    "folds_once": [
        ("data: {fold: {index: 0, of: 3}}\nsweep: {folds: 3}", "data.fold", "is chosen by sweep"),
    ],
    "one_process": [
        (
            f"training: {{strategy: multi_worker}}\nsweep: {{{OVER}}}",
            "training.strategy",
            "a sweep runs in one process",
        ),
    ],
}
ACCEPTED = [
    f"sweep: {{{OVER}, metric: best_val_loss}}",
    f"metrics: [balanced_accuracy]\nsweep: {{{OVER}, metric: val_balanced_accuracy}}",
    f"sweep: {{{OVER}, metric: images_per_second}}",
    f"sweep: {{{OVER}}}",
    "sweep: {folds: 3}",
    "sweep: {kind: cross_validation, folds: 3}",
    f"sweep: {{{OVER}, folds: 3, kind: random, trials: 3}}",
    f"sweep: {{{OVER}, direction: min, metric: best_val_loss}}",
    ranged("low: 0.1, high: 1, step: 0.1", "kind: grid"),
    ranged("low: 0.1, high: 1", "kind: coarse_to_fine, trials: 9"),
    ranged("low: 0.1, high: 1", "kind: coarse_to_fine, trials: 10, rounds: 5, shrink: 0.5"),
    "sweep: {over: {seed: [1, 2]}}",
    "sweep: {kind: cma_es, trials: 9, over: {data.batch_size: [16, 32], seed: [2, 1]}}",
    "sweep: {over: {data.normalize: [none, standard], data.kind: [blobs, moons]}}",
    "data: {fold: {index: 2, of: 3}}",
    "data: {kind: mnist, validation: 0, fold: {index: 0, of: 5}}\ncallbacks: [early_stopping]",
    "training: {strategy: mirrored}\nsweep: {folds: 3}",
]


def test_every_rule_has_a_case():
    assert list(REFUSED) == [rule.__name__ for rule in SWEEP_RULES]


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


SURFACE = "surface: rosenbrock\noptimizer: sgd\ntraining: {steps: 9}\n"


def test_surfaces_are_compared_by_what_they_have(loaded, problem):
    found = problem(f"{SURFACE}sweep: {{{OVER}}}")
    assert found.endswith("sweep: a surface has no val_accuracy; set sweep.metric: value")
    assert "no examples to divide" in problem(
        f"{SURFACE}sweep: {{{OVER}, metric: value, folds: 2}}"
    )
    for metric in ("value", "distance"):
        recipe = loaded(f"{SURFACE}sweep: {{{OVER}, metric: {metric}}}")
        assert "sweep:" in recipe.to_yaml()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sweep: 3", "or a mapping with the keys `kind`, `over`, `trials`, `metric`, "),
        (f"sweep: {{{OVER}, kindd: grid}}", "sweep.kindd: unknown key; did you mean 'kind'?"),
        (f"sweep: {{{OVER}, kind: gird}}", "Received: 'gird'; did you mean 'grid'?"),
        (f"sweep: {{{OVER}, folds: 1}}", "sweep.folds: must be a whole number of at least 2."),
        (f"sweep: {{{OVER}, trials: 0}}", "sweep.trials: must be a whole number of at least 1."),
        (f"sweep: {{{OVER}, shrink: 1}}", "sweep.shrink: must be a number above 0 and below 1."),
        (f"sweep: {{{OVER}, rounds: 1}}", "sweep.rounds: must be a whole number of at least 2."),
        (f"sweep: {{{OVER}, direction: up}}", "must be 'auto', 'max' or 'min'. Received: 'up'"),
        ("sweep: {over: [seed], folds: 2}", "sweep.over: must be a mapping of keys to lists of"),
        ("data: {fold: {index: -1, of: 3}}", "index: must be a whole number of at least 0."),
        ("data: {fold: {index: 0, of: 1}}", "data.fold.of: must be a whole number of at least 2."),
        (
            "data: {fold: 3}",
            "data.fold: must be a mapping with the keys `index`, `of`. Received: 3",
        ),
    ],
)
def test_wrong_types(problem, text, message):
    assert message in problem(f"model: mlp\n{text}")
