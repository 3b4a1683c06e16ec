"""What watches every run: checks before it, cheap diagnostics, the doctor at its end."""

from __future__ import annotations

import json
import zipfile

import pytest

import suite
from suite.lab.try_edit import try_edit
from suite.recipe.task.figures import MONITORS
from suite.runs.run_texts import closing_text, doctor_text
from suite.training.assembly.clock import Clock
from suite.training.assembly.monitors import monitors

# Long enough for the diagnostics' windows of 100 steps.
RECIPE = """
data: {kind: digits, batch_size: 64}
model: {kind: mlp, widths: [32, 32], norm: batch}
optimizer: {kind: sgd, momentum: 0.9, learning_rate: 0.05}
training: {epochs: 6}
"""


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    path = tmp_path_factory.mktemp("watch") / "recipe.yaml"
    path.write_text(RECIPE)
    return suite.load(path)


@pytest.fixture(scope="module")
def healthy(recipe, tmp_path_factory):
    return suite.run(recipe, tmp_path_factory.mktemp("healthy") / "run", quiet=True)


@pytest.fixture(scope="module")
def dying(recipe, tmp_path_factory):
    changed = recipe.replace(
        "model.norm=none", "model.bias_initializer={kind: constant, value: -3}"
    )
    return suite.run(changed, tmp_path_factory.mktemp("dying") / "run", quiet=True)


def built(recipe):
    return [type(one).__name__ for one in monitors(recipe, Clock(19, 6))]


def test_a_run_has_the_monitors_that_its_recipe_does_not_name(recipe):
    assert len(built(recipe)) == len(MONITORS)
    named = recipe.replace("callbacks=[{kind: dead_neurons, every: 5}, gradient_norm]")
    assert len(built(named)) == len(MONITORS) - 2
    assert not {"DeadNeurons", "GradientNorm"} & set(built(named))


def test_none_leaves_only_what_the_recipe_names(recipe, healthy, tmp_path):
    bare = recipe.replace("training.diagnostics=none")
    assert built(bare) == []
    run = suite.run(bare, tmp_path / "run", quiet=True)
    assert not [name for name in run.history.columns if "/" in name]
    assert any(name.startswith("gradient_norm/") for name in healthy.history.columns)
    assert weights(run) == weights(healthy)  # whoever is watched trains the same, bit for bit


def weights(run):
    with zipfile.ZipFile(run.directory.model_keras) as archive:
        return archive.read("model.weights.h5")


def test_a_healthy_run_has_no_diagnosis(healthy):
    assert healthy.diagnosis is None
    assert doctor_text(healthy) == "nothing wrong found"
    assert "diagnosis" not in closing_text(healthy)


def test_the_summary_holds_no_measurements(healthy):
    assert not [name for name in healthy.summary["metrics"] if "/" in name]


def test_a_net_built_to_die_is_diagnosed_at_the_end_of_its_run(dying):
    found = json.loads(dying.directory.findings_json.read_text())
    assert found == dying.findings
    assert dying.diagnosis.cause.name == "dead_start"
    assert "diagnosis: Units were dead before the first step" in closing_text(dying)


@pytest.mark.slow
def test_a_proposed_change_is_tried(dying):
    text = try_edit(dying, quiet=True)
    before, after = next(line for line in text.splitlines() if "val_accuracy" in line).split()[1:]
    assert float(before) < 0.2 < 0.9 < float(after)
    *_, verdict, judgment = text.splitlines()
    assert verdict.endswith("nothing wrong found")
    assert judgment.startswith("The change helps: val_accuracy 0.")


def test_there_must_be_a_change_to_try(healthy):
    with pytest.raises(suite.UserError, match="proposes no change"):
        try_edit(healthy, quiet=True)
