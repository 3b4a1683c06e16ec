"""A warm-up that ends where the rate has come down to zero."""

from __future__ import annotations

import pytest

RECIPE = (
    "model: mlp\ntraining: {{epochs: 10}}\noptimizer: {{kind: sgd, learning_rate: {{kind: warmup, "
    "steps: {steps}, schedule: {{kind: cosine_decay, initial_learning_rate: 0.1, decay_steps: "
    "{decay}{more}}}}}}}\n"
)


@pytest.mark.parametrize(
    ("steps", "decay"), [("100%", "100%"), ("10ep", "100%"), ("60%", "5ep"), ("9st", "9st")]
)
def test_refused(problem, steps, decay):
    found = problem(RECIPE.format(steps=steps, decay=decay, more=""))
    assert found.startswith("r.yaml:3:61 optimizer.learning_rate.steps: the warm-up ends when cos")


@pytest.mark.parametrize(
    ("steps", "decay", "more"),
    [("5%", "100%", ""), ("100%", "100%", ", alpha: 0.1"), ("9st", "100%", ""), ("0%", "50%", "")],
)
def test_accepted(loaded, steps, decay, more):
    loaded(RECIPE.format(steps=steps, decay=decay, more=more))
