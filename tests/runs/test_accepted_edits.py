"""Whether a recipe takes a change."""

from __future__ import annotations

import pytest

from suite.runs.accepted_edits import accepted_by

RECIPE = """
model: {kind: sequential, layers: [{kind: dense, units: 8, activation: tanh}]}
optimizer: {kind: adam, learning_rate: 1.0e-4}
callbacks: [{kind: early_stopping, patience: 0}]
"""


@pytest.mark.parametrize(
    ("override", "taken"),
    [
        ("optimizer.learning_rate=0.001", True),
        ("optimizer.momentum=0.9", False),  # Adam has none
        ("model.activation=relu", False),
        ("model.norm=batch", False),
        ("model.layers.0.activation=relu", True),
        ("model.layers.7.activation=relu", False),
        ("callbacks=[]", True),
        ("data.augment=[]", False),  # there is none
        ("training.epochs=-1", False),
        ("training.worker_wait=3.0", False),  # nothing listens to it
        ('model.layers=[{"kind": "dense", "units": 4}]', True),
    ],
)
def test_what_a_recipe_takes(tmp_path, override, taken):
    path = tmp_path / "recipe.yaml"
    path.write_text(RECIPE, "utf-8")
    assert accepted_by(path)(override) is taken


def test_nothing_is_known_against_a_change_of_a_recipe_that_cannot_be_read(tmp_path):
    path = tmp_path / "recipe.yaml"
    path.write_text("model: ./gone.py:net", "utf-8")
    assert accepted_by(path)("optimizer.learning_rate=0.001")
