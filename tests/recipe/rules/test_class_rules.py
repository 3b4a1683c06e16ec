"""Settings that treat classes differently."""

from __future__ import annotations

import pytest

from suite.recipe import load
from suite.recipe.rules.class_rules import CLASS_RULES

REFUSED = {
    "weights_of_classes": [
        (
            "training: {class_weights: {3: -1}}",
            "r.yaml:2:31 training.class_weights.3: must be a number of at least 0. Received: -1",
        ),
        ("training: {class_weights: {cat: .nan}}", "training.class_weights.cat: must be a number"),
        ("training: {class_weights: {cat: .inf}}", "training.class_weights.cat: must be a number"),
        ("training: {class_weights: {cat: high}}", "Received: 'high'"),
        ("training: {class_weights: {cat: true}}", "Received: true"),
        ("training: {class_weights: {cat: [1]}}", "Received: [1]"),
    ],
    "counts_of_classes": [
        (
            "data: {class_counts: {3: 0}}",
            "r.yaml:2:26 data.class_counts.3: must be a whole number of at least 1. Received: 0",
        ),
        ("data: {class_counts: {3: 1.5}}", "data.class_counts.3: must be a whole number"),
        ("data: {class_counts: {3: true}}", "data.class_counts.3: must be a whole number"),
    ],
    "one_balance": [
        (
            "data: {sampling: balanced}\ntraining: {class_weights: balanced}",
            "training.class_weights: balances the classes, and so does data.sampling: balanced",
        ),
    ],
    "weighted_mean": [
        (
            "loss: {kind: sparse_categorical_crossentropy, reduction: mean_with_sample_weight}\n"
            "training: {class_weights: balanced}",
            "loss.reduction: divides by the weights of each replica's and each micro-batch's own",
        ),
    ],
}
ACCEPTED = [
    "training: {class_weights: {3: 0, cat: 2.5}}",
    "training: {class_weights: balanced}",
    "data: {sampling: balanced}\ntraining: {class_weights: {3: 2}}",
    "loss: {kind: sparse_categorical_crossentropy, reduction: mean_with_sample_weight}",
    "data: {class_counts: {3: 20, 8: 1}}",
]


def test_every_rule_has_a_case():
    assert list(REFUSED) == [rule.__name__ for rule in CLASS_RULES]


@pytest.mark.parametrize(
    ("text", "message"), [case for cases in REFUSED.values() for case in cases]
)
def test_what_is_refused(problem, text, message):
    assert message in problem(f"model: mlp\n{text}")


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_is_accepted_survives_being_resolved(loaded, write, text):
    recipe = loaded(f"model: mlp\n{text}")
    again = load(write(recipe.to_yaml(), "run/recipe.yaml"))
    assert again == recipe
    assert recipe != loaded("model: mlp")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "training: {class_weights: balancd}",
            "training.class_weights: must be 'balanced', or a mapping of class names or numbers "
            "to weights. Received: 'balancd'",
        ),
        ("training: {class_weights: 3}", "Received: 3"),
        (
            "data: {class_counts: [3]}",
            "data.class_counts: must be a mapping of class names or numbers to numbers of "
            "training examples. Received: [3]",
        ),
        (
            "data: {sampling: balancd}",
            "data.sampling: must be 'shuffle' or 'balanced'. Received: 'balancd'; did you mean "
            "'balanced'?",
        ),
    ],
)
def test_another_type_is_refused(problem, text, message):
    assert message in problem(f"model: mlp\n{text}")


def test_classes_are_added_changed_and_taken_back(loaded, write):
    write("model: mlp\ntraining: {class_weights: {3: 2, cat: 5}}", "base.yaml")
    text = "extends: base.yaml\ntraining: {class_weights: {3: null, cat: 4, 7: 9}}"
    assert loaded(text).training.class_weights == {"cat": 4, "7": 9}
    text = "extends: base.yaml\ntraining: {class_weights: balanced}"
    assert loaded(text).training.class_weights == "balanced"
    assert loaded(text, "training.class_weights={8: 2}").training.class_weights == {"8": 2}
    assert loaded(text, "training.class_weights={cat: 2}").training.class_weights == {"cat": 2}
    assert loaded(text, "training.class_weights.cat=2").training.class_weights == {"cat": 2}
    assert loaded(text, "training.class_weights=null").training.class_weights is None
    assert loaded("model: mlp", "data.class_counts.3=20").data.class_counts == {"3": 20}


def test_they_outlive_a_change_of_the_source(loaded, write):
    write("model: mlp\ndata: {kind: digits, sampling: balanced, class_counts: {1: 5}}", "base.yaml")
    data = loaded("extends: base.yaml\ndata: {kind: mnist}").data
    assert (data.sampling, data.class_counts) == ("balanced", {"1": 5})
