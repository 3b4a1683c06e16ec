"""The JSON schema of files accepts what the suite accepts, and refuses what is plainly wrong."""

from __future__ import annotations

from pathlib import Path
from random import Random

import jsonschema
import pytest
import yaml

from benchmarks.fuzz import bases
from benchmarks.fuzz.mutations import mutated
from suite.catalog import HERE, Catalog, Doors
from suite.errors import UserError
from suite.package import FOLDER
from suite.recipe import load
from suite.recipe.text.dialect import Loader
from suite.studies.file_schema import file_schema

RECIPES = Path(FOLDER).parent / "recipes"


@pytest.fixture(scope="module")
def judge():
    schema = file_schema(HERE)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def wrong(judge, text):
    """Where a text is wrong, and how; none where it is right."""
    best = jsonschema.exceptions.best_match(judge.iter_errors(yaml.load(text, Loader=Loader)))
    return None if best is None else (list(best.absolute_path), best.message)


def test_every_shipped_file_is_right(judge):
    files = [one for one in sorted(RECIPES.glob("**/*.yaml")) if one.parent.name != "solutions"]
    found = {
        str(file.relative_to(RECIPES)): wrong(judge, file.read_text("utf-8")) for file in files
    }
    assert {name: told for name, told in found.items() if told} == {}
    assert len(files) > 250
    assert any("exercises" in name for name in found)


def test_every_default_is_right(judge):
    found = {name: wrong(judge, bases.text(values)) for name, values in bases.whole().items()}
    assert {name: told for name, told in found.items() if told} == {}


def test_nothing_that_check_accepts_is_refused(judge, tmp_path):
    plains = {name: bases.plain(text) for name, text in bases.written().items()}
    names, accepted, caught = list(plains), 0, 0
    for number in range(400):
        name = names[number % len(names)]
        draw = Random(f"schema {number}")
        text = bases.text(mutated(plains[name], list(plains.values()), draw))
        (tmp_path / "mutant.yaml").write_text(text, "utf-8")
        told = wrong(judge, text)
        try:
            load(tmp_path / "mutant.yaml")
        except UserError:
            caught += told is not None
            continue
        accepted += 1
        assert told is None, f"{name}, number {number}: {told}\n{text}"
    assert accepted > 50
    assert caught > 150


RIGHT = [
    "extends: quickstart\noptimizer: {learning_rate: 0.1}",
    "extends: [quickstart, other.yaml]",
    "data: mnist\nmodel: cnn",
    "data: {kind: mnist, batch_size: 1e2}\nmodel: cnn",
    "model: ./net.py:net\ncallbacks: [package.module:Monitor]",
    "model: {kind: ./net.py:net, width: 3}",
    "model: mlp\noptimizer: AdamW\nloss: null",
    "model: mlp\noptimizer: {kind: adam_w, weight_decay: 0.1}",
    "model: mlp\noptimizer: {kind: SGD, learning_rate: {kind: cosine, initial_learning_rate: 0.1}}",
    "model: mlp\ntraining: {checkpoint_every: 10min, keep_best: val_loss}",
    "model: {kind: sequential, layers: [flatten, {kind: dense, units: 3}]}",
    "model: mlp\nsweep: {kind: random, trials: 3, over: {seed: [0, 1]}}",
    "topic: init/zeros\nstudy: {title: t, says: s, claims: [{claim: a > 1, id: C115}]}",
]
WRONG = {
    "model: mlp\noptimizr: sgd": "optimizr",
    "model: mlp\nseed: -1": "-1",
    "model: mlp\noptimizer: {kind: sgd, momentun: 0.9}": "momentun",
    "model: mlp\noptimizer: {kind: sgd, momentum: 2}": "2",
    "model: mlp\ntraining: {epochs: many}": "many",
    "model: {kind: mlp, widths: wide}": "wide",
    "model: mlp\ncallbacks: gradient_norm": "gradient_norm",
    "model: mlp\ndata: {kind: digits, augment: [random_flop]}": "random_flop",
    "topic: init/zeros\nstudy: {title: t, says: s, claims: []}": "[]",
    "topic: init/zeros\nexercise: {title: t}": "required",
}


@pytest.mark.parametrize("text", RIGHT)
def test_other_ways_to_write_are_right(judge, text):
    assert wrong(judge, text) is None


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_mistakes_are_seen(judge, text):
    assert WRONG[text] in wrong(judge, text)[1]


def test_it_knows_the_users_own_callbacks(tmp_path):
    (tmp_path / "mean_loss.py").write_text(
        "from suite import Diagnostic\n\n\nclass MeanLoss(Diagnostic):\n"
        '    """Mean of the loss."""\n\n'
        "    def __init__(self, every: int = 1):\n        super().__init__(every)\n"
    )
    schema = file_schema(Catalog(Doors(plugins=(tmp_path,))))
    names = schema["$defs"]["callbacks"]["then"]["anyOf"][0]
    assert names["enumDescriptions"][names["enum"].index("mean_loss")] == "Mean of the loss."


def test_each_key_has_a_text_and_a_default(judge):
    training = judge.schema["$defs"]["TrainingSettings"]["properties"]
    assert training["epochs"]["default"] == 10
    assert all(key.get("description") for key in training.values())
    layers = judge.schema["$defs"]["layers.mapping"]["allOf"]
    dense = next(one for one in layers if one["if"]["properties"]["kind"]["enum"] == ["dense"])
    assert dense["then"]["properties"]["use_bias"]["default"] is True
    assert "densely-connected" in dense["then"]["description"]
