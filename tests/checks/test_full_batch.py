"""Rprop with small batches is warned of; whole passes are noted."""

from __future__ import annotations

import pytest

import suite
from suite.checks.full_batch import full_batch
from suite.lab.inspect.check_build import built


def findings(*overrides: str) -> list:
    recipe = suite.load("quickstart", "model={kind: mlp, widths: [4]}", *overrides)
    return full_batch(built(recipe, show=lambda text: None))


def test_a_part_of_the_training_set_is_too_little():
    (finding,) = findings("optimizer={kind: rprop}", "data.batch_size=100")
    assert finding.severity == "warning"
    assert finding.figure == pytest.approx(100 / 1252)
    assert str(finding.edit) == "data.batch_size: 100 -> 1252"


def test_an_optimizer_of_whole_passes_tells_what_falls_away():
    (finding,) = findings("optimizer=l_bfgs", "data.batch_size=100")
    assert (finding.severity, finding.topic) == ("note", "optim/l-bfgs")
    assert "the diagnostics of training.diagnostics: auto" in finding.text


@pytest.mark.parametrize(
    "overrides",
    [("optimizer={kind: rprop}", "data.batch_size=1252"), ("optimizer=sgd", "data.batch_size=9")],
)
def test_all_of_it_or_another_optimizer_is_fine(overrides):
    assert findings(*overrides) == []
