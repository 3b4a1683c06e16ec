"""What is told of a finding."""

from __future__ import annotations

import json

import pytest

import suite
from suite.diagnostics import Edit, Finding
from suite.training.callbacks.proposed import Proposed


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        (Edit("optimizer.learning_rate", 0.1, 0.01), True),
        (Edit("model.norm", "none", "batch"), False),  # a list of layers has no such key
        ("collect more data", True),
        (None, True),
    ],
)
def test_an_edit_is_told_where_the_recipe_takes_it(edit, kept):
    recipe = suite.load("quickstart", "model={kind: sequential, layers: [{kind: flatten}]}")
    found = Finding("mine", "It is so.", edit=edit)
    told = Proposed(recipe)(found)
    assert told.edit == (edit if kept else None)
    assert told.text == found.text


def test_the_findings_of_a_run_hold_no_edit_that_its_recipe_refuses(tmp_path):
    recipe = suite.load(
        "quickstart",
        "data={kind: moons, samples: 60, batch_size: 10, normalize: none}",
        "model={kind: sequential, layers: [{kind: dense, units: 4}, {kind: dense, units: 4}]}",
        "optimizer={kind: sgd, learning_rate: 50.0}",
        "training.epochs=4",
    )
    run = suite.run(recipe, tmp_path / "run", quiet=True)
    found = json.loads(run.directory.findings_json.read_text("utf-8"))
    assert "architecture" in [one["diagnostic"] for one in found]
    edits = [Edit.understood(one["edit"]) for one in found if one["edit"]]
    assert edits
    for edit in edits:
        recipe.replace(edit.override)
