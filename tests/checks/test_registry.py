"""All checks together: complete, silent on healthy nets, and without a trace."""

from __future__ import annotations

import random
from pathlib import Path

import keras
import numpy as np
import pytest

import suite.checks
from suite.checks import CHECKS, DEEP_CHECKS, run_checks
from suite.checks.support.untouched import untouched
from suite.diagnostics.start import Start, set_start
from tests.checks.context import cnn, context, dataset, images, mlp, recipe_context

DIGITS = (
    "quickstart",
    "models/mlp-digits",
    "models/cnn-digits",
    "models/resnet20-digits",
    "models/se-resnet20-digits",
    "data/spiral",
)
HELPERS = {"__init__", "clone", "context", "graph", "loss_kind", "registry", "roles", "untouched"}


def test_every_file_that_is_no_helper_is_a_check():
    folder = Path(suite.checks.__file__).parent
    files = {path.stem for path in (*folder.glob("*.py"), *folder.glob("data/*.py"))}
    assert {check.__name__ for check in (*CHECKS, *DEEP_CHECKS)} == files - HELPERS


@pytest.mark.parametrize("check", [*CHECKS, *DEEP_CHECKS], ids=lambda check: check.__name__)
def test_every_check_tells_its_topic_and_when_it_speaks(check):
    assert "Topic: " in check.__doc__
    assert "error  " in check.__doc__ or "warning  " in check.__doc__


def state(model: keras.Model) -> list[bytes]:
    return [v.numpy().tobytes() for v in (*model.variables, *model.optimizer.variables)]


@pytest.mark.parametrize("body", [mlp, cnn])
def test_leaves_no_trace_in_a_model(body):
    """Weights, moving statistics, dropout seeds, Python's and NumPy's random states."""
    data = dataset(val=images(40, seed=1), test=images(40, seed=2))
    made = context(body, data=data)
    before = state(made.model), random.getstate(), np.random.get_state()[1].tobytes()
    found = run_checks(made, (*CHECKS, *DEEP_CHECKS))
    assert {name: [str(f) for f in findings] for name, findings in found.items() if findings} == {}
    assert (state(made.model), random.getstate(), np.random.get_state()[1].tobytes()) == before


def test_restores_what_goes_past_keras():
    made = context(cnn).model
    before = state(made)
    with untouched(made):
        for variable in made.variables:
            variable.assign(variable + 1)
        random.random()
    assert state(made) == before


@pytest.mark.parametrize("name", DIGITS)
def test_says_nothing_of_the_shipped_recipes(name):
    found = run_checks(recipe_context(name))
    said = [str(finding) for findings in found.values() for finding in findings]
    assert said == []


@pytest.mark.parametrize(
    "overrides",
    [
        ("training.precision=mixed_float16",),
        ("training.precision=mixed_bfloat16", "data.augment+={kind: mixup}"),
    ],
)
def test_mixed_precision_and_mixed_labels(overrides):
    found = run_checks(recipe_context("quickstart", *overrides))
    assert [finding for findings in found.values() for finding in findings] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["quickstart", "models/mlp-digits", "models/resnet20-digits"])
def test_deep_checks_say_nothing_of_the_shipped_recipes(name):
    found = run_checks(recipe_context(name), DEEP_CHECKS)
    assert [str(finding) for findings in found.values() for finding in findings] == []


def test_weights_that_were_trained_before_are_not_judged_as_initial_ones():
    symmetric = context(mlp)
    for weight in symmetric.model.trainable_variables:
        weight.assign(np.ones(weight.shape))
    assert run_checks(symmetric)["init_symmetry"]
    set_start(symmetric.model, Start(is_trained=True))
    found = run_checks(symmetric)
    assert [found[name] for name in ("init_symmetry", "init_gain", "init_loss")] == [[], [], []]
