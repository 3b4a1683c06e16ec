"""What optimizers and penalties cannot do in a recipe."""

from __future__ import annotations

import pytest

from suite.catalog import HERE
from suite.recipe.rules.optimizer_rules import OPTIMIZER_RULES
from suite.recipe.rules.penalty_rules import PENALTY_RULES

ACCUMULATE = "optimizer: {kind: adam, gradient_accumulation_steps: 4}"
REFUSED = {
    "accumulation_on_replicas": [
        (
            f"{ACCUMULATE}\ntraining: {{strategy: mirrored}}",
            "r.yaml:2:54 optimizer.gradient_accumulation_steps: does not work with "
            "training.strategy: mirrored; computing each batch in parts gives the same: "
            "training.gradient_accumulation: 4 with a data.batch_size 4 times as large",
        ),
        (
            f"{ACCUMULATE}\ntraining: {{strategy: multi_worker}}",
            "r.yaml:2:54 optimizer.gradient_accumulation_steps: does not work with "
            "training.strategy: multi_worker; computing each batch in parts gives the same: "
            "training.gradient_accumulation: 4 with a data.batch_size 4 times as large",
        ),
    ],
    "optimizer_of_several": [
        (
            "optimizer: {kind: multi_optimizer, optimizer_map: x}",
            "r.yaml:2:12 optimizer: multi_optimizer takes its optimizers from a Python object; "
            "name one optimizer, with a rate for each group of layers in transfer.rates, or a "
            "function of your own that returns it, as ./my_file.py:name",
        ),
    ],
    "penalties_with_content": [
        (
            "penalties: [{layers: dense*}]",
            "r.yaml:2:13 penalties.0: names layers and nothing that holds for them; add for "
            "instance `kernel_regularizer: {kind: l2, l2: 0.0001}`",
        ),
        (
            "penalties: [{layers: a, kernel_regularizer: l2}, {layers: b, bias_constraint: null}]",
            "r.yaml:2:50 penalties.1: names layers and nothing that holds for them; add for "
            "instance `kernel_regularizer: {kind: l2, l2: 0.0001}`",
        ),
    ],
}
ACCEPTED = [
    ACCUMULATE,
    f"{ACCUMULATE}\ntraining: {{strategy: one_device}}",
    "training: {strategy: mirrored, gradient_accumulation: 4}",
    "optimizer: {kind: adam, gradient_accumulation_steps: null}\ntraining: {strategy: mirrored}",
    "penalties: []",
    "penalties: [{layers: '*', activity_regularizer: l1}]",
]


def test_every_rule_has_a_case():
    assert list(REFUSED) == [rule.__name__ for rule in (*OPTIMIZER_RULES, *PENALTY_RULES)]


@pytest.mark.parametrize(("text", "said"), [one for cases in REFUSED.values() for one in cases])
def test_refused(problems, text, said):
    if "multi_optimizer" in text and HERE.get("optimizers", "multi_optimizer") is None:
        pytest.skip("this Keras has no MultiOptimizer")
    assert said in problems(f"model: mlp\n{text}")


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(loaded, text):
    loaded(f"model: mlp\n{text}")
