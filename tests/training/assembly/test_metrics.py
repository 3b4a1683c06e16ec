"""Every metric of the catalog against scikit-learn, on logits as a run's model gives them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as sk

from suite.catalog import HERE, Component
from suite.recipe import RecipeError, load
from suite.recipe.task.metric_forms import METRIC_FORMS, OWN_LINKS
from suite.recipe.task.task import Task
from suite.training.assembly.metrics import build_metric
from suite.training.assembly.parts import Parts

SAMPLES, CLASSES, BATCH = 203, 5, 64
LOSSES = {
    ("numbers", "softmax"): "sparse_categorical_crossentropy",
    ("one_hot", "softmax"): "categorical_crossentropy",
    ("one_hot", "sigmoid"): "binary_crossentropy",
    ("yes_no", "sigmoid"): "binary_crossentropy",
    ("multi_hot", "sigmoid"): "binary_crossentropy",
    ("values", "identity"): "mean_squared_error",
}


class Problem:
    """Random labels and outputs of one form, with what scikit-learn takes of them.

    Args:
        labels: as in a batch.
        outputs: the model's.
        y: matrix of 0 and 1, or of values; p: probabilities of its entries.
        number, distribution: of problems with one class per sample.
    """

    def __init__(self, form: str, link: str) -> None:
        rng = np.random.default_rng([len(form), len(link)])
        width = 1 if form == "yes_no" else CLASSES
        self.form, self.link = form, link
        outputs = 2 * rng.normal(size=(SAMPLES, width))
        self.number = self.distribution = None
        if form == "values":
            self.y = self.p = None
            self.labels = outputs + rng.normal(size=outputs.shape) + 1
            self.y, self.p = self.labels, outputs
        elif form == "multi_hot":
            self.y = (outputs + 2 * rng.normal(size=outputs.shape) > 0).astype(float)
            self.labels, self.p = self.y, sigmoid(outputs)
        elif form == "yes_no":
            self.y = (outputs + 2 * rng.normal(size=outputs.shape) > 0).astype(float)
            self.labels, self.p = self.y, sigmoid(outputs)
            self.number = self.y[:, 0].astype(int)
            self.distribution = np.hstack([1 - self.p, self.p])
        else:
            self.number = (outputs + 2 * rng.normal(size=outputs.shape)).argmax(axis=1)
            self.y = np.eye(CLASSES)[self.number]
            self.labels = self.number if form == "numbers" else self.y
            powers = np.exp(outputs)
            softmax = powers / powers.sum(axis=1, keepdims=True)
            self.p = softmax if link == "softmax" else sigmoid(outputs)
            self.distribution = self.p / self.p.sum(axis=1, keepdims=True)
        self.outputs = outputs.astype(np.float32)
        self.labels = self.labels.astype(np.int32 if form == "numbers" else np.float32)

    @property
    def task(self) -> Task:
        loss = LOSSES[self.form, self.link]
        return Task(self.form, self.link, loss, self.outputs.shape[1])

    @property
    def vectors(self) -> np.ndarray:
        """One-hot labels, as wide as the distribution."""
        return np.eye(self.distribution.shape[1])[self.number]

    @property
    def decided(self) -> np.ndarray:
        return (self.p > 0.5).astype(int)

    @property
    def chosen(self) -> np.ndarray:
        """The most probable class, as a vector; of several labels those above a half."""
        if self.form in ("numbers", "one_hot"):
            return np.eye(CLASSES)[self.p.argmax(axis=1)]
        return self.decided


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def confusion(p: Problem) -> np.ndarray:
    return sk.confusion_matrix(p.y.ravel(), p.decided.ravel())


def at_least(wanted: np.ndarray, limit: float, figure: np.ndarray) -> float:
    return float(figure[wanted >= limit].max())


def roc(p: Problem) -> tuple[np.ndarray, np.ndarray]:
    false_rate, true_rate, _ = sk.roc_curve(p.y.ravel(), p.p.ravel(), drop_intermediate=False)
    return 1 - false_rate, true_rate


def curve(p: Problem) -> tuple[np.ndarray, np.ndarray]:
    precision, recall, _ = sk.precision_recall_curve(p.y.ravel(), p.p.ravel())
    return precision[:-1], recall[:-1]


def logcosh(p: Problem) -> float:
    return float(np.mean(np.log(np.cosh(p.p - p.y))))


def hinge(p: Problem, power: int = 1) -> float:
    return float(np.mean(np.maximum(0, 1 - (2 * p.y - 1) * p.outputs) ** power))


def categorical_hinge(p: Problem) -> float:
    right = (p.y * p.outputs).sum(axis=1)
    others = ((1 - p.y) * p.outputs).max(axis=1)
    return float(np.mean(np.maximum(0, 1 + others - right)))


def correlation(y: np.ndarray, x: np.ndarray) -> float:
    found = [np.corrcoef(a, b)[0, 1] for a, b in zip(y, x, strict=True)]
    return float(np.mean(found))


def concordance(p: Problem) -> float:
    def one(a: np.ndarray, b: np.ndarray) -> float:
        both = np.mean((a - b.mean()) * (b - b.mean()))
        return 2 * both / (a.var() + b.var() + (a.mean() - b.mean()) ** 2)

    return float(np.mean([one(a, b) for a, b in zip(p.y, p.p, strict=True)]))


def cosine(p: Problem) -> float:
    norms = np.linalg.norm(p.y, axis=1) * np.linalg.norm(p.p, axis=1)
    return float(np.mean((p.y * p.p).sum(axis=1) / np.maximum(norms, 1e-12)))


def entropy(p: Problem) -> float:
    return sk.log_loss(p.number, p.distribution, labels=range(p.distribution.shape[1]))


def elementwise_entropy(p: Problem) -> float:
    return float(-np.mean(p.y * np.log(p.p) + (1 - p.y) * np.log(1 - p.p)))


def jaccard(p: Problem, **arguments) -> float:
    return sk.jaccard_score(p.number, p.distribution.argmax(axis=1), **arguments)


def percentage(p: Problem) -> float:
    return float(100 * np.mean(np.abs(p.y - p.p) / np.maximum(np.abs(p.y), 1e-7)))


def logarithmic(p: Problem) -> float:
    y, x = np.maximum(p.y, 1e-7), np.maximum(p.p, 1e-7)
    return float(np.mean((np.log1p(y) - np.log1p(x)) ** 2))


def average(p: Problem) -> str:
    return "binary" if p.form == "yes_no" else "macro"


def f_beta(p: Problem, beta: float) -> float:
    return sk.fbeta_score(p.y, p.chosen, beta=beta, average=average(p), zero_division=0)


TWO = ("yes_no",)
# name -> arguments, what scikit-learn or NumPy says, by how much Keras's approximation may differ
ORACLES = {
    "accuracy": ({}, lambda p: right(p), 1e-6),
    "auc": ({}, lambda p: sk.roc_auc_score(p.y.ravel(), p.p.ravel()), 3e-3),
    "balanced_accuracy": ({}, lambda p: sk.balanced_accuracy_score(p.number, best(p)), 1e-6),
    "binary_accuracy": ({}, lambda p: np.mean(p.decided == p.y), 1e-6),
    "binary_crossentropy": ({}, elementwise_entropy, 1e-5),
    "binary_iou": (
        {"target_class_ids": [1]},
        lambda p: sk.jaccard_score(p.y.ravel(), p.decided.ravel()),
        1e-6,
    ),
    "categorical_accuracy": ({}, lambda p: np.mean(p.number == best(p)), 1e-6),
    "categorical_crossentropy": ({}, entropy, 1e-5),
    "categorical_hinge": ({}, categorical_hinge, 1e-5),
    "concordance_correlation": ({}, concordance, 1e-5),
    "cosine_similarity": ({}, cosine, 1e-5),
    "f1_score": ({"average": "macro"}, lambda p: f_beta(p, 1), 1e-5),
    "f_beta_score": ({"average": "macro", "beta": 2.0}, lambda p: f_beta(p, 2), 1e-5),
    "false_negatives": ({}, lambda p: confusion(p)[1, 0], 1e-6),
    "false_positives": ({}, lambda p: confusion(p)[0, 1], 1e-6),
    "hinge": ({}, hinge, 1e-5),
    "iou": (
        {"num_classes": CLASSES, "target_class_ids": [1]},
        lambda p: jaccard(p, labels=[1], average="macro"),
        1e-6,
    ),
    "keras.metrics:Accuracy": ({}, lambda p: np.mean(p.number == best(p)), 1e-6),
    "kl_divergence": ({}, entropy, 1e-5),
    "log_cosh_error": ({}, logcosh, 1e-5),
    "mean_absolute_error": ({}, lambda p: sk.mean_absolute_error(p.y, p.p), 1e-5),
    "mean_absolute_percentage_error": ({}, percentage, 1e-5),
    "mean_iou": ({"num_classes": CLASSES}, lambda p: jaccard(p, average="macro"), 1e-6),
    "mean_squared_error": ({}, lambda p: sk.mean_squared_error(p.y, p.p), 1e-5),
    "mean_squared_logarithmic_error": ({}, logarithmic, 1e-5),
    "one_hot_iou": (
        {"num_classes": CLASSES, "target_class_ids": [1]},
        lambda p: jaccard(p, labels=[1], average="macro"),
        1e-6,
    ),
    "one_hot_mean_iou": ({"num_classes": CLASSES}, lambda p: jaccard(p, average="macro"), 1e-6),
    "pearson_correlation": ({}, lambda p: correlation(p.y, p.p), 1e-5),
    "poisson": ({}, lambda p: np.mean(p.p - p.y * np.log(p.p + 1e-7)), 1e-5),
    "precision": ({}, lambda p: sk.precision_score(p.y.ravel(), p.decided.ravel()), 1e-6),
    "precision_at_recall": (
        {"recall": 0.6, "num_thresholds": 2000},
        lambda p: at_least(curve(p)[1], 0.6, curve(p)[0]),
        1e-2,
    ),
    "r2_score": ({}, lambda p: sk.r2_score(p.y, p.p), 1e-5),
    "recall": ({}, lambda p: sk.recall_score(p.y.ravel(), p.decided.ravel()), 1e-6),
    "recall_at_precision": (
        {"precision": 0.5, "num_thresholds": 2000},
        lambda p: at_least(curve(p)[0], 0.5, curve(p)[1]),
        1e-2,
    ),
    "root_mean_squared_error": (
        {},
        lambda p: sk.root_mean_squared_error(p.y.ravel(), p.p.ravel()),
        1e-5,
    ),
    "sensitivity_at_specificity": (
        {"specificity": 0.7, "num_thresholds": 2000},
        lambda p: at_least(roc(p)[0], 0.7, roc(p)[1]),
        1e-2,
    ),
    "sparse_categorical_accuracy": ({}, lambda p: np.mean(p.number == best(p)), 1e-6),
    "sparse_categorical_crossentropy": ({}, entropy, 1e-5),
    "sparse_top_k_categorical_accuracy": ({"k": 2}, lambda p: top(p), 1e-6),
    "specificity_at_sensitivity": (
        {"sensitivity": 0.7, "num_thresholds": 2000},
        lambda p: at_least(roc(p)[1], 0.7, roc(p)[0]),
        1e-2,
    ),
    "squared_hinge": ({}, lambda p: hinge(p, 2), 1e-5),
    "top_k_categorical_accuracy": ({"k": 2}, lambda p: top(p), 1e-6),
    "true_negatives": ({}, lambda p: confusion(p)[0, 0], 1e-6),
    "true_positives": ({}, lambda p: confusion(p)[1, 1], 1e-6),
}
# What is said to be meaningless: form -> metrics.
_ONE_CLASS = {
    "balanced_accuracy",
    "categorical_accuracy",
    "categorical_crossentropy",
    "categorical_hinge",
    "iou",
    "keras.metrics:Accuracy",
    "kl_divergence",
    "mean_iou",
    "one_hot_iou",
    "one_hot_mean_iou",
    "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy",
    "sparse_top_k_categorical_accuracy",
    "top_k_categorical_accuracy",
}
_OF_VALUES = {
    "concordance_correlation",
    "cosine_similarity",
    "log_cosh_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "pearson_correlation",
    "r2_score",
    "root_mean_squared_error",
}
REFUSED = {
    "multi_hot": _ONE_CLASS | {"pearson_correlation"},
    "values": set(ORACLES) - _OF_VALUES,
    "yes_no": {
        "categorical_hinge",
        "concordance_correlation",
        "cosine_similarity",
        "pearson_correlation",
    },
}


def best(p: Problem) -> np.ndarray:
    return p.distribution.argmax(axis=1)


def right(p: Problem) -> float:
    return float(np.mean(p.decided == p.y) if p.number is None else np.mean(p.number == best(p)))


def top(p: Problem) -> float:
    """The share of samples whose class is among the two most probable."""
    order = p.distribution.argsort(axis=1)[:, -2:]
    return float(np.mean((order == p.number[:, None]).any(axis=1)))


@pytest.fixture(scope="module")
def parts():
    return Parts.of(load("quickstart"))


def test_the_tables_are_complete():
    names = {entry.name for entry in HERE.entries("metrics")}
    assert set(METRIC_FORMS) == names - {"accuracy"} | {"keras_accuracy"}
    assert set(ORACLES) == names | {"keras.metrics:Accuracy"}
    assert {
        entry.name
        for entry in HERE.entries("metrics")
        if any(one.name == "from_logits" for one in entry.parameters)
    } == set(OWN_LINKS)


@pytest.mark.parametrize(("form", "link"), LOSSES)
@pytest.mark.parametrize("name", ORACLES)
def test_a_metric_is_what_scikit_learn_says(parts, name, form, link):
    arguments, oracle, tolerance = ORACLES[name]
    problem = Problem(form, link)
    if form == "yes_no" and "num_classes" in arguments:
        arguments = {**arguments, "num_classes": 2}
    component = Component(name, arguments)
    if name in REFUSED.get(form, ()):
        with pytest.raises(RecipeError) as refusal:
            build_metric(parts, component, 0, problem.task)
        assert "metrics" in str(refusal.value)
        return
    metric = build_metric(parts, component, 0, problem.task)
    for start in range(0, SAMPLES, BATCH):
        part = slice(start, start + BATCH)
        metric.update_state(problem.labels[part], problem.outputs[part])
    assert float(metric.result()) == pytest.approx(oracle(problem), rel=tolerance, abs=tolerance)
