"""Cross-entropy with label smoothing for class numbers."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from suite.losses.class_numbers import class_mask, in_full_precision, score_of_class
from suite.tensors import Tensor


def _smoothed_crossentropy(mask: Tensor, logits: Tensor, label_smoothing: float) -> Tensor:
    """Cross-entropy against labels of which a share is spread over all classes."""
    log_p = ops.log_softmax(logits, axis=-1)
    loss = -(1 - label_smoothing) * score_of_class(mask, log_p)
    if label_smoothing == 0:  # 0 * inf at a class that is ruled out
        return loss
    return loss - label_smoothing * ops.mean(log_p, axis=-1)


@keras.saving.register_keras_serializable(package="suite")
class SparseCategoricalSmoothedCrossentropy(keras.losses.Loss):
    """Cross-entropy with label smoothing, for class numbers and logits.

    L = -(1 - e) log p_y - e / C sum_j log p_j,    p = softmax(s)

    with s the logits of a sample, y its class, C the number of classes and e the smoothing: the
    label is the distribution 1 - e + e / C at y and e / C elsewhere. The logits need not grow
    without limit, the probabilities are better calibrated, and the loss cannot reach 0. Keras
    smooths one-hot labels only, `categorical_crossentropy` with `label_smoothing`.

    Args:
        label_smoothing: e, at least 0 and below 1; 0 is the plain cross-entropy.

    Shapes:
        y_true: class numbers (batch, ...) or (batch, ..., 1); one that is no class gives NaN.
        y_pred: logits (batch, ..., C); each sample has one loss, computed in float32 at least.

    Raises:
        ValueError: where an argument is out of range, or the shapes do not fit.

    Example:
        >>> loss = SparseCategoricalSmoothedCrossentropy(label_smoothing=0.2)
        >>> logits = np.log(np.array([[0.8, 0.2]]))
        >>> round(float(loss([0], logits)), 4)  # -0.9 log 0.8 - 0.1 log 0.2
        0.3618

    Reference:
        Szegedy, Vanhoucke, Ioffe, Shlens, Wojna (2016), Rethinking the Inception architecture for
        computer vision, section 7.

    Topic: loss/softmax
    """

    def __init__(self, label_smoothing: float = 0.1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not 0 <= label_smoothing < 1:
            raise ValueError(
                "Argument `label_smoothing` must be at least 0 and below 1. "
                f"Received: label_smoothing={label_smoothing}"
            )
        self.label_smoothing = float(label_smoothing)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
        logits = in_full_precision(y_pred)
        return _smoothed_crossentropy(class_mask(y_true, logits), logits, self.label_smoothing)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "label_smoothing": self.label_smoothing}
