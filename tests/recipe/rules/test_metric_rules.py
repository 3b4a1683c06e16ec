"""Metrics that mean nothing in their recipe are refused at their line; the others get through."""

from __future__ import annotations

import pytest

from suite.catalog import HERE
from suite.recipe.task.loss_forms import LOSS_FORMS

BINARY = "data: {kind: moons}\nloss: binary_crossentropy"
LABELS = "data: {kind: discs}"
VALUES = "data: {kind: friedman}"
REFUSED = [
    ("loss: multi_class_hinge\nmetrics: [accuracy, precision]", "metrics.1", "needs probabilities"),
    ("loss: multi_class_hinge\nmetrics: [mse]", "metrics.0", "use accuracy, or a cross-entropy"),
    ("data: {one_hot: true}\nloss: mse\nmetrics: [auc]", "metrics.0", "mean_squared_error makes"),
    ("data: {one_hot: true}\nloss: kl_divergence\nmetrics: [hinge]", "metrics.0", "scores of any"),
    ("metrics: [{kind: precision, class_id: 10}]", "metrics.0.class_id", "must be 0 to 9"),
    ("metrics: [{kind: mean_iou, num_classes: 4}]", "metrics.0.num_classes", "must be 10"),
    (
        "metrics: [{kind: auc, multi_label: true, num_labels: 3}]",
        "metrics.0.num_labels",
        "must fit 10 outputs",
    ),
    ("metrics: [{kind: auc, label_weights: 3}]", "metrics.0.label_weights", "list of 10 numbers"),
    (
        "metrics: [{kind: binary_crossentropy, from_logits: true}]",
        "metrics.0.from_logits",
        "remove from_logits",
    ),
    ("metrics: [keras.metrics:categorical_accuracy, categorical_accuracy]", "metrics.1", "vectors"),
    (f"{BINARY}\nmetrics: [{{kind: recall, class_id: 1}}]", "metrics.0.class_id", "only output"),
    (f"{BINARY}\nmetrics: [{{kind: precision, top_k: 1}}]", "metrics.0.top_k", "only one"),
    (f"{BINARY}\nmetrics: [cosine_similarity]", "metrics.0", "only one"),
    (f"{LABELS}\nmetrics: [balanced_accuracy]", "metrics.0", "several labels"),
    (f"{LABELS}\nmetrics: [kl_divergence]", "metrics.0", "use binary_accuracy"),
    (f"{VALUES}\nmetrics: [accuracy]", "metrics.0", "judges classes"),
    (f"{VALUES}\nmetrics: [mse, Precision]", "metrics.1", "real numbers; use r2_score"),
    (f"{VALUES}\nmetrics: [poisson]", "metrics.0", "use `loss: poisson`"),
    (f"{VALUES}\nmetrics: [pearson_correlation]", "metrics.0", "leave it out"),
]
ACCEPTED = [
    "metrics: [precision, auc, f1_score, binary_accuracy, mse, kl_divergence, poisson, r2_score]",
    "data: {one_hot: true}\nmetrics: [precision, auc, f1_score, binary_accuracy, mse]",
    "data: {augment: [mixup]}\nmetrics: [precision, recall, kl_divergence]",
    "loss: multi_class_hinge\nmetrics: [accuracy, f1_score, balanced_accuracy, categorical_hinge]",
    "data: {kind: moons}\nloss: hinge\nmetrics: [accuracy, precision, auc, hinge]",
    "metrics: [{kind: precision, class_id: 9}, {kind: mean_iou, num_classes: 10}]",
    f"{BINARY}\nmetrics: [accuracy, precision, sparse_categorical_accuracy, r2_score]",
    f"{LABELS}\nmetrics: [accuracy, precision, {{kind: auc, multi_label: true, num_labels: 3}}]",
    f"{VALUES}\nmetrics: [mse, r2_score, root_mean_squared_error]",
    f"{VALUES}\nloss: poisson\nmetrics: [poisson]",
    # What only the loaded data tells is left to the run.
    "data: ./data.py:some\nloss: binary_crossentropy\nmetrics: [cosine_similarity]",
]


@pytest.mark.parametrize(("text", "key", "cause"), REFUSED)
def test_a_metric_that_means_nothing(problem, text, key, cause):
    found = problem(f"model: mlp\n{text}")
    assert found.startswith("r.yaml:")
    assert f" {key}: " in found
    assert cause in found


@pytest.mark.parametrize("text", ACCEPTED)
def test_a_metric_that_gets_what_it_takes(loaded, write, text):
    write("def some(): pass", "data.py")
    loaded(f"model: mlp\n{text}")


@pytest.mark.parametrize("told", ["'probabilities'", "('rows', 'values')", "(1, 2)", "()"])
def test_a_metric_of_the_user_that_says_what_does_not_exist(problem, write, told):
    write(f"import keras\nclass Mine(keras.metrics.Metric):\n    takes = {told}\n", "mine.py")
    assert "takes = (LABELS, PREDICTIONS)" in problem("model: mlp\nmetrics: [./mine.py:Mine]")


def test_a_metric_of_the_user_says_what_it_takes(problem, loaded, write):
    write(
        "import keras\nclass Mine(keras.metrics.Metric):\n"
        "    takes = ('numbers', 'distribution')\n",
        "mine.py",
    )
    loaded("model: mlp\nmetrics: [./mine.py:Mine]")
    text = f"model: mlp\n{LABELS}\nmetrics: [./mine.py:Mine]"
    assert "several labels" in problem(text)


def test_a_class_that_leaves_the_counting_to_keras_takes_what_its_base_takes(problem, write):
    write(
        "import keras\nclass Same(keras.metrics.Precision):\n    pass\n"
        "class Other(keras.metrics.Precision):\n    def update_state(self, a, b): pass\n",
        "mine.py",
    )
    text = f"model: mlp\n{VALUES}\nmetrics: [./mine.py:Other, ./mine.py:Same]"
    found = problem(text)
    assert "metrics.1" in found
    assert "metrics.0" not in found


def test_metrics_take_logits_only_where_they_make_the_same_of_them_as_the_loss(loaded):
    names = "metrics: [auc, binary_crossentropy, sparse_categorical_crossentropy]"
    for data, wanted in (("", [None, None, True]), (BINARY, [True, True, None])):
        metrics = loaded(f"model: mlp\n{data}\n{names}").metrics
        assert [metric.arguments.get("from_logits") for metric in metrics] == wanted
    auto = loaded(f"model: mlp\n{LABELS}\nmetrics: [auc]").metrics
    assert auto[0].arguments == {"from_logits": True}


def test_the_table_of_losses_is_complete():
    assert set(LOSS_FORMS) == {entry.name for entry in HERE.entries("losses")}
