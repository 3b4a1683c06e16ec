"""All mistakes at once, quickly, without TensorFlow."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from suite.recipe import RecipeError, load

FIVE = """
topic: models/resnet
sed: 3
data: {kind: digits, batch_size: many}
model: {kind: resnet, depth: 21}
optimizer:
  kind: sgd
  momentun: 0.9
callbacks: [{kind: early_stoping}]
"""


def test_five_mistakes_in_one_report(problems):
    assert [text.split(": ")[0] for text in problems(FIVE)] == [
        "r.yaml:3:1 sed",
        "r.yaml:4:34 data.batch_size",
        "r.yaml:5:30 model.depth",
        "r.yaml:8:3 optimizer.momentun",
        "r.yaml:9:20 callbacks.0.kind",
    ]


def test_the_message_of_the_contract(problems):
    assert problems(FIVE)[3].startswith(
        "r.yaml:8:3 optimizer.momentun: unknown argument of sgd; did you mean 'momentum'? "
        "accepted: learning_rate, momentum, "
    )


def test_problems_are_data(write):
    with pytest.raises(RecipeError) as caught:
        load(write("model: mlp\nsed: 3"), "seed=x")
    first, second = caught.value.problems
    assert (first.file, first.line, first.column, first.key) == ("r.yaml", 2, 1, "sed")
    assert (second.file, second.line, second.column) == ("override 'seed=x'", None, None)
    assert caught.value.exit_status == 2


def test_mistakes_in_the_form_are_reported_with_those_in_the_content(problems):
    found = problems("seed: 1\nseed: 2\nmodel: !!python/name:os.x y\ntraining: {epoch: 3}\n")
    assert [text.split(": ")[0] for text in found] == [
        "r.yaml:2:1 seed",
        "r.yaml:3:8 model",
        "r.yaml:4:12 training.epoch",
    ]


def test_a_recipe_is_checked_in_a_moment():
    load("models/resnet20-cifar10")
    start = time.process_time()
    load("models/resnet20-cifar10", "optimizer.learning_rate=0.1").to_yaml()
    assert time.process_time() - start < 0.15


def test_checking_imports_neither_tensorflow_nor_keras(write):
    path = write(FIVE)
    code = (
        "import sys\n"
        "import suite\n"
        "recipe = suite.load('quickstart', 'callbacks+=history')\n"
        "recipe.to_yaml(), recipe._repr_html_(), recipe.replace('seed=3').one_hot\n"
        "try:\n"
        f"    suite.load({str(path)!r})\n"
        "except suite.RecipeError as error:\n"
        "    assert len(error.problems) == 5\n"
        "heavy = {'tensorflow', 'keras', 'numpy', 'sklearn', 'matplotlib'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=sys.path[0] or None)


CODES = [
    # a recipe, and the key and the sort of each of its problems
    ("model: [", [("", "text")]),
    ("model: mlp\nmodel: cnn", [("model", "text")]),
    ("extends: gone\nmodel: mlp", [("extends", "text")]),
    ("extends: gone", [("extends", "text")]),  # what it lacks may be there
    ("seed: 3", [("model", "no_model")]),
    ("model: mlp\nsed: 3", [("sed", "unknown_key")]),
    ("model: {kind: mlp, deep: 3}", [("model.deep", "unknown_key")]),
    ("model: {kind: mlp, deep: null}", [("model.deep", "unknown_key")]),
    ("model: mlp\ndata: {kind: moons, size: 3}", [("data.size", "unknown_key")]),
    ("model: mlp\nseed: x", [("seed", "value")]),
    ("model: mlp\nseed: 1e60", [("seed", "value")]),
    (
        "model: mlp\ncallbacks: [{kind: early_stopping, patience: 120%}]",
        [("callbacks.0.patience", "value")],
    ),
    ("model: nothing", [("model.kind", "component")]),
    ("model: {kind: mlp, dropout: 2}", [("model.dropout", "component")]),
    ("model: mlp\noptimizer: {kind: sgd, momentum: 2}", [("optimizer.momentum", "component")]),
    ("model: mlp\ndata: {kind: folder, path: ''}", [("data.path", "reference")]),
    ("model: mlp\ntraining: {steps: 3}", [("training.steps", "contradiction")]),
    (
        "model: mlp\nseed: x\ntraining: {steps: 3}",
        [("seed", "value"), ("training.steps", "contradiction")],
    ),
    # A contradiction with a setting that is wrong by itself is its consequence.
    (
        "model: mlp\ntraining: {ema: 0.9}\noptimizer: {kind: adam, use_ema: true}",
        [("training.ema", "contradiction")],
    ),
    (
        "model: mlp\ntraining: {ema: x}\noptimizer: {kind: adam, use_ema: true}",
        [("training.ema", "value")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CODES)
def test_every_problem_is_of_a_sort(write, text, expected):
    with pytest.raises(RecipeError) as caught:
        load(write(text))
    assert [(one.key, one.code) for one in caught.value.problems] == expected


def test_a_sweep_tells_a_mistake_once(write):
    text = "model: mlp\nsweep: {over: {model.dropout: [0.1, 2, 3], seed: [1, 2]}}"
    with pytest.raises(RecipeError) as caught:
        load(write(text))
    found = [(one.key, one.code, one.column) for one in caught.value.problems]
    assert found == [("model.dropout", "component", 37), ("model.dropout", "component", 40)]


def test_a_remark_is_no_mistake(write):
    (remark,) = load(write("model: mlp\ntraining: {worker_wait: 5.0}")).remarks()
    assert (remark.key, remark.code) == ("training.worker_wait", "remark")
