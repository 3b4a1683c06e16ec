"""What a metric gets of a batch's labels and a model's outputs, task by task."""

from __future__ import annotations

import contextlib
import re

import pytest

from suite.catalog import HERE, Component
from suite.recipe.task.metric_forms import METRIC_FORMS, OWN_LINKS, MetricForm, metric_form
from suite.recipe.task.metric_inputs import (
    MetricInputs,
    NotDefined,
    accuracy_of,
    metric_inputs,
    with_fitting_defaults,
)
from suite.recipe.task.task import Task

NUMBERS = Task("numbers", "softmax", "sparse_categorical_crossentropy", 3)
ONE_HOT = Task("one_hot", "softmax", "categorical_crossentropy", 3)
MIXED = Task("one_hot", "softmax", "categorical_crossentropy", 3, mixed=True)
YES_NO = Task("yes_no", "sigmoid", "binary_crossentropy", 1)
HINGE = Task("yes_no", "margins", "hinge", 1)
SCORES = Task("numbers", "scores", "multi_class_hinge", 3)
SEVERAL = Task("multi_hot", "sigmoid", "binary_crossentropy", 3)
GIVEN = Task("numbers", "given", "sparse_categorical_crossentropy", 3)
YES_NO_GIVEN = Task("yes_no", "given", "binary_crossentropy", 1)
VALUES = Task("values", "identity", "mean_squared_error", 2)
ONE_VALUE = Task("values", "identity", "mean_squared_error", 1)
RATES = Task("values", "given", "poisson", 1)
BINARY_OF_VECTORS = Task("one_hot", "sigmoid", "binary_crossentropy", 3)

PLAIN = MetricInputs()
MADE = [
    # metric, its arguments, the task, and what it gets
    ("sparse_categorical_accuracy", {}, NUMBERS, PLAIN),
    ("sparse_categorical_accuracy", {}, ONE_HOT, MetricInputs("numbers")),
    ("sparse_categorical_accuracy", {}, SCORES, PLAIN),
    ("sparse_categorical_accuracy", {}, YES_NO, MetricInputs("numbers", ("pair_scores",))),
    ("sparse_categorical_accuracy", {}, YES_NO_GIVEN, MetricInputs("numbers", ("pair",))),
    ("categorical_accuracy", {}, NUMBERS, MetricInputs("vectors")),
    ("categorical_accuracy", {}, ONE_HOT, PLAIN),
    ("categorical_accuracy", {}, MIXED, PLAIN),
    ("categorical_accuracy", {}, YES_NO, MetricInputs("vectors", ("pair_scores",))),
    ("top_k_categorical_accuracy", {"k": 2}, NUMBERS, MetricInputs("vectors")),
    ("sparse_top_k_categorical_accuracy", {"k": 2}, ONE_HOT, MetricInputs("numbers")),
    ("balanced_accuracy", {}, NUMBERS, PLAIN),
    ("balanced_accuracy", {}, ONE_HOT, PLAIN),
    ("balanced_accuracy", {}, YES_NO, MetricInputs("as_given", ("pair_scores",))),
    ("keras_accuracy", {}, NUMBERS, MetricInputs("as_given", ("decided",))),
    ("keras_accuracy", {}, ONE_HOT, MetricInputs("numbers", ("decided",))),
    ("keras_accuracy", {}, YES_NO, MetricInputs("numbers", ("pair_scores", "decided"))),
    ("mean_iou", {"num_classes": 3}, NUMBERS, MetricInputs("as_given", ("decided",))),
    ("mean_iou", {"num_classes": 3, "sparse_y_pred": False}, NUMBERS, PLAIN),
    (
        "mean_iou",
        {"num_classes": 3, "sparse_y_true": False},
        ONE_HOT,
        MetricInputs("as_given", ("decided",)),
    ),
    ("one_hot_mean_iou", {"num_classes": 3}, NUMBERS, MetricInputs("vectors")),
    (
        "one_hot_mean_iou",
        {"num_classes": 3, "sparse_y_pred": True},
        ONE_HOT,
        MetricInputs("as_given", ("decided",)),
    ),
    ("auc", {}, NUMBERS, MetricInputs("vectors", ("softmax",), False)),
    ("auc", {}, ONE_HOT, MetricInputs("as_given", ("softmax",), False)),
    ("auc", {}, MIXED, MetricInputs("vectors", ("softmax",), False)),
    ("auc", {}, YES_NO, MetricInputs("as_given", (), True)),
    ("auc", {"from_logits": True}, YES_NO, MetricInputs("as_given", (), True)),
    ("auc", {"from_logits": False}, YES_NO, MetricInputs("as_given", ("sigmoid",), False)),
    ("auc", {}, HINGE, MetricInputs("as_given", ("sigmoid",), False)),
    ("auc", {}, SEVERAL, MetricInputs("as_given", (), True)),
    ("auc", {}, GIVEN, MetricInputs("vectors", (), False)),
    ("precision", {}, NUMBERS, MetricInputs("vectors", ("softmax",))),
    ("precision", {}, YES_NO, MetricInputs("as_given", ("sigmoid",))),
    ("precision", {}, HINGE, MetricInputs("as_given", ("sigmoid",))),
    ("precision", {}, SEVERAL, MetricInputs("as_given", ("sigmoid",))),
    ("precision", {}, YES_NO_GIVEN, PLAIN),
    ("precision", {}, MIXED, MetricInputs("vectors", ("softmax",))),
    ("f1_score", {}, SCORES, MetricInputs("vectors", ("softmax",))),
    ("f1_score", {}, NUMBERS, MetricInputs("vectors", ("softmax",))),
    ("f1_score", {"threshold": 0.5}, NUMBERS, MetricInputs("vectors", ("softmax",))),
    ("f_beta_score", {}, ONE_HOT, MetricInputs("as_given", ("softmax",))),
    ("binary_accuracy", {}, SEVERAL, MetricInputs("as_given", ("sigmoid",))),
    ("binary_crossentropy", {}, YES_NO, MetricInputs("as_given", (), True)),
    ("binary_crossentropy", {}, NUMBERS, MetricInputs("vectors", ("softmax",), False)),
    ("categorical_crossentropy", {}, NUMBERS, MetricInputs("vectors", (), True)),
    ("categorical_crossentropy", {}, ONE_HOT, MetricInputs("as_given", (), True)),
    ("categorical_crossentropy", {}, YES_NO, MetricInputs("vectors", ("sigmoid", "pair"), False)),
    (
        "categorical_crossentropy",
        {},
        BINARY_OF_VECTORS,
        MetricInputs("as_given", ("sigmoid", "shares"), False),
    ),
    ("sparse_categorical_crossentropy", {}, ONE_HOT, MetricInputs("numbers", (), True)),
    ("kl_divergence", {}, NUMBERS, MetricInputs("vectors", ("softmax",))),
    ("kl_divergence", {}, BINARY_OF_VECTORS, MetricInputs("as_given", ("sigmoid", "shares"))),
    ("hinge", {}, HINGE, PLAIN),
    ("hinge", {}, YES_NO, PLAIN),
    ("hinge", {}, NUMBERS, MetricInputs("vectors")),
    ("categorical_hinge", {}, SCORES, MetricInputs("vectors")),
    ("mean_squared_error", {}, VALUES, PLAIN),
    ("mean_squared_error", {}, NUMBERS, MetricInputs("vectors", ("softmax",))),
    ("mean_absolute_error", {}, YES_NO, MetricInputs("as_given", ("sigmoid",))),
    ("r2_score", {}, VALUES, PLAIN),
    ("r2_score", {}, ONE_VALUE, PLAIN),
    ("cosine_similarity", {}, VALUES, PLAIN),
    ("pearson_correlation", {}, VALUES, PLAIN),
    ("poisson", {}, RATES, PLAIN),
]

CLASSES = (
    "judges classes, and the targets are real numbers; use r2_score, mean_absolute_error or "
    "another metric of values"
)
ONE_CLASS = (
    "judges one class per sample, and here a sample may have several labels; use "
    "binary_accuracy, precision, recall, f1_score or auc"
)
ALONE = "compares the outputs of a sample with each other, and there is only one; leave it out"
REFUSED = [
    # metric, its arguments, the task, the argument that is the reason, and why
    ("sparse_categorical_accuracy", {}, VALUES, None, CLASSES),
    ("auc", {}, VALUES, None, CLASSES),
    ("precision", {}, RATES, None, CLASSES),
    ("hinge", {}, VALUES, None, CLASSES),
    ("keras_accuracy", {}, VALUES, None, CLASSES),
    ("categorical_accuracy", {}, SEVERAL, None, ONE_CLASS),
    ("keras_accuracy", {}, SEVERAL, None, ONE_CLASS),
    ("kl_divergence", {}, SEVERAL, None, ONE_CLASS),
    ("categorical_hinge", {}, SEVERAL, None, ONE_CLASS),
    (
        "pearson_correlation",
        {},
        SEVERAL,
        None,
        "is not a number where all labels of a sample are equal; use auc, or mean_squared_error",
    ),
    ("cosine_similarity", {}, ONE_VALUE, None, ALONE),
    ("concordance_correlation", {}, ONE_VALUE, None, ALONE),
    ("categorical_hinge", {}, HINGE, None, ALONE),
    (
        "poisson",
        {},
        ONE_VALUE,
        None,
        "takes rates above 0, and with the loss mean_squared_error the model gives any number; "
        "use `loss: poisson`, or leave it out",
    ),
    (
        "auc",
        {"from_logits": True},
        NUMBERS,
        "from_logits",
        "would take the sigmoid of outputs that sparse_categorical_crossentropy makes no logits "
        "of that kind; remove from_logits",
    ),
    (
        "categorical_crossentropy",
        {"from_logits": True},
        YES_NO,
        "from_logits",
        "would take the softmax of outputs that binary_crossentropy makes no logits of that "
        "kind; remove from_logits",
    ),
    (
        "kl_divergence",
        {},
        SCORES,
        None,
        "needs probabilities, and the loss multi_class_hinge makes none of the outputs; use "
        "accuracy, or a cross-entropy as loss",
    ),
    (
        "precision",
        {},
        SCORES,
        None,
        "needs probabilities, and the loss multi_class_hinge makes none of the outputs; use "
        "accuracy, or a cross-entropy as loss",
    ),
    (
        "f1_score",
        {"threshold": 0.5},
        SCORES,
        None,
        "needs probabilities, and the loss multi_class_hinge makes none of the outputs; use "
        "accuracy, or a cross-entropy as loss",
    ),
    (
        "mean_squared_error",
        {},
        HINGE,
        None,
        "needs probabilities, and the loss hinge makes none of the outputs; use accuracy, or a "
        "cross-entropy as loss",
    ),
    (
        "hinge",
        {},
        GIVEN,
        None,
        "takes scores of any size, and the loss sparse_categorical_crossentropy wants "
        "probabilities; leave it out",
    ),
    ("precision", {"class_id": 3}, NUMBERS, "class_id", "must be 0 to 2. Received: class_id=3"),
    ("precision", {"class_id": -1}, NUMBERS, "class_id", "must be 0 to 2. Received: class_id=-1"),
    (
        "precision",
        {"class_id": 1},
        YES_NO,
        "class_id",
        "must be 0, the only output. Received: class_id=1",
    ),
    (
        "recall",
        {"top_k": 2},
        YES_NO,
        "top_k",
        "chooses among several outputs, and there is only one; remove it",
    ),
    (
        "mean_iou",
        {"num_classes": 2},
        NUMBERS,
        "num_classes",
        "must be 3, the number of classes. Received: num_classes=2",
    ),
    (
        "mean_iou",
        {"num_classes": 1},
        YES_NO,
        "num_classes",
        "must be 2, the number of classes. Received: num_classes=1",
    ),
    ("auc", {"num_labels": 4}, SEVERAL, "num_labels", "must fit 3 outputs. Received: 4"),
    (
        "auc",
        {"label_weights": [1.0, 2.0]},
        SEVERAL,
        "label_weights",
        "must fit 3 outputs. Received: 2",
    ),
    (
        "auc",
        {"label_weights": 1.0},
        SEVERAL,
        "label_weights",
        "must be a list of 3 numbers. Received: 1.0",
    ),
]


@pytest.mark.parametrize(("name", "arguments", "task", "expected"), MADE)
def test_what_a_metric_gets(name, arguments, task, expected):
    found = metric_inputs(name, arguments, task)
    assert found == expected
    assert found.is_plain is (expected.labels == "as_given" and not expected.predictions)


@pytest.mark.parametrize(("name", "arguments", "task", "argument", "message"), REFUSED)
def test_where_a_metric_means_nothing(name, arguments, task, argument, message):
    with pytest.raises(NotDefined, match=f"^{re.escape(message)}$") as caught:
        metric_inputs(name, arguments, task)
    assert caught.value.argument == argument


def test_every_metric_of_the_catalog_has_a_form():
    names = {entry.name for entry in HERE.entries("metrics")}
    assert names - set(METRIC_FORMS) == {"accuracy"}
    assert set(METRIC_FORMS) - names <= {"keras_accuracy"}
    assert OWN_LINKS.keys() <= METRIC_FORMS.keys()


@pytest.mark.parametrize("name", sorted(METRIC_FORMS))
def test_every_metric_is_defined_somewhere(name):
    defined = []
    for task in (NUMBERS, ONE_HOT, YES_NO, HINGE, SCORES, SEVERAL, GIVEN, VALUES, RATES):
        with contextlib.suppress(NotDefined):
            defined.append(metric_inputs(name, {}, task))
    assert defined


@pytest.mark.parametrize(
    ("name", "arguments", "labels", "takes"),
    [
        ("iou", {}, "numbers", "decided"),
        ("iou", {"sparse_y_true": False}, "vectors", "decided"),
        ("iou", {"sparse_y_pred": False}, "numbers", "order"),
        ("one_hot_iou", {}, "vectors", "order"),
        ("one_hot_iou", {"sparse_y_pred": True}, "vectors", "decided"),
        ("one_hot_mean_iou", {"sparse_y_true": True}, "vectors", "order"),
        ("binary_iou", {"sparse_y_pred": True}, "vectors", "probabilities"),
        ("auc", {"sparse_y_true": False}, "vectors", "probabilities"),
    ],
)
def test_arguments_that_change_a_form(name, arguments, labels, takes):
    form = metric_form(name, arguments)
    assert (form.labels, form.takes) == (labels, takes)


@pytest.mark.parametrize(
    ("task", "kind", "arguments"),
    [
        (NUMBERS, "sparse_categorical_accuracy", {}),
        (ONE_HOT, "categorical_accuracy", {}),
        (MIXED, "categorical_accuracy", {}),
        (YES_NO, "binary_accuracy", {"threshold": 0.0}),
        (YES_NO_GIVEN, "binary_accuracy", {"threshold": 0.5}),
        (SEVERAL, "binary_accuracy", {"threshold": 0.0}),
        (SCORES, "sparse_categorical_accuracy", {}),
    ],
)
def test_accuracy_is_the_one_that_fits(task, kind, arguments):
    expected = Component(kind, {"name": "accuracy", **arguments})
    assert accuracy_of(Component("accuracy"), task) == expected
    named = accuracy_of(Component("accuracy", {"name": "share"}), task)
    assert named.arguments == {**arguments, "name": "share"}


def test_real_numbers_have_no_accuracy():
    with pytest.raises(NotDefined, match=re.escape(CLASSES)):
        accuracy_of(Component("accuracy"), VALUES)


@pytest.mark.parametrize(
    ("name", "task", "given", "expected"),
    [
        ("f1_score", YES_NO, {}, {"threshold": 0.5}),
        ("f_beta_score", SEVERAL, {"beta": 2.0}, {"threshold": 0.5, "beta": 2.0}),
        ("f1_score", SEVERAL, {"threshold": 0.1}, {"threshold": 0.1}),
        ("f1_score", NUMBERS, {}, {}),
        ("precision", YES_NO, {}, {}),
    ],
)
def test_defaults_that_fit(name, task, given, expected):
    assert with_fitting_defaults(name, given, task) == expected


def test_a_form_of_the_users_own():
    form = MetricForm("numbers", "distribution")
    assert metric_inputs("mine", {}, ONE_HOT, form) == MetricInputs("numbers", ("softmax",))
    assert metric_inputs("mine", {}, VALUES, MetricForm("either", "values")) == PLAIN
