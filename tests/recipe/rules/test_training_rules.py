"""What the keys of `training` cannot mean together with others."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("training: {checkpoint_every: 500%}", "r.yaml:2:30 training.checkpoint_every: must be at"),
        (
            "loss: {kind: sparse_categorical_crossentropy, reduction: none}",
            "r.yaml:2:58 loss.reduction: leaves a number for each sample",
        ),
    ],
)
def test_refused(problem, text, says):
    assert problem(f"model: mlp\n{text}\n").startswith(says)


@pytest.mark.parametrize(
    "text",
    [
        "training: {checkpoint_every: 100%}",
        "training: {checkpoint_every: 0.5ep}",
        "training: {checkpoint_every: 10min}",
        "loss: {kind: sparse_categorical_crossentropy, reduction: sum}",
    ],
)
def test_accepted(loaded, text):
    loaded(f"model: mlp\n{text}\n")
