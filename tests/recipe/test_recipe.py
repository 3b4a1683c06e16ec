"""What a loaded recipe can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from suite.catalog import Component
from suite.recipe import (
    Recipe,
    RecipeError,
    SurfaceRecipe,
    SweepRecipe,
    TrainingRecipe,
    load,
)
from suite.recipe.diff import diff_text
from suite.recipe.task.task import Task


def test_replace(loaded):
    recipe = loaded("model: mlp\noptimizer: {kind: sgd}")
    changed = recipe.replace("optimizer.learning_rate=0.5", "callbacks+=history")
    assert changed.optimizer == Component("sgd", {"learning_rate": 0.5})
    assert changed.callbacks == [Component("history")]
    assert recipe.optimizer == Component("sgd")
    assert changed.replace("optimizer.learning_rate=null", "callbacks=[]") == recipe
    assert changed.folder == recipe.folder


def test_replace_refuses_what_the_file_may_not_say(loaded):
    with pytest.raises(RecipeError, match="override 'sed=3' sed: unknown key"):
        loaded("model: mlp").replace("sed=3")


def test_a_recipe_made_in_python():
    recipe = Recipe(model="mlp", training={"epochs": 2})
    assert (recipe.model, recipe.name, recipe.folder) == (Component("mlp"), "recipe", Path.cwd())
    assert recipe.replace("seed=3").seed == 3
    assert recipe.replace("seed=0") == recipe
    assert str(recipe.problem(("model",), "is wrong")) == "recipe model: is wrong"


SURFACE = "surface: beale\ntraining: {steps: 7}\n"


@pytest.mark.parametrize(
    ("text", "type_", "of_one_run"),
    [
        ("model: mlp", TrainingRecipe, TrainingRecipe),
        (SURFACE, SurfaceRecipe, SurfaceRecipe),
        ("model: mlp\nsweep: {folds: 3}", SweepRecipe, TrainingRecipe),
        (
            SURFACE + "sweep: {over: {training.steps: [1]}, metric: value}",
            SweepRecipe,
            SurfaceRecipe,
        ),
    ],
)
def test_the_type_of_a_recipe(loaded, text, type_, of_one_run):
    recipe = loaded(text)
    assert type(recipe) is type_
    assert type(recipe.replace("topic=a/b")) is type_
    assert type(recipe.one_run) is of_one_run
    assert recipe.one_run == (recipe.replace("sweep=null") if type_ is SweepRecipe else recipe)


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ({"model": "mlp"}, TrainingRecipe),
        ({"surface": "beale", "training": {"steps": 3}}, SurfaceRecipe),
        ({"model": "mlp", "sweep": {"folds": 3}}, SweepRecipe),
    ],
)
def test_the_type_of_a_recipe_made_in_python(values, type_):
    assert type(Recipe(**values)) is type_


def test_a_change_can_make_it_another_type(loaded):
    recipe = loaded("model: mlp")
    assert type(recipe.replace("sweep.folds=3")) is SweepRecipe
    assert type(recipe.replace("model=null", "surface=beale", "training.steps=3")) is SurfaceRecipe


def test_what_needs_data_and_model_refuses_a_surface(loaded):
    sweep = loaded("model: mlp\nsweep: {folds: 3}")
    assert sweep.to_train == sweep.replace("sweep=null")
    assert loaded(SURFACE).steps == 7
    message = r"^r.yaml:1:10 surface: has neither data nor model: a surface can be run, and nothing"
    with pytest.raises(RecipeError, match=message):
        loaded(SURFACE).to_train  # noqa: B018


def test_problem_points_at_the_value(loaded):
    recipe = loaded("model:\n  kind: mlp\n  widths: [3,\n    4]\n", "optimizer.learning_rate=3")
    cases = {
        ("model", "widths", 1): "r.yaml:4:5 model.widths.1: m",
        ("model", "widths"): "r.yaml:3:11 model.widths: m",
        ("model", "dropout"): "r.yaml:1:1 model.dropout: m",
        (
            "optimizer",
            "learning_rate",
        ): "override 'optimizer.learning_rate=3' optimizer.learning_rate: m",
        ("data",): "r.yaml:1:1 data: m",
    }
    for path, text in cases.items():
        assert str(recipe.problem(path, "m")) == text


def test_diff(loaded):
    recipe = loaded("model: mlp\ncallbacks: [{kind: early_stopping}, history]")
    other = recipe.replace(
        "seed=3",
        "model.dropout=0.5",
        "callbacks.0.patience=4",
        "optimizer=sgd",
        "data.batch_size=7",
    )
    differences = recipe.diff(other)
    assert [key for key, _, _ in differences] == [
        "seed",
        "data.batch_size",
        "model.dropout",
        "optimizer.kind",
        "optimizer.learning_rate",
        "optimizer.beta_1",
        "optimizer.beta_2",
        "optimizer.epsilon",
        "optimizer.amsgrad",
        "optimizer.momentum",
        "optimizer.nesterov",
        "callbacks.0.patience",
    ]
    assert differences[0] == ("seed", 0, 3)
    assert differences[3:6] == [
        ("optimizer.kind", "adam", "sgd"),
        ("optimizer.learning_rate", 0.001, 0.01),
        ("optimizer.beta_1", 0.9, None),
    ]
    assert sorted((key, b, a) for key, a, b in differences) == sorted(other.diff(recipe))
    assert recipe.diff(recipe) == []


def test_diff_of_another_source_keeps_the_shared_keys(loaded):
    recipe = loaded("model: mlp\ndata: {kind: blobs, samples: 9}")
    other = recipe.replace("data.kind=digits", "data.batch_size=7")
    found = {key: values for key, *values in recipe.diff(other)}
    assert found["data.kind"] == ["blobs", "digits"]
    assert found["data.samples"] == [9, None]
    assert found["data.batch_size"] == [128, 7]


def test_diff_text(write):
    a = write("model: mlp\ntopic: a/b", "a.yaml")
    b = write("model: mlp\nname: a\nmetrics: []", "b.yaml")
    expected = "topic: 'a/b' -> null\nmetrics: [accuracy] -> []"
    assert diff_text(load(a).diff(load(b))) == expected
    assert diff_text([]) == "no difference"
    shown = diff_text(load(a).diff(load("quickstart"))).splitlines()
    assert "model.kind: 'mlp' -> 'cnn'" in shown
    assert "model.norm: 'none' -> 'batch'" in shown


def test_diff_text_is_a_line_a_key(loaded):
    recipe = loaded("model: mlp")
    other = recipe.replace("data.augment=[{kind: random_crop}, {kind: random_flip}]")
    shown = diff_text(recipe.diff(other))
    assert (
        shown == "data.augment: [] -> [{kind: random_crop, padding: 4, mode: constant}, {kind: ..."
    )


def test_equal_means_the_same_values(loaded):
    recipe = loaded("model: mlp")
    assert recipe == loaded("# a comment\nmodel: {kind: MLP}\nseed: 0")
    assert recipe != loaded("model: mlp\nseed: 1")
    assert recipe != "mlp"


def test_labels_and_loss(loaded):
    plain, mixed = loaded("model: mlp"), loaded("model: mlp\ndata: {augment: [mixup]}")
    assert (plain.one_hot, mixed.one_hot) == (False, True)
    assert plain.replace("data.one_hot=true").one_hot
    logits = {"from_logits": True}
    assert plain.loss_component(Task("numbers", "softmax", "auto")) == Component(
        "sparse_categorical_crossentropy", logits
    )
    assert mixed.loss_component(Task("one_hot", "softmax", "auto")) == Component(
        "categorical_crossentropy", logits
    )
    own = plain.replace("loss={kind: mse, reduction: sum}", "data.one_hot=true")
    assert own.loss_component(Task("one_hot", "identity", "auto")) == Component(
        "mean_squared_error", {"reduction": "sum"}
    )


def test_in_a_notebook_the_text_is_escaped(loaded):
    page = loaded("model: mlp\ntopic: '<script>&'")._repr_html_()
    assert "<script>" not in page
    assert "<strong>r</strong> · &lt;script&gt;&amp;" in page
    assert "batch_size: 128" in page
