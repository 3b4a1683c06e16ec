"""The form of labels and outputs that a loss makes of a recipe's targets."""

from __future__ import annotations

import pytest

from suite.catalog import Doors
from suite.catalog.catalog_view import CatalogView
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.task.task import Task, auto_loss, task_of

CATALOG = CatalogView(Doors())


def task(targets="classes", outputs=None, **settings):
    settings = TrainingRecipeSettings(**{"model": "mlp", **settings})
    return task_of(settings, CATALOG, targets, outputs)


@pytest.mark.parametrize(
    ("labels", "loss"),
    [
        ("numbers", "sparse_categorical_crossentropy"),
        ("one_hot", "categorical_crossentropy"),
        ("yes_no", "binary_crossentropy"),
        ("multi_hot", "binary_crossentropy"),
        ("values", "mean_squared_error"),
    ],
)
def test_the_loss_that_auto_means(labels, loss):
    assert auto_loss(labels) == loss


@pytest.mark.parametrize(
    ("targets", "settings", "labels", "link", "loss"),
    [
        ("classes", {}, "numbers", "softmax", "sparse_categorical_crossentropy"),
        ("labels", {}, "multi_hot", "sigmoid", "binary_crossentropy"),
        ("values", {}, "values", "identity", "mean_squared_error"),
        ("classes", {"data": {"one_hot": True}}, "one_hot", "softmax", "categorical_crossentropy"),
        (
            "classes",
            {"data": {"one_hot": False}},
            "numbers",
            "softmax",
            "sparse_categorical_crossentropy",
        ),
        (
            "classes",
            {"data": {"augment": ["mixup"]}},
            "one_hot",
            "softmax",
            "categorical_crossentropy",
        ),
        (
            "classes",
            {"data": {"augment": ["random_flip"]}},
            "numbers",
            "softmax",
            "sparse_categorical_crossentropy",
        ),
        ("classes", {"loss": "hinge"}, "yes_no", "margins", "hinge"),
        ("classes", {"loss": "squared_hinge"}, "yes_no", "margins", "squared_hinge"),
        ("classes", {"loss": "binary_crossentropy"}, "yes_no", "sigmoid", "binary_crossentropy"),
        ("classes", {"loss": "BinaryCrossentropy"}, "yes_no", "sigmoid", "binary_crossentropy"),
        ("classes", {"loss": "circle"}, "numbers", "scores", "circle"),
        ("classes", {"loss": "dice", "data": {"one_hot": True}}, "one_hot", "given", "dice"),
        (
            "classes",
            {"loss": "mse", "data": {"one_hot": True}},
            "one_hot",
            "identity",
            "mean_squared_error",
        ),
        (
            "labels",
            {"loss": "binary_focal_crossentropy"},
            "multi_hot",
            "sigmoid",
            "binary_focal_crossentropy",
        ),
        ("labels", {"loss": "hinge"}, "multi_hot", "margins", "hinge"),
        ("values", {"loss": "huber"}, "values", "identity", "huber"),
        ("values", {"loss": "poisson"}, "values", "given", "poisson"),
        ("values", {"loss": "keras.losses:LogCosh"}, "values", "identity", "log_cosh"),
    ],
)
def test_labels_link_and_loss(targets, settings, labels, link, loss):
    found = task(targets, **settings)
    assert (found.labels, found.link, found.loss) == (labels, link, loss)


def test_a_loss_that_is_given_probabilities_makes_none_itself():
    loss = {"kind": "sparse_categorical_crossentropy", "from_logits": False}
    assert task(loss=loss).link == "given"
    assert task(loss={**loss, "from_logits": True}).link == "softmax"


@pytest.mark.parametrize(
    ("targets", "outputs", "settings", "expected", "classes"),
    [
        ("classes", 10, {}, 10, 10),
        ("classes", None, {}, None, None),
        ("classes", 2, {"loss": "hinge"}, 1, 2),
        ("classes", None, {"loss": "hinge"}, 1, 2),
        ("classes", 2, {"loss": "hinge", "data": {"one_hot": True}}, 2, 2),
        ("labels", 3, {}, 3, 3),
        ("values", 1, {}, 1, 1),
    ],
)
def test_outputs_and_classes(targets, outputs, settings, expected, classes):
    found = task(targets, outputs, **settings)
    assert (found.outputs, found.classes) == (expected, classes)


@pytest.mark.parametrize(
    ("labels", "one_class"),
    [
        ("numbers", True),
        ("one_hot", True),
        ("yes_no", True),
        ("multi_hot", False),
        ("values", False),
    ],
)
def test_one_class_of_several(labels, one_class):
    assert Task(labels, "softmax", "auto").one_class is one_class


def test_a_model_of_the_users_may_bound_its_outputs():
    assert task().free
    assert not task(model="./net.py:net").free


def test_mixed_labels():
    assert task(data={"augment": ["random_flip", "mixup"]}).mixed
    assert not task(data={"one_hot": True}).mixed


OWN = """
import keras

class Half(keras.losses.Loss):
    link = {link}

    def call(self, y_true, y_pred):
        return y_pred
"""


@pytest.mark.parametrize(
    ("said", "link"),
    [("'sigmoid'", "sigmoid"), ("'margins'", "margins"), ("None", "softmax"), ("f()", "softmax")],
)
def test_a_loss_of_the_users_says_its_link(folder, said, link):
    (folder / "own.py").write_text(OWN.format(link=said))
    catalog = CatalogView(Doors(folder))
    settings = TrainingRecipeSettings(model="mlp", loss="./own.py:Half")
    found = task_of(settings, catalog, "classes", 3)
    assert (found.labels, found.link, found.loss) == ("numbers", link, "./own.py:Half")
