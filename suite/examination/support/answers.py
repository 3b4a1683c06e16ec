"""What a model answers to examples, and how right that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from suite.checks.support.loss_kind import loss_kind, loss_values, the_loss
from suite.data.targets import Targets
from suite.examination.support.deadline import Deadline
from suite.examination.support.examples import Examples

INFERENCE_BATCH = 256


@dataclass(frozen=True, eq=False)
class Answers:
    """A model's outputs for the first of some examples, as many as there was time for.

    Args:
        outputs: of shape (n, K).
        labels: in one form, the first n.
        loss: their mean loss, without penalties; None where the loss is not known.

    Example:
        >>> Answers(np.eye(2), np.array([0, 0]), None).labels.tolist()
        [0, 0]
    """

    outputs: np.ndarray
    labels: np.ndarray
    loss: float | None


def answers(
    model: keras.Model,
    examples: Examples,
    labels: np.ndarray,
    form: Callable[[Any], Any],
    seconds: float,
    training_batch: int | None = None,
) -> Answers | None:
    """The outputs of a model with one output of rows; None of another, or if they are not finite;
    no variable of the model changes.

    Args:
        form: makes targets what the loss takes.
        seconds: after these no further batch is computed.
        training_batch: size of the batches in training mode; None is inference mode.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Softmax()])
        >>> examples = Examples(np.eye(2), np.array([0, 1]))
        >>> answers(model, examples, examples.targets, lambda y: y, 1.0).outputs.argmax(1).tolist()
        [0, 1]
    """
    size, deadline = training_batch or INFERENCE_BATCH, Deadline(seconds)
    outputs: list[np.ndarray] = []
    losses: list[float] = []
    for start in range(0, len(labels), size):
        part = examples.take(slice(start, start + size))
        if start and (deadline.is_over or (training_batch and len(part) < size)):
            break
        given = _outputs(model, part.inputs, training_batch is not None)
        values = keras.ops.convert_to_numpy(given) if keras.ops.is_tensor(given) else None
        if values is None or values.ndim != 2:
            return None
        outputs.append(values.astype(np.float32))
        losses.append(len(part) * mean_loss(model, form(part.targets), given))
    joined = np.concatenate(outputs)
    if not np.isfinite(joined).all():
        return None
    loss = sum(losses) / len(joined)
    return Answers(joined, labels[: len(joined)], None if np.isnan(loss) else loss)


def _outputs(model: keras.Model, x: Any, training: bool) -> Any:
    x = keras.tree.map_structure(keras.ops.convert_to_tensor, x)
    mode = {"training": training} if model._call_has_training_arg else {}
    if not training:
        return model(x, **mode)
    # Updates of moving statistics and of dropout's seeds are returned instead of assigned.
    outputs, _ = model.stateless_call(
        [variable.value for variable in model.trainable_variables],
        [variable.value for variable in model.non_trainable_variables],
        x,
        **mode,
    )
    return outputs


def mean_loss(model: keras.Model, targets: Any, outputs: Any) -> float:
    """The mean over samples, of a loss that is summed over a batch too; NaN if it is unknown.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile(loss="mse")
        >>> mean_loss(model, np.zeros((2, 1)), np.ones((2, 1)))
        1.0
    """
    loss = the_loss(model)
    if loss is None:
        return float("nan")
    targets = keras.ops.convert_to_tensor(targets)
    values = loss_values(getattr(loss, "call", loss), targets, outputs)
    return float(np.mean(keras.ops.convert_to_numpy(values)))


def score(model: keras.Model, found: Answers, kind: Targets) -> float:
    """How right outputs are: 1 is perfect.

    classes   share of the samples whose class is answered
    labels    share of all labels that are answered
    values    explained variance, 1 - sum (y - f)^2 / sum (y - mean y)^2
    """
    if kind == "values":
        return explained(found.labels, found.outputs)
    if kind == "labels":
        return float(np.mean((found.outputs > _threshold(model)) == (found.labels > 0.5)))
    return float(np.mean(answered_classes(model, found.outputs) == found.labels))


def answered_classes(model: keras.Model, outputs: np.ndarray) -> np.ndarray:
    """The class of each row of outputs; of one output, whether it is above the middle."""
    if outputs.shape[1] > 1:
        return np.asarray(outputs.argmax(axis=1))
    return (outputs[:, 0] > _threshold(model)).astype(np.int64)


def explained(y: np.ndarray, estimate: np.ndarray) -> float:
    """1 - sum (y - f)^2 / sum (y - mean y)^2; of values that are all equal, 0 unless f is y."""
    if y.shape != estimate.shape:
        return float("nan")
    error = float(((y - estimate.astype(np.float64)) ** 2).sum())
    total = float(((y - y.mean(axis=0)) ** 2).sum())
    return 1 - error / total if total > 0 else float(error == 0)


def _threshold(model: keras.Model) -> float:
    """Between no and yes of one output."""
    kind = loss_kind(model)
    if kind is not None:
        return 0.0 if kind.outputs in ("logits", "scores") else 0.5
    name = str(getattr(model, "loss", None)).lower()
    return 0.0 if "hinge" in name else 0.5
