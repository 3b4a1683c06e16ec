"""Every key of the schema, misspelt and mistyped; the tables come from the schema itself."""

from __future__ import annotations

import inspect

import pytest
from pydantic import BaseModel

from suite.catalog import HERE, Component
from suite.recipe.recipe import load
from suite.recipe.schema.recipe_settings import (
    DRAWN_BY_CLASS,
    DataSettings,
    RecipeSettings,
    plain,
)
from suite.recipe.schema.wording import expectation
from suite.recipe.text.dialect import dump


def keys(model=RecipeSettings, path=()):
    """The path of every key of the schema, at every depth."""
    for name in model.model_fields:
        yield (*path, name)
        below = expectation(RecipeSettings, (*path, name))
        below = getattr(below, "__origin__", below)
        if isinstance(below, type) and issubclass(below, BaseModel):
            yield from keys(below, (*path, name))


KEYS = list(keys())
COMPONENTS = {("model",), ("optimizer",), ("loss",), ("metrics",), ("callbacks",)}
ACCEPTS_MAPPINGS = COMPONENTS | {
    ("data",),
    ("data", "augment"),
    ("data", "fold"),
    ("sweep",),
    ("data", "class_counts"),
    ("data", "normalize"),
    ("training",),
    ("training", "class_weights"),
    ("training", "lookahead"),
    ("training", "rates"),
    ("transfer",),
}


def at(path, value):
    for part in reversed(path):
        value = {part: value}
    return {"model": "mlp", **value}


def misspellings(word):
    middle = len(word) // 2
    return {
        word[:middle] + word[middle] + word[middle:],
        word[: middle - 1] + word[middle:],
        word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :],
    } - {word}


def test_the_table_has_every_depth():
    assert {
        ("seed",),
        ("data", "batch_size"),
        ("data", "normalize", "per"),
        ("training", "ema"),
    } < set(KEYS)
    assert len(KEYS) > 25


@pytest.mark.parametrize("path", KEYS, ids=".".join)
def test_a_misspelt_key_is_named_with_what_was_meant(problem, path):
    for wrong in sorted(misspellings(path[-1])):
        found = problem(dump(at((*path[:-1], wrong), None)))
        key = ".".join((*path[:-1], wrong))
        meant = f"{key}: unknown key; did you mean '{path[-1]}'? accepted: "
        assert meant in found
        assert found.startswith(f"r.yaml:{1 + len(path)}:{2 * len(path) - 1} ")


@pytest.mark.parametrize("path", [path for path in KEYS if len(path) > 1], ids=".".join)
def test_a_key_in_the_wrong_place_is_sent_to_the_right_one(problem, path):
    if path == ("data", "kind") or len(path) > 2:
        return
    found = problem(dump(at(path[-1:], None)))
    assert f"{path[-1]}: unknown key; did you mean '{'.'.join(path)}'?" in found


@pytest.mark.parametrize("path", KEYS, ids=".".join)
def test_a_wrong_type_is_named_with_what_is_accepted(problem, path):
    value = [] if path in ACCEPTS_MAPPINGS and path[-1] not in ("metrics", "augment") else {"a": 1}
    value = 3 if path in {("metrics",), ("callbacks",), ("data", "augment")} else value
    found = problem(dump(at(path, value)))
    assert f" {'.'.join(path)}: must be " in found
    assert found.endswith(f". Received: {dump(value, flow=True)}")
    assert not [word for word in ("should", "type=", "dict", "NoneType") if word in found]


WRONG = {
    "seed: 1.5": "seed: must be a whole number of at least 0 and below 4294967296. Received: 1.5",
    "seed: true": "seed: must be a whole number of at least 0 and below 4294967296. Received: true",
    "seed: '3'": "seed: must be a whole number of at least 0 and below 4294967296. Received: '3'",
    "topic: [a]": "topic: must be a text. Received: [a]",
    "name: a/b": "name: must be a text of letters, digits, `-`, `_`, `.` and `+` that can name a "
    "folder. Received: 'a/b'",
    "data: {batch_size: 0}": "data.batch_size: must be a whole number of at least 1. Received: 0",
    "data: {validation: 1}": "must be a number of at least 0 and below 1. Received: 1",
    "data: {validation: .nan}": "must be a number of at least 0 and below 1. Received: .nan",
    "data: {one_hot: yes}": "data.one_hot: must be 'auto', true or false. Received: 'yes'",
    "data: {normalize: standrd}": "must be 'none', 'scale', 'standard', 'min_max', 'log', "
    "'arctan', 'exp', 'pca_whitening' or 'zca_whitening'. Received: 'standrd'; did you mean "
    "'standard'?",
    "data: {normalize: {kind: pca_whitening, components: 1.5}}": "data.normalize.components: must "
    "be a whole number of at least 1 or a number above 0 and of at most 1. Received: 1.5",
    "data: {normalize: {kind: scale, per: pixel}}": "data.normalize.per: must be 'channel' or "
    "'feature'. Received: 'pixel'",
    "data: {input_shape: [8, x], classes: 2}": "data.input_shape.1: must be a whole number of at "
    "least 1. Received: 'x'",
    "data: {input_shape: [], classes: 2}": "that is not empty. Received: []",
    "data: {augment: random_flip}": "Received: 'random_flip'; write [random_flip]",
    "data: {kind: 3}": "data.kind: must be a text that is not empty. Received: 3",
    "training: {epochs: ten}": "epochs: must be a whole number of at least 1. Received: 'ten'",
    "training: {ema: 1.0}": "training.ema: must be a number above 0 and below 1. Received: 1.0",
    "training: {lookahead: {alpha: 0}}": "lookahead.alpha: must be a number above 0 and of at most "
    "1. Received: 0",
    "training: {rates: {a: 0}}": "training.rates.a: must be a number above 0. Received: 0",
    "training: {tta: flop}": "must be 'flip' or 'flip_shift'. Received: 'flop'",
    "training: {clip_norm: 0}": "training.clip_norm: must be a number above 0. Received: 0",
    "training: {clip_norm: .inf}": "training.clip_norm: must be a number above 0. Received: .inf",
    "training: {precision: float16}": "Received: 'float16'; did you mean 'mixed_float16'?",
    "training: {jit_compile: 1}": "must be 'auto', true or false. Received: 1",
    "training: {steps_per_execution: 0}": "or a whole number of at least 1. Received: 0",
    "training: {determinism: on}": "training.determinism: must be true or false. Received: 'on'",
    "training: 5": "training: must be a mapping with the keys `epochs`, `steps`, ",
    "metrics: accuracy": "a name, or a mapping with `kind: name` and its arguments. "
    "Received: 'accuracy'; write [accuracy]",
    "metrics: [{name: x}]": "metrics.0: must be a name, or a mapping with `kind: name` and its "
    "arguments. Received: {name: x}",
    "loss: {from_logits: true}": "loss: must be 'auto' or a name, or a mapping with `kind: name`",
    "optimizer: 3": "optimizer: must be a name, or a mapping with `kind: name` and its arguments.",
    "3: 4": "3: unknown key; accepted: name, topic, seed, data, model",
    "training: {3: 4}": "training.3: unknown key; accepted: epochs, ",
    "data: {3: 4}": "data.3: unknown key; accepted: kind, ",
}


@pytest.mark.parametrize("text", WRONG)
def test_the_message_for_a_wrong_value(problem, text):
    assert WRONG[text] in problem(f"model: mlp\n{text}\n")


def test_the_position_is_that_of_the_value_for_a_wrong_value_and_of_the_key_for_a_wrong_key(
    problems,
):
    assert [
        text.split(" ")[0] for text in problems("model: mlp\nseed:   x\ntraining:\n  epoch: 3\n")
    ] == [
        "r.yaml:2:9",
        "r.yaml:4:3",
    ]


def test_no_model(problem):
    assert problem("seed: 1") == (
        "r.yaml:1:1 model: required and not given; name a model, for instance `model: mlp`"
    )


def test_defaults(loaded):
    recipe = loaded("model: mlp")
    assert plain(recipe.optimizer) == {"kind": "adam", "learning_rate": 0.001}
    assert (recipe.loss, recipe.metrics) == ("auto", [Component("accuracy")])
    assert recipe.data.source == Component("digits")
    assert recipe.data.normalize.kind == "standard"


def test_settings_cannot_be_changed(loaded):
    recipe = loaded("model: mlp")
    for block in (recipe, recipe.data, recipe.training):
        with pytest.raises(ValueError, match="frozen"):
            block.seed = 3


def test_every_key_is_documented():
    for path in KEYS:
        model = expectation(RecipeSettings, path[:-1])
        model = getattr(model, "__origin__", model)
        assert f"\n    {path[-1]}: " in inspect.getdoc(model)


def test_data_without_a_source(loaded):
    recipe = loaded("model: mlp\ndata: {input_shape: [8, 8, 1], classes: 10}")
    assert recipe.data.kind is recipe.data.source is None
    kept = loaded("model: mlp\ndata: {kind: digits, input_shape: [8, 8, 1], classes: 10}")
    assert kept.data.kind == "digits"


@pytest.mark.parametrize(
    "text", ["model: mlp\nseed: ~", "model: mlp\ntraining: ~\noptimizer: null"]
)
def test_null_is_the_default(loaded, text):
    assert loaded(text) == loaded("model: mlp")


def test_the_number_of_classes_reaches_every_source_that_draws_so_many():
    drawn = [
        entry.name
        for entry in HERE.entries("data")
        if entry.origin == "suite" and "classes" in [one.name for one in entry.parameters]
    ]
    assert sorted(drawn) == sorted(DRAWN_BY_CLASS)
    for kind in DRAWN_BY_CLASS:
        recipe = load("quickstart", f"data={{kind: {kind}, classes: 5, samples: 50}}", "model=mlp")
        assert recipe.data.source == Component(kind, {"samples": 50, "classes": 5})
        assert recipe.resolved()["data"]["classes"] == 5
    assert load("quickstart", "data=blobs", "model=mlp").resolved()["data"]["classes"] == 3
    shared = set(DataSettings.model_fields) - {"kind", "classes"}
    taken = {one.name for entry in HERE.entries("data") for one in entry.parameters}
    assert not shared & taken
