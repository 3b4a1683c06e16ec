"""The trained model on training samples as they are, in inference and in training mode."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.examination.context import ExaminationContext
from suite.examination.support.answers import Answers, score
from suite.examination.support.examples import Examples
from suite.examination.support.labels import as_labels

# Samples in training mode, of which the statistics of batches come from batches as trained on.
TRAINING_MODE = 512
ROUNDING = 1e-3


def inference(context: ExaminationContext) -> dict[str, Any] | None:
    """Loss and score of the same model on four kinds of samples.

        train_*        training samples without augmentation, in inference mode
        train_mode_*   the same samples in training mode, by batches as large as in training
        validation_*   validation samples, in inference mode
        augmented_accuracy   augmented training samples, in inference mode
        unrepeated     share of training samples with another answer at a second look

    `*_accuracy` is the share of right classes or labels; of values, the explained variance. Where
    training mode is good and inference mode is bad on the same samples, moving statistics have not
    arrived; where only augmented samples are bad, the augmentation is too strong; where a second
    look differs, something draws at random in inference mode.

    Topic: norm/batch, data/augmentation

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Softmax()])
        >>> model.compile(loss="sparse_categorical_crossentropy")
        >>> context = ExaminationContext(model, Examples(4 * np.eye(2), np.array([0, 1])))
        >>> inference(context)["train_accuracy"]
        1.0
    """
    if context.train_answers is None:
        return None
    figures = _figures(context, "train", context.train_answers)
    first = context.train_sample.take(slice(0, TRAINING_MODE))
    batch = min(context.batch_size, len(first))
    labels = as_labels(first.targets, context.kind)
    in_training = context.answers(first, labels, batch)
    figures |= _figures(context, "train_mode", in_training)
    figures |= _second_look(context.train_answers, context.answers(first, labels))
    figures |= _figures(context, "validation", context.validation_answers)
    augmented = _joined(context.trained_on) if context.augments else None
    if augmented is not None:
        labels = as_labels(augmented.targets, context.kind)
        found = context.answers(augmented, labels, form=lambda targets: targets)
        told = _figures(context, "augmented", found)
        figures |= {name: told[name] for name in ("augmented_accuracy",) if name in told}
    return figures


def _second_look(answers: Answers, again: Answers | None) -> dict[str, float]:
    """How many of the first answers are other ones now, beyond what rounding does."""
    if again is None:
        return {}
    count = min(len(answers.outputs), len(again.outputs))
    one, other = answers.outputs[:count], again.outputs[:count]
    differs = np.abs(one - other) > ROUNDING * (1 + np.abs(one))
    return {"unrepeated": float(differs.any(axis=1).mean())}


def _figures(context: ExaminationContext, name: str, found: Answers | None) -> dict[str, float]:
    if found is None or context.kind is None:
        return {}
    figures = {f"{name}_accuracy": score(context.model, found, context.kind)}
    return figures if found.loss is None else {f"{name}_loss": found.loss, **figures}


def _joined(batches: Any) -> Examples | None:
    """Batches of a model with one input and one output as one."""
    parts = [one for one in batches if isinstance(one.inputs, np.ndarray)]
    if not parts or not all(isinstance(one.targets, np.ndarray) for one in parts):
        return None
    inputs = np.concatenate([one.inputs for one in parts])
    return Examples(inputs, np.concatenate([one.targets for one in parts]))
