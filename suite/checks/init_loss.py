"""The loss before the first step."""

from __future__ import annotations

import math
import warnings

import keras
import numpy as np
import tensorflow as tf

from suite.checks.support.context import CheckContext
from suite.checks.support.loss_kind import LossKind, loss_kind, loss_values, the_loss
from suite.checks.support.right_initializer import right_initializer
from suite.diagnostics import Finding

LOWEST_RATIO = 0.5
HIGHEST_RATIO = 2.0
# Healthy nets with He's weights in the output layer, dropout and no normalization begin at up to 6.
WARNING_RATIO = 8.0
# The mean loss of fewer samples says little.
FEWEST_SAMPLES = 16


def init_loss(context: CheckContext) -> list[Finding]:
    """The first batch's loss against that of a guess.

        ratio = L0 / ln C

    with L0 the cross-entropy of the first batch in training mode, without penalties on weights, and
    C the number of outputs (for binary cross-entropy 2). Other losses, and batches of fewer than 16
    samples, are not judged.

        error     L0 cannot be computed or is not finite
        warning   ratio > 8: the model begins with confident wrong answers, or the loss is summed
                  over the batch
        note      ratio > 2
        note      ratio < 0.5: it knows the answers already, as a trained model does

    Topic: init/large, loss/softmax

    Example:
        >>> large = keras.layers.Dense(2, kernel_initializer="ones", bias_initializer="zeros")
        >>> model = keras.Sequential([keras.Input((2,)), large])
        >>> model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        >>> init_loss(CheckContext(None, model, None, (np.ones((16, 2)), np.zeros(16)), 2))
        []
    """
    kind = loss_kind(context.model)
    if kind is None or not kind.is_cross_entropy:
        return []
    try:
        loss = first_loss(context)
    except (ValueError, tf.errors.InvalidArgumentError) as refusal:
        reason = str(refusal).strip().splitlines()[0]
        text = f"The loss of the first batch cannot be computed: {reason}"
        return [Finding("init_loss", text, "error", topic="loss/softmax")]
    if math.isfinite(loss):
        return _judged(context, kind, loss)
    if context.has_one_input and not np.isfinite(context.inputs).all():
        return []  # `input_scale` names the cause
    text = "The loss of the first batch is not finite, before any step."
    return [Finding("init_loss", text, "error", topic="init/large")]


def _judged(context: CheckContext, kind: LossKind, loss: float) -> list[Finding]:
    """A finite loss against that of a guess."""
    units = 2 if kind.labels == "binary" else context.model.output_shape[-1]
    if units < 2 or len(context.labels) < FEWEST_SAMPLES:
        return []
    ratio = loss / math.log(units)
    if LOWEST_RATIO <= ratio <= HIGHEST_RATIO:
        return []
    text = (
        f"The first batch's loss is {loss:.3g}, where a guess among {units} classes costs "
        f"{math.log(units):.3g}"
    )
    return [(_high if ratio > HIGHEST_RATIO else _low)(context, kind, text, ratio)]


def _low(context: CheckContext, kind: LossKind, text: str, ratio: float) -> Finding:
    return Finding(
        "init_loss",
        f"{text}: the model knows something before training.",
        "note",
        figure=ratio,
        limit=LOWEST_RATIO,
        topic="practice/transfer",
    )


def _high(context: CheckContext, kind: LossKind, text: str, ratio: float) -> Finding:
    """The finding for a loss that is much more than ln C, with its likely cause."""
    if kind.summed:
        text += ": it is summed over the batch, which multiplies the learning rate too."
        edit = context.edit("loss.reduction", "sum_over_batch_size")
    else:
        text += ": the model begins with large outputs."
        right = right_initializer(context.graph.calls)
        edit = context.edit("model.kernel_initializer", right)
    grave = ratio > WARNING_RATIO
    return Finding(
        "init_loss",
        text,
        "warning" if grave else "note",
        figure=ratio,
        limit=WARNING_RATIO if grave else HIGHEST_RATIO,
        topic="loss/softmax" if kind.summed else "init/large",
        edit=edit,
    )


def first_loss(context: CheckContext) -> float:
    """Cross-entropy in training mode; no variable of the model changes."""
    model = context.model
    x, y = context.samples()
    # Updates of moving statistics and of dropout's seeds are returned instead of assigned.
    predictions, _ = model.stateless_call(
        [variable.value for variable in model.trainable_variables],
        [variable.value for variable in model.non_trainable_variables],
        x,
        training=True,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # softmax twice: `loss_output` says it
        values = loss_values(the_loss(model), y, predictions)
        return float(np.mean(keras.ops.convert_to_numpy(values)))
