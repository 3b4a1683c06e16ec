"""A pass over as many held-out samples as there is time for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.checks import CheckContext
from suite.checks.loss_output import last_activations
from suite.checks.support.loss_kind import loss_kind
from suite.examination.outcome.held_out import HeldOut
from suite.examination.outcome.predictions import Link, Predictions
from suite.examination.outcome.reliability import are_distributions
from suite.examination.outcome.sample_form import form_of
from suite.examination.support.deadline import Deadline
from suite.examination.support.examples import VALUES

MOST = 10_000
# The first two batches tell how long the others take, which are larger.
_FIRST, _LARGEST = 8, 256


def predict(
    model: keras.Model, held: HeldOut, deadline: Deadline, per_sample: float = 0.0
) -> Predictions | None:
    """What the model answers, in inference mode, to at most 10,000 samples drawn at random.

    Where the time ends before the samples do, the rest is left out: what was seen is a fair part.

    Args:
        model: compiled.
        per_sample: seconds that a sample will take, as far as training tells; else 0.

    Returns:
        None where not even the first batch can be computed in time.

    Raises:
        ValueError: the outputs are not one row for each sample, as wide as the targets.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Softmax()])
        >>> model.compile(loss="sparse_categorical_crossentropy")
        >>> held = HeldOut.of_arrays(model, np.eye(2), np.array([0, 1]))
        >>> predict(model, held, Deadline(1.0)).losses.round(3).tolist()
        [0.313, 0.313]
    """
    rows = np.random.default_rng(0).permutation(len(held))[:MOST]
    largest = max(1, min(_LARGEST, VALUES // max(1, held.examples.values)))

    def answer(part: np.ndarray) -> np.ndarray:
        return _outputs(model, held.examples.take(part).inputs)

    outputs = outputs_in_time(answer, rows, deadline, per_sample, largest)
    if not len(outputs):
        return None
    return _beside_targets(model, held, rows[: len(outputs)], outputs)


def _beside_targets(
    model: keras.Model, held: HeldOut, rows: np.ndarray, outputs: np.ndarray
) -> Predictions:
    """Outputs for some rows with all that is needed to judge them."""
    assert held.kind is not None
    labels, inputs = held.labels[rows], held.examples.inputs
    if held.kind != "classes" and labels.shape != outputs.shape:
        raise ValueError(f"outputs of shape {outputs.shape} for targets of shape {labels.shape}")
    return Predictions(
        held.kind,
        outputs,
        np.asarray(labels),
        link_of(model, outputs),
        held.names,
        rows,
        None if isinstance(inputs, list | tuple | dict) else inputs,
        form_of(model, inputs),
        held.files,
        held.features,
    )


def outputs_in_time(
    answer: Callable[[np.ndarray], np.ndarray],
    rows: np.ndarray,
    deadline: Deadline,
    per_sample: float,
    largest: int,
) -> np.ndarray:
    """What `answer` gives for the first of some rows, as many as there is time for; maybe none.

    From the third one on each batch is up to four times as large as the one before it; it has no
    more samples than the time that is left is enough for, by the measure of the last one or of
    training.

    Args:
        answer: rows -> their outputs, (n, K).
        per_sample: seconds for one, as far as they are known before; 0 where they are not.
        largest: samples in a batch.

    Example:
        >>> rows = np.array([3, 1, 2])
        >>> outputs_in_time(lambda part: part[:, None], rows, Deadline(9.0), 0.0, 256).tolist()
        [[3], [1], [2]]
    """
    found: list[np.ndarray] = []
    size = first = min(_FIRST, largest, len(rows))
    known, done = per_sample or math.inf, 0
    while done < len(rows):
        left, count = deadline.left, min(size, len(rows) - done)
        if per_sample * count > left:
            count = int(max(0.0, left) / per_sample)
        if left <= 0 or count < min(first, len(rows) - done):
            break
        part = rows[done : done + count]
        # In order, as they lie in a memory map.
        found.append(answer(np.sort(part))[np.argsort(np.argsort(part))])
        # The first batch also pays for what is done once: the second is no larger.
        per_sample, size = min(known, (left - deadline.left) / count), size * 4 if done else size
        size, done = min(size, largest), done + count
    return np.concatenate(found) if found else np.empty((0, 0))


def _outputs(model: keras.Model, inputs: Any) -> np.ndarray:
    """Of one batch, in inference mode."""
    given = model(keras.tree.map_structure(tf.convert_to_tensor, inputs), training=False)
    values = keras.ops.convert_to_numpy(given) if keras.ops.is_tensor(given) else None
    if values is None or values.ndim not in (1, 2):
        raise ValueError("the model's outputs are not one row for each sample")
    values = np.asarray(values, np.float32)
    return values[:, None] if values.ndim == 1 else values


def link_of(model: keras.Model, outputs: np.ndarray) -> Link:
    """What the model's outputs are: by its last activation, its loss, or by themselves.

    Args:
        outputs: some, (n, K).

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
        >>> model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        >>> link_of(model, np.array([[1.0, 2.0, -3.0]]))
        'logits'
    """
    context = CheckContext(recipe=None, model=model, dataset=None, batch=(), classes=None)
    last = (last_activations(context) or [None])[0]
    if last == "softmax" or last == "sigmoid":
        return "softmax" if last == "softmax" else "sigmoid"
    kind = loss_kind(model)
    if kind is not None and kind.outputs == "logits":
        return "logits"
    sound = outputs[np.isfinite(outputs).all(axis=1)]
    if outputs.shape[1] > 1 and len(sound) and are_distributions(sound):
        return "softmax"
    return (
        _by_loss(getattr(model, "loss", None))
        if kind is None
        else ("scores" if kind.outputs == "scores" else "estimates")
    )


def _by_loss(loss: Any) -> Link:
    """Of a model that tells nothing of its outputs, or a loss that is not known."""
    if isinstance(loss, keras.losses.Loss) and loss.get_config().get("from_logits"):
        return "logits"
    return "scores" if "hinge" in str(getattr(loss, "name", loss)).lower() else "estimates"
