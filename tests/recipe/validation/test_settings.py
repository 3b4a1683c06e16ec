"""Plain values against the schema: what is wrong, of what sort, and what is left."""

from __future__ import annotations

import pytest

from suite.catalog import Component
from suite.recipe.text.node import from_plain
from suite.recipe.text.place import Origin
from suite.recipe.validation.settings import read_settings

ORIGIN = Origin("r.yaml", lines=False)


def read(**values):
    values = {"model": "mlp", **values}
    return read_settings(values, from_plain(values, ORIGIN))


def test_right_values():
    found = read(seed=3, optimizer=Component("sgd"))
    assert (found.problems, found.wrong) == ([], frozenset())
    assert found.settings is found.sound
    assert found.settings is not None
    assert (found.settings.seed, found.settings.optimizer) == (3, Component("sgd"))


WRONG = [
    # values, key of the problem, its sort, its message
    (
        {"seed": "x"},
        "seed",
        "value",
        "must be a whole number of at least 0 and below 4294967296. Received: 'x'",
    ),
    (
        {"seed": -1},
        "seed",
        "value",
        "must be a whole number of at least 0 and below 4294967296. Received: -1",
    ),
    (
        {"seed": "3"},
        "seed",
        "value",
        "must be a whole number of at least 0 and below 4294967296. Received: '3' (YAML reads it "
        "as a text; write 3)",
    ),
    ({"sed": 3}, "sed", "unknown_key", "unknown key; did you mean 'seed'? accepted: "),
    (
        {"epochs": 3},
        "epochs",
        "unknown_key",
        "unknown key; did you mean 'training.epochs'? accepted: ",
    ),
    (
        {"learning_rate": 3},
        "learning_rate",
        "unknown_key",
        "unknown key; did you mean 'optimizer.learning_rate'? accepted: ",
    ),
    (
        {"data.limit": 3},
        "data.limit",
        "unknown_key",
        "unknown key; a dot is for the command line, here it is written data: {limit: ...}",
    ),
    (
        {"training": {"epochs": 0}},
        "training.epochs",
        "value",
        "must be a whole number of at least 1. Received: 0",
    ),
    (
        {"training": {"epochs": "1e3"}},
        "training.epochs",
        "value",
        "must be a whole number of at least 1. Received: '1e3' (YAML reads it as a text; write "
        "1000)",
    ),
    (
        {"training": {"epochs": 2**31}},
        "training.epochs",
        "value",
        "must be at most 2147483647. Received: 2147483648",
    ),
    (
        {"training": {"epoch": 3}},
        "training.epoch",
        "unknown_key",
        "unknown key; did you mean 'epochs'? accepted: epochs, steps, ",
    ),
    (
        {"training": {"precision": "float16"}},
        "training.precision",
        "value",
        "must be 'float32', 'mixed_bfloat16' or 'mixed_float16'. Received: 'float16'; did you "
        "mean 'mixed_float16'?",
    ),
    ({"training": 5}, "training", "value", "must be a mapping with the keys `epochs`, `steps`, "),
    (
        {"training": {"clip_norm": True}},
        "training.clip_norm",
        "value",
        "must be a number above 0. Received: true",
    ),
    (
        {"training": {"determinism": "no"}},
        "training.determinism",
        "value",
        "must be true or false. Received: 'no'",
    ),
    (
        {"data": {"validation": 1.5}},
        "data.validation",
        "value",
        "must be a number of at least 0 and below 1. Received: 1.5",
    ),
    (
        {"data": {"normalize": "standart"}},
        "data.normalize",
        "value",
        "must be 'none', 'scale', 'standard', ",
    ),
    (
        {"data": {"augment": "random_flip"}},
        "data.augment",
        "value",
        "must be a list, each entry a name, or a mapping with `kind: name` and its arguments. "
        "Received: 'random_flip'; write [random_flip]",
    ),
    (
        {"data": {"fold": {"index": 0}}},
        "data.fold",
        "value",
        "must be a mapping with the key `of`, a whole number of at least 2. Received: {index: 0}",
    ),
    (
        {"metrics": "accuracy"},
        "metrics",
        "value",
        "must be a list, each entry a name, or a mapping with `kind: name` and its arguments. "
        "Received: 'accuracy'; write [accuracy]",
    ),
    (
        {"metrics": [3]},
        "metrics.0",
        "value",
        "must be a name, or a mapping with `kind: name` and its arguments. Received: 3",
    ),
    (
        {"optimizer": 3},
        "optimizer",
        "value",
        "must be a name, or a mapping with `kind: name` and its arguments. Received: 3",
    ),
    (
        {"loss": {"from_logits": True}},
        "loss",
        "value",
        "must be 'auto' or a name, or a mapping with `kind: name` and its arguments. Received: "
        "{from_logits: true}",
    ),
    (
        {"sweep": {"folds": 1}},
        "sweep.folds",
        "value",
        "must be a whole number of at least 2. Received: 1",
    ),
    (
        {"transfer": {"rates": {"head": 0}}},
        "transfer.rates.head",
        "value",
        "must be a number above 0. Received: 0",
    ),
    (
        {"penalties": [{"layer": "x"}]},
        "penalties.0",
        "value",
        "must be a mapping with the key `layers`, a text that is not empty. Received: {layer: x}",
    ),
    (
        {"name": "a b"},
        "name",
        "value",
        "must be a text of letters, digits, `-`, `_`, `.` and `+` that can name a folder. "
        "Received: 'a b'",
    ),
]


@pytest.mark.parametrize(("values", "key", "code", "message"), WRONG)
def test_wrong_values(values, key, code, message):
    found = read(**values)
    assert found.settings is None
    problem = found.problems[0]
    assert (problem.key, problem.code) == (key, code)
    assert problem.message.startswith(message)
    assert found.wrong


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"seed": "x", "topic": 3}, {"seed", "topic"}),
        ({"training": {"epochs": 0, "ema": 2.0, "steps": 3}}, {"training.epochs", "training.ema"}),
        ({"data": {"normalize": {"kind": "x"}}}, {"data.normalize"}),
        ({"metrics": [3]}, {"metrics.0"}),
    ],
)
def test_the_sound_rest(values, wrong):
    found = read(**values)
    assert found.wrong == wrong
    assert found.sound is not None
    assert found.sound.seed == 0
    assert found.sound.training.steps == values.get("training", {}).get("steps")
    assert found.sound.training.epochs == 10


@pytest.mark.parametrize("values", [{}, {"model": None}, {"model": None, "surface": None}])
def test_nothing_to_train(values):
    values = {"seed": 3, **values}
    found = read_settings(values, from_plain(values, ORIGIN))
    (problem,) = found.problems
    assert (problem.key, problem.code) == ("model", "no_model")
    assert problem.message == "required and not given; name a model, for instance `model: mlp`"
    assert found.settings is None
    assert found.sound is not None
    assert found.sound.model == Component("mlp")  # so that the rules have one to look at


def test_a_surface_is_enough():
    values = {"surface": "beale"}
    assert read_settings(values, from_plain(values, ORIGIN)).problems == []


def test_one_problem_for_each_place():
    found = read(training={"steps_per_execution": "often"})
    (problem,) = found.problems  # though pydantic reports each branch of the union
    assert problem.message == ("must be 'auto' or a whole number of at least 1. Received: 'often'")


def test_not_all_of_very_many():
    found = read(**{f"key{number}": 1 for number in range(300)})
    assert len(found.problems) == 100
