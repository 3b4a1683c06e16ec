"""What a recipe means beyond what it says."""

from __future__ import annotations

import pytest

from suite.catalog import Component, Doors
from suite.catalog.catalog_view import CatalogView
from suite.recipe.composing.compose import compose
from suite.recipe.composing.meaning import (
    CHANGES,
    meant,
    spelled,
    with_fitting_metrics,
    with_logits,
)
from suite.recipe.text.sources import open_recipe

CATALOG = CatalogView(Doors())


@pytest.fixture
def tree(write):
    """The values of a recipe as they were written, defaults included."""
    return lambda text: compose(open_recipe(write(text))).root


LOGITS = [
    # a recipe, and the losses and metrics that are told of logits
    ("model: mlp", []),
    ("loss: sparse_categorical_crossentropy", ["loss"]),
    ("loss: {kind: categorical_crossentropy, label_smoothing: 0.1}", ["loss"]),
    ("loss: {kind: sparse_categorical_crossentropy, from_logits: false}", []),
    ("loss: {kind: sparse_categorical_crossentropy, from_logits: true}", []),
    ("loss: {kind: binary_crossentropy, from_logits: null}", ["loss"]),
    ("loss: mean_squared_error", []),
    ("loss: hinge", []),
    ("metrics: [sparse_categorical_crossentropy]", ["metrics.0"]),
    ("metrics: [accuracy, categorical_crossentropy, auc]", ["metrics.1"]),
    ("loss: binary_crossentropy\nmetrics: [auc, categorical_crossentropy]", ["loss", "metrics.0"]),
    ("data: discs\nmetrics: [auc, binary_crossentropy]", ["metrics.0", "metrics.1"]),
    ("loss: hinge\nmetrics: [auc]", []),
    ("loss: nothing_known\nmetrics: [nothing_known]", []),
]


@pytest.mark.parametrize(("text", "told"), LOGITS)
def test_logits(tree, text, told):
    root = tree(f"model: mlp\n{text}".replace("model: mlp\nmodel: mlp", "model: mlp"))
    changed = with_logits(root, CATALOG)
    for path in (("loss",), *(("metrics", number) for number in range(3))):
        node, before = changed.find(path), root.find(path)
        key = ".".join(map(str, path))
        if key in told:
            assert node.component.arguments["from_logits"] is True
            assert node.place == before.place
        else:
            assert node == before


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("model: mlp", ["accuracy"]),
        ("data: diabetes", ["mean_absolute_error"]),
        ("data: friedman\nloss: huber", ["mean_absolute_error"]),
        ("data: diabetes\nmetrics: [r2_score]", ["r2_score"]),
        ("data: diabetes\nmetrics: []", []),
        ("data: discs", ["accuracy"]),
        ("data: {kind: './own.py:data'}\nloss: mse", ["mean_absolute_error"]),
        ("data: {kind: './own.py:data', one_hot: true}\nloss: mse", ["accuracy"]),
        ("data: {kind: folder, path: x}", ["accuracy"]),
        ("data: {input_shape: [8], classes: 2}", ["accuracy"]),
        ("data: {kind: null}", ["accuracy"]),
        ("data: 5", ["accuracy"]),
    ],
)
def test_metrics_that_fit(tree, text, metrics):
    root = tree(f"model: mlp\n{text}".replace("model: mlp\nmodel: mlp", "model: mlp"))
    assert with_fitting_metrics(root, CATALOG).child("metrics").plain() == metrics


@pytest.mark.parametrize(
    ("text", "key", "component"),
    [
        ("model: MLP", "model", Component("mlp")),
        ("model: {kind: ResNet, depth: 20}", "model", Component("resnet", {"depth": 20})),
        ("optimizer: {kind: SGD, momentum: null}", "optimizer", Component("sgd")),
        (
            "optimizer: {kind: Adam, learning_rate: {kind: CosineDecay, initial_learning_rate: "
            "1, decay_steps: 9}}",
            "optimizer",
            Component(
                "adam",
                {
                    "learning_rate": {
                        "kind": "cosine_decay",
                        "initial_learning_rate": 1,
                        "decay_steps": 9,
                    }
                },
            ),
        ),
        ("optimizer: unheard_of", "optimizer", Component("unheard_of")),
        ("loss: MSE", "loss", Component("mean_squared_error")),
        ("loss: auto", "loss", "auto"),
        ("metrics: [AUC, 5]", "metrics", [Component("auc"), 5]),
        ("callbacks: [EarlyStopping]", "callbacks", [Component("early_stopping")]),
        (
            "penalties: [{layers: x, kernel_regularizer: L2}]",
            "penalties",
            [{"layers": "x", "kernel_regularizer": Component("l2")}],
        ),
    ],
)
def test_spelling(tree, text, key, component):
    text = text if text.startswith("model") else f"model: mlp\n{text}"
    assert spelled(tree(text), CATALOG).child(key).plain() == component


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("data: Digits", {"kind": "digits"}),
        ("data: mnist", {"kind": "tfds", "name": "mnist"}),
        (
            "data: {kind: cifar10, resize: [8, 8]}",
            {"kind": "tfds", "name": "cifar10", "resize": [8, 8]},
        ),
        ("data: {kind: blobs, samples: 9, noise: null}", {"kind": "blobs", "samples": 9}),
        ("data: {kind: blobs, limit: null}", {"kind": "blobs", "limit": None}),
        ("data: {input_shape: [8], classes: 2}", {"kind": None, "classes": 2}),
        ("data: {kind: moons, input_shape: [2], classes: 2}", {"kind": "moons", "classes": 2}),
    ],
)
def test_the_source_of_data(tree, text, source):
    data = spelled(tree(f"model: mlp\n{text}"), CATALOG).child("data").plain()
    assert {key: data.get(key, "missing") for key in source} == source
    assert "noise" not in data
    assert data["batch_size"] == 128


def test_all_changes_in_order(tree):
    root = tree("model: MLP\ndata: diabetes\nloss: MSE\noptimizer: {kind: SGD, momentum: null}")
    changed = meant(root, CATALOG)
    again = root
    for change in CHANGES:
        again = change(again, CATALOG)
    assert changed == again
    values = changed.plain()
    assert values["metrics"] == [Component("mean_absolute_error")]
    assert values["optimizer"] == Component("sgd")
    assert root.child("model").plain() == "MLP"  # which stays as it was
