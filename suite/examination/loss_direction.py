"""What the loss says of right answers and of wrong ones."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from suite.checks.loss_output import last_activations
from suite.checks.support.context import CheckContext
from suite.checks.support.loss_kind import the_loss
from suite.examination.context import ExaminationContext
from suite.examination.support.answers import mean_loss

SAMPLES = 64
SURE = 0.9
# Of losses that people call with labels and predictions exchanged.
_EXCHANGED = ("categorical_crossentropy", "kl_divergence", "poisson", "binary_crossentropy")
_EQUAL = 1e-4


def loss_direction(context: ExaminationContext) -> dict[str, Any] | None:
    """The loss of made-up outputs, without the model.

        right      mean loss of outputs that give 0.9 to the right class; that are the values
        wrong      the same for the next class; for values that are a deviation off
        exchanged  the loss of Keras that it equals with labels and predictions exchanged; absent
                   where there is none

    A loss that is larger for right answers than for wrong ones is minimized by being wrong.

    Topic: loss/softmax

    Example:
        >>> from suite.examination import Examples
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        >>> context = ExaminationContext(model, Examples(np.eye(2), np.array([0, 1])))
        >>> {name: round(loss, 2) for name, loss in loss_direction(context).items()}
        {'right': 0.11, 'wrong': 2.3}
    """
    shape, labels = getattr(context.model, "output_shape", None), context.train_labels
    if labels is None or not isinstance(shape, tuple) or len(shape) != 2:
        return None
    if the_loss(context.model) is None or context.kind == "labels":
        return None
    labels = labels[:SAMPLES]
    made = _of_values(labels) if context.kind == "values" else _of_classes(context, labels)
    if made is None or made[0].shape[1] != shape[1]:
        return None
    targets = context.form(context.train_sample.take(slice(0, len(labels))).targets)
    losses = [mean_loss(context.model, targets, outputs.astype("float32")) for outputs in made]
    if not np.isfinite(losses).all():
        return None
    figures: dict[str, Any] = {"right": losses[0], "wrong": losses[1]}
    if context.kind == "classes" and (exchanged := _exchanged(context.model, targets, made[0])):
        figures["exchanged"] = exchanged
    return figures


def _of_values(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return labels, labels + labels.std(axis=0) + 1e-3


def _of_classes(
    context: ExaminationContext, labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Outputs that are sure of the class, and of the next one."""
    units = context.model.output_shape[-1]
    count = max(2, units)
    if labels.max() >= count:
        return None
    rows = np.full((count, count), (1 - SURE) / (count - 1))
    np.fill_diagonal(rows, SURE)
    right, wrong = rows[labels], rows[(labels + 1) % count]
    if units == 1:
        right, wrong = right[:, 1:], wrong[:, 1:]
    ends = last_activations(CheckContext(None, context.model, None, (), None)) or [None]
    if ends[0] in ("softmax", "sigmoid"):
        return right, wrong
    if units == 1:
        return np.log(right / (1 - right)), np.log(wrong / (1 - wrong))
    return np.log(right), np.log(wrong)


def _exchanged(model: keras.Model, targets: Any, outputs: np.ndarray) -> str | None:
    """The loss of Keras that gives the same with its two arguments exchanged, and not without."""
    targets = np.asarray(targets, "float32")
    loss = the_loss(model)
    if targets.shape != outputs.shape or outputs.shape[1] < 2:
        return None
    # Outputs that are all alike would not tell one loss from the other.
    outputs = np.random.default_rng(0).dirichlet(np.ones(outputs.shape[1]), len(outputs))
    outputs = outputs.astype("float32")
    own = _mean(loss(targets, outputs))
    for name in _EXCHANGED:
        known = keras.losses.get(name)
        there, back = _mean(known(targets, outputs)), _mean(known(outputs, targets))
        if abs(own - back) <= _EQUAL * abs(back) < abs(own - there):
            return name
    return None


def _mean(values: Any) -> float:
    return float(np.mean(keras.ops.convert_to_numpy(values)))
