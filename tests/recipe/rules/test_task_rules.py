"""Losses and settings that do not go with the targets of the data."""

from __future__ import annotations

import pytest

from suite.catalog import Component, own_entries
from suite.recipe.schema.recipe_settings import DataSettings
from suite.recipe.task.targets import targets_of

REFUSED = [
    ("loss: binary_crossentropy", "loss", "two classes with one output, and here are 10"),
    ("data: {kind: spiral}\nloss: hinge", "loss", "set data.one_hot: true"),
    ("data: {only: [1, 2, 3]}\nloss: squared_hinge", "loss", "here are 3"),
    ("data: {input_shape: [4], classes: 3}\nloss: bce", "loss", "here are 3"),
    ("data: diabetes\nloss: binary_crossentropy", "loss", "real numbers; use mean_squared_error"),
    ("data: friedman\nloss: sparse_categorical_crossentropy", "loss", "one class per sample"),
    ("data: Friedman\nloss: kl_divergence", "loss", "real numbers"),
    ("data: discs\nloss: categorical_crossentropy", "loss", "use binary_crossentropy"),
    ("data: {kind: diabetes, one_hot: true}", "data.one_hot", "about classes"),
    ("data: {kind: discs, sampling: balanced}", "data.sampling", "several labels per sample"),
    ("data: {kind: diabetes, class_counts: {'0': 3}}", "data.class_counts", "remove this line"),
    ("data: discs\ntraining: {class_weights: balanced}", "training.class_weights", "about classes"),
    ("data: {kind: arrays, path: x.npz, targets: values, one_hot: true}", "data.one_hot", "real"),
    ("data: {kind: arrays, path: x.npz, targets: real}", "data.targets", "classes, labels, values"),
    ("data: {kind: arrays, path: x.npz}\nloss: mse", "loss", "here they are class numbers"),
    (
        "data: {one_hot: true}\nloss: categorical_generalized_cross_entropy",
        "loss",
        "use categorical_crossentropy",
    ),
]
ACCEPTED = [
    "data: {only: [3, 8]}\nloss: binary_crossentropy",
    "data: {kind: folder, path: x}\nloss: binary_crossentropy",
    "data: {one_hot: true}\nloss: binary_crossentropy",
    "data: {augment: [mixup]}\nloss: binary_crossentropy",
    "data: {kind: moons, sampling: balanced}\nloss: hinge",
    "data: moons\nloss: binary_focal_crossentropy\ntraining: {class_weights: {'1': 2}}",
    "loss: categorical_generalized_cross_entropy",
    "data: diabetes\nloss: huber",
    "data: friedman\nloss: poisson",
    "data: {kind: discs, augment: [mixup]}",
    "data: discs\nloss: tversky",
    "data: discs\nloss: mse",
    "data: {kind: arrays, path: x.npz, targets: values}\nloss: mae",
    "data: {kind: arrays, path: x.npz, targets: labels}",
    "data: ./data.py:some\nloss: mse",
]


@pytest.mark.parametrize(("text", "key", "cause"), REFUSED)
def test_a_contradiction(problem, text, key, cause):
    found = problem(f"model: mlp\n{text}")
    assert found.startswith("r.yaml:")
    assert f" {key}: " in found
    assert cause in found


@pytest.mark.parametrize("text", ACCEPTED)
def test_no_contradiction(loaded, write, text):
    write("def some(): pass", "data.py")
    loaded(f"model: mlp\n{text}")


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("data: diabetes", ["mean_absolute_error"]),
        ("data: diabetes\nmetrics: null", ["mean_absolute_error"]),
        ("data: diabetes\nmetrics: []", []),
        ("data: {kind: arrays, path: x, targets: values}", ["mean_absolute_error"]),
        ("data: ./data.py:some\nloss: huber", ["mean_absolute_error"]),
        ("data: ./data.py:some", ["accuracy"]),
        ("data: discs", ["accuracy"]),
        ("data: {one_hot: true}\nloss: mse", ["accuracy"]),
    ],
)
def test_the_metrics_of_a_recipe_that_names_none(loaded, write, text, metrics):
    write("def some(): pass", "data.py")
    recipe = loaded(f"model: mlp\n{text}")
    assert [metric.kind for metric in recipe.metrics] == metrics
    again = loaded(recipe.to_yaml())
    assert again.metrics == recipe.metrics


def test_a_change_of_the_data_changes_the_metrics_that_are_not_named(loaded):
    recipe = loaded("model: mlp").replace("data={kind: diabetes}")
    assert recipe.metrics == [Component("mean_absolute_error")]


def test_every_source_of_the_suite_is_known():
    for entry in own_entries("data"):
        arguments = {one.name: "x" for one in entry.parameters if one.required}
        settings = DataSettings.model_validate({"kind": entry.name, **arguments})
        assert targets_of(settings)[0] is not None, entry.name


def test_the_number_of_targets_is_that_of_the_data():
    from suite.data import load_dataset

    for name in ("blobs", "diabetes", "digits", "discs", "friedman", "moons", "spiral", "xor"):
        settings = DataSettings.model_validate({"kind": name})
        dataset = load_dataset(Component(name))
        assert targets_of(settings) == (dataset.targets, dataset.classes), name
