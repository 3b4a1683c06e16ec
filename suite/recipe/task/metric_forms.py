"""What each metric of the catalog is defined on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Takes = Literal["order", "decided", "distribution", "probabilities", "values", "scores"]


@dataclass(frozen=True)
class MetricForm:
    """The labels and predictions of a metric.

    Args:
        labels: `numbers`: a class number; `vectors`: an entry for each output; `either`.
        takes: of a sample's outputs. `order`: which is largest; `decided`: the class;
            `distribution`: probabilities of the classes, which sum to 1; `probabilities`: of each
            output by itself; `values`: what is compared with the label as a number, in a
            classification a probability; `scores`: the outputs as they are.
        limits: whether the metric only asks on which side of limits a probability lies.
        several: the fewest outputs that it means anything for.
        zero_one: whether labels must be 0 and 1, so that mixed ones are decided first.
    """

    labels: Literal["numbers", "vectors", "either"]
    takes: Takes
    limits: bool = False
    several: int = 1
    zero_one: bool = False


_LIMITS = MetricForm("vectors", "probabilities", limits=True, zero_one=True)
_VALUES = MetricForm("vectors", "values")
_ACROSS = MetricForm("vectors", "values", several=2)
_NUMBER, _VECTOR = MetricForm("numbers", "order"), MetricForm("vectors", "order")
METRIC_FORMS: dict[str, MetricForm] = {
    "auc": _LIMITS,
    "balanced_accuracy": MetricForm("either", "order"),
    "binary_accuracy": _LIMITS,
    "binary_crossentropy": MetricForm("vectors", "probabilities"),
    "binary_iou": _LIMITS,
    "categorical_accuracy": _VECTOR,
    "categorical_crossentropy": MetricForm("vectors", "distribution"),
    "categorical_hinge": MetricForm("vectors", "scores", several=2),
    "concordance_correlation": _ACROSS,
    "cosine_similarity": _ACROSS,
    "f1_score": _LIMITS,
    "f_beta_score": _LIMITS,
    "false_negatives": _LIMITS,
    "false_positives": _LIMITS,
    "hinge": MetricForm("vectors", "scores", zero_one=True),
    "iou": MetricForm("numbers", "decided"),
    "keras_accuracy": MetricForm("numbers", "decided"),
    "kl_divergence": MetricForm("vectors", "distribution"),
    "log_cosh_error": _VALUES,
    "mean_absolute_error": _VALUES,
    "mean_absolute_percentage_error": _VALUES,
    "mean_iou": MetricForm("numbers", "decided"),
    "mean_squared_error": _VALUES,
    "mean_squared_logarithmic_error": _VALUES,
    "one_hot_iou": MetricForm("vectors", "decided"),
    "one_hot_mean_iou": MetricForm("vectors", "decided"),
    "pearson_correlation": _ACROSS,
    "poisson": _VALUES,
    "precision": _LIMITS,
    "precision_at_recall": _LIMITS,
    "r2_score": _VALUES,
    "recall": _LIMITS,
    "recall_at_precision": _LIMITS,
    "root_mean_squared_error": _VALUES,
    "sensitivity_at_specificity": _LIMITS,
    "sparse_categorical_accuracy": _NUMBER,
    "sparse_categorical_crossentropy": MetricForm("numbers", "distribution"),
    "sparse_top_k_categorical_accuracy": _NUMBER,
    "specificity_at_sensitivity": _LIMITS,
    "squared_hinge": MetricForm("vectors", "scores", zero_one=True),
    "top_k_categorical_accuracy": _VECTOR,
    "true_negatives": _LIMITS,
    "true_positives": _LIMITS,
}
# The probabilities that a metric with `from_logits` would make of the logits itself.
OWN_LINKS = {
    "auc": "sigmoid",
    "binary_crossentropy": "sigmoid",
    "categorical_crossentropy": "softmax",
    "sparse_categorical_crossentropy": "softmax",
}


def metric_form(name: str, arguments: Mapping[str, Any]) -> MetricForm:
    """The form of a metric of the catalog, which some arguments change."""
    if not name.endswith("iou") or name == "binary_iou":
        return METRIC_FORMS[name]
    one_hot = name.startswith("one_hot")
    by_number = not one_hot and arguments.get("sparse_y_true", True)
    decided = arguments.get("sparse_y_pred", not one_hot)
    return MetricForm("numbers" if by_number else "vectors", "decided" if decided else "order")
