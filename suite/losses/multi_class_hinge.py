"""Multi-class hinge losses, those of support vector machines."""

from __future__ import annotations

from typing import Any, Literal

import keras
from keras import ops

from suite.losses.class_numbers import class_mask, in_full_precision, score_of_class
from suite.number_checks import check_positive
from suite.tensors import Tensor


def _weston_watkins(mask: Tensor, scores: Tensor, margin: float) -> Tensor:
    """Every class that comes too near counts: sum_{j != y} max(0, margin + s_j - s_y)."""
    gaps = margin + scores - ops.expand_dims(score_of_class(mask, scores), -1)
    return ops.sum(ops.where(mask, ops.zeros_like(gaps), ops.relu(gaps)), axis=-1)


def _crammer_singer(mask: Tensor, scores: Tensor, margin: float) -> Tensor:
    """The nearest class counts: max(0, margin + max_{j != y} s_j - s_y)."""
    gaps = margin + scores - ops.expand_dims(score_of_class(mask, scores), -1)
    return ops.max(ops.where(mask, ops.zeros_like(gaps), ops.relu(gaps)), axis=-1)


@keras.saving.register_keras_serializable(package="suite")
class MultiClassHinge(keras.losses.Loss):
    """Hinge loss over C classes: the right class shall lead all others by a margin.

    weston_watkins    L = sum_{j != y} max(0, margin + s_j - s_y)
    crammer_singer    L = max(0, margin + max_{j != y} s_j - s_y)

    with s the scores of a sample and y its class. The first is the lectures' SVM loss; PyTorch's
    `MultiMarginLoss` is the same divided by C. The second counts the worst class only; Keras's
    `categorical_hinge`, for one-hot labels, adds a score of 0 to the maximum. Equal scores cost
    (C - 1) margin and margin. Neither knows probabilities: the scores are as the model gives them,
    without softmax.

    Args:
        variant: `weston_watkins` or `crammer_singer`.
        margin: positive. Scores can grow with it, so only its ratio to the penalty on the weights
            matters.

    Shapes:
        y_true: class numbers (batch, ...) or (batch, ..., 1); one that is no class gives NaN.
        y_pred: (batch, ..., C); each sample has one loss, computed in float32 at least.

    Raises:
        ValueError: where an argument is out of range, or the shapes do not fit.

    Example:
        >>> scores = np.array([[2.0, 1.5, 0.0]])
        >>> float(MultiClassHinge()([1], scores))  # (1 + 2 - 1.5) + 0
        1.5

    Reference:
        Weston, Watkins (1999), Support vector machines for multi-class pattern recognition.
        Crammer, Singer (2001), On the algorithmic implementation of multiclass kernel-based
        vector machines.

    Topic: loss/svm
    """

    def __init__(
        self,
        variant: Literal["weston_watkins", "crammer_singer"] = "weston_watkins",
        margin: float = 1.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if variant not in ("weston_watkins", "crammer_singer"):
            raise ValueError(
                "Argument `variant` must be 'weston_watkins' or 'crammer_singer'. "
                f"Received: variant={variant!r}"
            )
        check_positive(margin=margin)
        self.variant = variant
        self.margin = float(margin)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
        scores = in_full_precision(y_pred)
        formula = _weston_watkins if self.variant == "weston_watkins" else _crammer_singer
        return formula(class_mask(y_true, scores), scores, self.margin)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "variant": self.variant, "margin": self.margin}
