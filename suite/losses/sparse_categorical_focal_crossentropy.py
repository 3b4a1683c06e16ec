"""Focal loss for class numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from suite.losses.class_numbers import class_mask, in_full_precision, score_of_class
from suite.number_checks import check_not_negative, is_number
from suite.tensors import Tensor


def focal(log_p: Tensor, gamma: float) -> Tensor:
    """-(1 - p)^gamma log p, from the logarithm of the right class's probability."""
    if gamma == 0:
        return -log_p
    # The floor keeps the power's gradient finite at p = 1; the factor log p is 0 there.
    miss = ops.maximum(-ops.expm1(log_p), 1e-30)
    return -ops.power(miss, gamma) * log_p


@keras.saving.register_keras_serializable(package="suite")
class SparseCategoricalFocalCrossentropy(keras.losses.Loss):
    """Cross-entropy that counts easy samples less, for class numbers and logits.

    L = -alpha_y (1 - p_y)^gamma log p_y,    p = softmax(s)

    with s the logits of a sample, y its class and alpha_y the weight of that class. Where classes
    are unbalanced, the many easy samples of the frequent ones no longer drown the rare. For one-hot
    labels Keras has `categorical_focal_crossentropy`, whose default alpha is 0.25 for all classes
    (a quarter of the learning rate).

    Args:
        gamma: how fast a sure answer stops counting, at least 0; 0 is the plain cross-entropy. The
            paper's choice is 2: p_y = 0.9 then counts 100 times less.
        alpha: weight of each class, a list of C numbers, all at least 0; or one for all; None is 1.
            The paper weighs rare classes less than their frequency asks for, since gamma helps
            them already.

    Shapes:
        y_true: class numbers (batch, ...) or (batch, ..., 1); one that is no class gives NaN.
        y_pred: logits (batch, ..., C); each sample has one loss, computed in float32 at least.

    Raises:
        ValueError: where an argument is out of range, or the shapes do not fit.

    Example:
        >>> loss = SparseCategoricalFocalCrossentropy(gamma=2.0)
        >>> round(float(loss([0], np.array([[0.0, 0.0]]))), 4)  # (1 - 1/2)^2 log 2
        0.1733

    Reference: Lin, Goyal, Girshick, He, Dollar (2017), Focal loss for dense object detection.

    Topic: loss/focal
    """

    def __init__(
        self,
        gamma: float = 2.0,
        alpha: float | Sequence[float] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        check_not_negative(gamma=gamma)
        weights = [alpha] if is_number(alpha) else alpha
        if weights is not None and not (
            len(weights) and all(0 <= weight < math.inf for weight in weights)
        ):
            raise ValueError(
                "Argument `alpha` must be None, a finite number of at least 0, or a list of such "
                f"numbers. Received: alpha={alpha}"
            )
        self.gamma = float(gamma)
        self.alpha = alpha if alpha is None or is_number(alpha) else [*map(float, alpha)]

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
        logits = in_full_precision(y_pred)
        mask = class_mask(y_true, logits)
        loss = focal(score_of_class(mask, ops.log_softmax(logits, axis=-1)), self.gamma)
        if self.alpha is None:
            return loss
        return self._weights(mask, logits) * loss

    def _weights(self, mask: Tensor, logits: Tensor) -> Tensor:
        """alpha_y of every sample."""
        alpha = ops.cast(self.alpha, logits.dtype)
        if len(alpha.shape) == 1 and alpha.shape[0] != logits.shape[-1]:
            raise ValueError(
                f"Argument `alpha` must hold a number for each of the {logits.shape[-1]} classes. "
                f"Received: alpha={self.alpha}"
            )
        return score_of_class(mask, alpha * ops.ones_like(logits))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "gamma": self.gamma, "alpha": self.alpha}
