"""What contradicts itself in a `transfer` block."""

from __future__ import annotations

import pytest

from suite.recipe import RecipeError, load
from suite.recipe.rules import transfer_rules

RATES = "transfer: {source: a, rates: {head: 2}}"
APPLICATION = "model: application\ndata: {normalize: none}"
REFUSED = {
    "a_source": [
        ("transfer: {plan: all}", "transfer.source", "required: mlp has no trained weights"),
        ("transfer: {plan: predict}", "transfer.source", "a source with a trained head"),
    ],
    "one_freeze_plan": [
        ("transfer: {source: a, plan: all, freeze: b}", "transfer.freeze", "all says what is"),
        ("transfer: {source: a, unfreeze: {every: 1ep}}", "transfer.unfreeze", "add freeze"),
        ("transfer: {source: a, plan: little_similar, head: keep}", "transfer.head", "contradicts"),
        ("transfer: {source: a, plan: predict, head: new}", "transfer.head", "contradicts"),
        ("transfer: {source: a, plan: predict, rates: {b: 1}}", "transfer.rates", "trains nothing"),
    ],
    "replaced_layers": [
        ("transfer: {source: a, plan: predict, replace: [b]}", "transfer.replace", "trains no new"),
        (
            "transfer: {source: a, plan: much_different, replace: [b]}",
            "transfer.replace",
            "only new layers",
        ),
        (f"{APPLICATION}\ntransfer: {{replace: [b]}}", "transfer.replace", "needs a source"),
    ],
    "proportional_steps": [
        (f"{RATES}\noptimizer: ftrl", "transfer.rates", "that of ftrl is not"),
        ("optimizer: ftrl\ntraining: {rates: {'*': 2}}", "training.rates", "that of ftrl is not"),
        (
            f"{RATES}\noptimizer: {{use_ema: true}}\ncallbacks: [swap_ema_weights]",
            "transfer.rates",
            "use training.ema",
        ),
        (
            "transfer: {source: a, freeze: b, unfreeze: {every: 1ep}}\noptimizer: adagrad_da",
            "transfer.unfreeze",
            "adagrad_da is not",
        ),
    ],
    "raw_pixels": [
        ("model: application", "data.normalize", "must be none"),
        (
            "model: {kind: application, weights: imagenet}\ndata: {normalize: none}\n"
            "transfer: {plan: much_different}",
            "transfer.plan",
            "much_different is from scratch",
        ),
    ],
}
ACCEPTED = [
    RATES,
    f"{RATES}\noptimizer: rprop",
    "transfer: {plan: much_different}",
    "transfer: {source: a, plan: little_different}",
    "transfer: {source: a, plan: little_different, freeze: {first: 2}}",
    "transfer: {source: a, plan: last_layer, unfreeze: {every: 10%, layers: 2}}",
    "transfer: {source: a, freeze: [b, c], unfreeze: {every: 500st}}\noptimizer: rmsprop",
    "transfer: {source: a, plan: last_layer, replace: ['block2*', dense1]}",
    f"{APPLICATION}\ntransfer: {{plan: last_layer}}",
    f"{APPLICATION}\ntransfer: {{source: a}}",
    APPLICATION,
]
WRONG = [
    ("transfer: {plan: some}", "transfer.plan", "must be 'predict', 'last_layer', 'all'"),
    ("transfer: {source: a, freeze: {first: 0}}", "transfer.freeze.first", "at least 1"),
    ("transfer: {source: a, freze: b}", "transfer.freze", "did you mean 'freeze'"),
    (
        "transfer: {source: a, rates: {b: 0}}",
        "transfer.rates.b",
        "must be a number above 0. Received: 0",
    ),
    (
        "transfer: {source: a, freeze: b, unfreeze: {every: 3}}",
        "transfer.unfreeze.every",
        "must be a duration such as 2ep or 500st. Received: 3",
    ),
    ("transfer: 3", "transfer", "must be a mapping with the keys `source`, `plan`"),
]


def problems(path, text):
    model = "" if "model:" in text else "model: mlp\n"
    path.write_text(model + text)
    with pytest.raises(RecipeError) as caught:
        load(path)
    return caught.value.problems


def test_every_rule_has_a_case():
    assert list(REFUSED) == [rule.__name__ for rule in transfer_rules.TRANSFER_RULES]


@pytest.mark.parametrize(
    ("text", "key", "message"), [*[case for cases in REFUSED.values() for case in cases], *WRONG]
)
def test_refused(tmp_path, text, key, message):
    (problem,) = problems(tmp_path / "r.yaml", text)
    assert problem.key == key
    assert message in problem.message


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted_and_the_same_when_resolved(tmp_path, text):
    (tmp_path / "r.yaml").write_text(text if "model:" in text else f"model: mlp\n{text}")
    recipe = load(tmp_path / "r.yaml")
    (tmp_path / "resolved.yaml").write_text(recipe.to_yaml())
    assert load(tmp_path / "resolved.yaml") == recipe


def test_a_pattern_stands_for_a_list(tmp_path):
    (tmp_path / "r.yaml").write_text("model: mlp\ntransfer: {source: a, freeze: 'dense*'}")
    recipe = load(tmp_path / "r.yaml", "transfer.rates={a: 2, b: null}")
    assert recipe.transfer.freeze.layers == ["dense*"]
    assert recipe.transfer.rates == {"a": 2}
