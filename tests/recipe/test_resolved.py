"""Every default filled in, and the same recipe again."""

from __future__ import annotations

import pytest
import yaml

import suite
from suite.catalog import HERE
from suite.recipe import load
from suite.recipe.schema.recipe_settings import DataSettings, RecipeSettings, TrainingSettings


def resolved(recipe):
    return yaml.safe_load(recipe.to_yaml())


def test_every_key_in_the_order_of_the_schema(loaded):
    values = resolved(loaded("model: mlp\ntopic: a/b"))
    assert list(values) == list(RecipeSettings.model_fields)
    assert list(values["training"]) == list(TrainingSettings.model_fields)
    assert list(values["data"]) == list(DataSettings.model_fields)


def test_the_header_names_recipe_and_version(loaded):
    first = loaded("model: mlp").to_yaml().splitlines()[0]
    assert first == f"# r, resolved by suite {suite.__version__}: every default filled in"


def test_the_defaults_of_constructors(loaded):
    values = resolved(loaded("model: mlp\noptimizer: sgd\ncallbacks: [early_stopping]"))
    assert values["optimizer"] == {
        "kind": "sgd",
        "learning_rate": 0.01,
        "momentum": 0.0,
        "nesterov": False,
        "use_ema": False,
        "ema_momentum": 0.99,
    }
    assert values["callbacks"][0]["monitor"] == "val_loss"
    assert values["data"]["normalize"] == {
        "kind": "standard",
        "per": "channel",
        "components": None,
        "epsilon": None,
    }


def test_the_defaults_of_nested_components(loaded):
    values = resolved(
        loaded(
            """
            model: mlp
            optimizer:
              kind: sgd
              learning_rate: {kind: cosine_decay, initial_learning_rate: 1, decay_steps: 10ep}
            """
        )
    )
    assert values["optimizer"]["learning_rate"] == {
        "kind": "cosine_decay",
        "initial_learning_rate": 1,
        "decay_steps": "10ep",
        "alpha": 0.0,
        "warmup_steps": 0,
    }


def test_nothing_but_settings_is_null(loaded):
    values = resolved(loaded("model: cnn\nloss: sparse_categorical_crossentropy"))
    for block in ("model", "loss", "optimizer"):
        assert None not in values[block].values()
        assert "name" not in values[block]


@pytest.mark.parametrize(
    "text",
    [
        "model: mlp",
        "model: mlp\ntopic: 'a: b # c'\nname: x.y-1\nseed: 7",
        "model: {kind: mlp, widths: [3, 4], activation: {kind: leaky_relu, negative_slope: 1e-3}}",
        "model: cnn\ndata: {input_shape: [8, 8, 1], classes: 10, normalize: none}",
        "model: cnn\ndata: {kind: digits, input_shape: [8, 8, 1], classes: 10}",
        "model: mlp\ndata: {kind: blobs, samples: 7, classes: 3, input_shape: [2]}",
        "model: cnn\ndata: {kind: mnist, augment: [{kind: random_crop, padding: 2}, mixup]}",
        "model: mlp\nloss: sparse_categorical_crossentropy\nmetrics: []",
        "model: mlp\nmetrics: [accuracy, {kind: sparse_categorical_accuracy, name: top}]",
        "model: mlp\noptimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 4e-3}",
        "model: mlp\ntraining: {epochs: 3, ema: 0.999, clip_norm: 1, jit_compile: true}",
        "model: mlp\ncallbacks: [{kind: csv_logger, filename: 'no'}, {kind: early_stopping}]",
    ],
)
def test_the_resolved_recipe_is_the_same_recipe(loaded, write, text):
    recipe = loaded(text)
    again = load(write(recipe.to_yaml(), "run/recipe.yaml"))
    assert again == recipe
    assert again.to_yaml() == recipe.to_yaml()
    assert recipe.diff(again) == []


# What a kind needs so that each of its components can stand in a recipe.
HOMES = {
    "optimizers": "model: mlp\noptimizer: {}",
    "losses": "model: mlp\nloss: {}",
    "metrics": "model: mlp\nmetrics: [{}]",
    "callbacks": "model: mlp\ncallbacks: [{}]",
    "augmentations": "model: mlp\ndata: {{augment: [{}]}}",
    "models": "model: {}\ndata: {{normalize: none}}",
    "initializations": "model: mlp\ninitialization: {}",
    "data": "model: mlp\ndata: {}",
    "schedules": "model: mlp\noptimizer: {{learning_rate: {{kind: {}}}}}",
    "activations": "model: {{kind: mlp, activation: {{kind: {}}}}}",
}


@pytest.mark.parametrize("kind", HOMES)
def test_every_component_without_required_arguments_resolves_to_itself(loaded, write, kind):
    tried = 0
    for entry in HERE.entries(kind):
        if any(parameter.required for parameter in entry.parameters):
            continue
        if entry.name == "progbar_logger":  # refused in every recipe
            continue
        text = HOMES[kind].format(entry.name)
        vectors = "data.one_hot=true"
        try:
            recipe = loaded(text)
        except suite.UserError:  # a contradiction with class numbers, or with having no average
            average = ["optimizer.use_ema=true"] if "swap_ema_weights" in text else []
            recipe = loaded(text, vectors, *average)
        assert load(write(recipe.to_yaml(), "again.yaml")) == recipe
        tried += 1
    assert tried or kind in ("schedules",)


def test_files_and_data_are_found_from_the_run_directory(folder, write, loaded):
    write("def net(inputs, classes): return inputs", "net.py")
    (folder / "images").mkdir()
    recipe = loaded("model: ./net.py:net\ndata: {kind: folder, path: images}")
    assert recipe.data.source.arguments["path"] == str(folder / "images")
    assert recipe.model.kind == f"{folder / 'net.py'}:net"
    assert load(write(recipe.to_yaml(), "runs/a/recipe.yaml")) == recipe


def test_plugins_are_found_from_the_run_directory(folder, write, monkeypatch):
    write(
        "import keras\nclass Mine(keras.callbacks.Callback):\n    pass\n", "net/callbacks/mine.py"
    )
    write("import keras\nclass Yours(keras.callbacks.Callback):\n    pass\n", "plugins/yours.py")
    path = write("model: mlp\ncallbacks: [mine, yours]", "net/r.yaml")
    recipe = load(path, plugins=["plugins"])
    text = recipe.to_yaml()
    assert f"{folder / 'net/callbacks/mine.py'}:Mine" in text
    assert load(write(text, "runs/a/recipe.yaml")) == recipe
