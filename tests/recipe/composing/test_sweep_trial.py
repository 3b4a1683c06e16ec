"""Each run of a sweep is a recipe that was checked, and its mistakes stand where the sweep does."""

from __future__ import annotations

import pytest

from suite.recipe import RecipeError, load
from suite.recipe.composing.sweep_trial import MOST_CHECKED, points_to_check

TEXT = """\
model: mlp
optimizer: {kind: sgd, momentum: 0.9}
sweep:
  over:
    OVER
"""


def sweep(over, **changes):
    return TEXT.replace("OVER", over)


MISTAKES = {
    "optimizer.momentun: [0.1]": "r.yaml:5:26 optimizer.momentun: unknown argument of sgd; did you",
    "optimizer.momentum: [0.1, high]": "r.yaml:5:31 optimizer.momentum: must be a number",
    "data.batch_size: [32, 0]": "r.yaml:5:27 data.batch_size: must be a whole number of at least 1",
    "training.ema: {low: 0.5, high: 1, step: 0.5}": "r.yaml:5:19 training.ema: must be a number",
    "callbacks.0.every: [1]": "r.yaml:5:25 callbacks.0.every: `0` is no entry of the list",
    "training.epoch: [1]": "r.yaml:5:22 training.epoch: unknown key; did you mean 'epochs'?",
}


@pytest.mark.parametrize("over", MISTAKES)
def test_a_key_is_checked_as_an_override_is(problem, over):
    assert problem(sweep(over)).startswith(MISTAKES[over])


def test_a_mistake_of_every_value_is_told_once(problem):
    problem(sweep("optimizer.momentun: [0.1, 0.2, 0.3]"))


def test_values_that_do_not_go_together_are_found(problem):
    found = problem(sweep("data.batch_size: [30, 32]\n    training.gradient_accumulation: [2, 15]"))
    assert found.startswith("r.yaml:6:41 training.gradient_accumulation: must divide data.batch_")
    assert found.endswith("15 parts of 32 samples")


def test_every_value_is_looked_at_even_where_not_every_combination_is(loaded, problem):
    many = "\n    ".join(f"model.{key}: [0.0, 0.1, 0.2, 0.3]" for key in ("dropout",))
    many += (
        "\n    seed: [0, 1, 2, 3]\n    data.batch_size: [1, 2, 3, 4]\n    training.epochs: [1, 2]"
    )
    recipe = loaded(sweep(many))
    points = list(points_to_check(recipe.sweep))
    assert len(points) == 1 + 3 + 3 + 3 + 1 < MOST_CHECKED < 4 * 4 * 4 * 2
    for key, values in recipe.sweep.over.items():
        assert {point[key] for point in points} == set(values)
    assert "data.batch_size: must be" in problem(
        sweep(many.replace("3, 4]\n    training", "3, 0]\n    training"))
    )


def test_the_recipe_of_a_run(loaded):
    recipe = loaded(sweep("optimizer.learning_rate: [0.1, 0.2]\n    model: [mlp, {kind: cnn}]"))
    trial = recipe.at({"optimizer.learning_rate": 0.2, "model": {"kind": "cnn"}})
    assert trial == recipe.replace("sweep=null", "optimizer.learning_rate=0.2", "model=cnn")
    assert trial.sweep is None


def test_a_value_that_was_drawn(loaded):
    text = sweep(
        "optimizer.learning_rate: {low: 0.1, high: 1}\n    seed: {low: 0, high: 9, integer: true}"
    )
    recipe = loaded(text.replace("over:", "kind: random\n  trials: 3\n  over:"))
    trial = recipe.at({"optimizer.learning_rate": 0.1234, "seed": 7})
    assert trial.optimizer.arguments["learning_rate"] == 0.1234
    assert trial.seed == 7


def test_files_are_meant_relative_to_the_recipe(folder, loaded, write, monkeypatch):
    write("def net(inputs, classes): return inputs", "a/net.py")
    for name in ("one", "two"):
        (folder / "a" / name).mkdir()
    text = sweep("model: [mlp, './net.py:net']\n    data.path: [one, two]")
    path = write(text + "data: {kind: folder, path: one}\n", "a/s.yaml")
    recipe = load(path)
    point = {"model": f"{folder / 'a/net.py'}:net", "data.path": str(folder / "a/two")}
    assert point["model"] in recipe.sweep.over["model"]
    assert point["data.path"] in recipe.sweep.over["data.path"]
    trial = recipe.at(point)
    assert trial.data.source.arguments["path"] == str(folder / "a/two")
    assert load(write(recipe.to_yaml(), "elsewhere/recipe.yaml")) == recipe


def test_a_sweep_from_the_web_names_no_code(monkeypatch):
    from suite.recipe.text import sources

    text = sweep("model: [mlp, 'package.module:Net']")
    monkeypatch.setattr(sources, "fetch", lambda url: text.encode())
    with pytest.raises(RecipeError, match="names Python code, which a recipe from the web may not"):
        load("https://example.org/s.yaml")


def test_a_recipe_made_in_python(loaded):
    recipe = loaded(sweep("seed: [1, 2]")).replace("training.epochs=3")
    trial = recipe.at({"seed": 2})
    assert (trial.seed, trial.training.epochs) == (2, 3)
