"""Whether the loss fits what the model puts out."""

from __future__ import annotations

import functools
import math
import warnings

import keras
import numpy as np
import tensorflow as tf

from suite.checks.support import roles
from suite.checks.support.context import CheckContext
from suite.checks.support.loss_kind import (
    LossKind,
    loss_kind,
    loss_name,
    loss_values,
    the_loss,
)
from suite.diagnostics.finding import Finding
from suite.edit import Edit
from suite.errors import compiled_hint, one_line

TOPIC = "loss/softmax"
# Both are also functions that leave no doubt about what the output is not.
_SQUASHED = {"softmax": (0, 1), "sigmoid": (0, 1), "hard_sigmoid": (0, 1), "tanh": (-1, 1)}
_NO_LOGITS = (*_SQUASHED, "relu", "relu6")
_NO_PROBABILITIES = (None, "relu", "relu6", "tanh", "log_softmax")


def loss_output(context: CheckContext) -> list[Finding]:
    """Last activation, loss, `from_logits`, number of outputs and label encoding, together.

        error     the loss cannot be computed, cannot take these labels, or expects another kind or
                  number of outputs
        warning   it works, but badly, or only because Keras helps
        note      more outputs than classes; a loss of one's own with one value for all samples

    Of a loss that the suite does not know, it is seen whether it can be compiled.

    Softmax twice: a loss that expects logits takes the softmax of probabilities, which lie in
    [0, 1]. For C classes it cannot go below

        ln(e + C - 1) - 1        (1.461 for C = 10)

    and its gradients are small. Keras undoes this on TensorFlow as long as nothing, not even a
    reshape or a cast, follows the softmax; that is measured, and only a warning then.

    Topic: loss/softmax, data/one-hot

    Example:
        >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "relu")])
        >>> model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        >>> batch = np.ones((4, 4)), np.zeros(4)
        >>> loss_output(CheckContext(None, model, None, batch, 3))[0].severity
        'error'
    """
    kind = loss_kind(context.model)
    if kind is None:
        return _own_findings(context)
    if len(context.model.output_shape) != 2:
        return []
    return _encoding_findings(context, kind) or [
        *_units_findings(context, kind),
        *_activation_findings(context, kind),
    ]


def _own_findings(context: CheckContext) -> list[Finding]:
    """A loss that the suite does not know, compiled for a batch as a step compiles it."""
    model, loss = context.model, the_loss(context.model)
    targets = keras.utils.unpack_x_y_sample_weight(context.batch)[1]
    if loss is None or model.run_eagerly or not hasattr(targets, "shape"):
        return []
    floats = keras.config.floatx()  # which Keras casts to
    outputs = tf.TensorSpec((len(targets), *model.output_shape[1:]), floats)
    values = tf.function(
        functools.partial(loss_values, getattr(loss, "call", loss)), autograph=False
    )
    try:
        given = tf.TensorSpec(np.shape(targets), floats)
        shape = values.get_concrete_function(given, outputs).output_shapes
    except Exception as error:
        reason = f"{type(error).__name__}: {one_line(error)}"
        text = f"The loss {loss_name(loss)} cannot be computed ({reason}){compiled_hint(error)}."
        return [_error(text)]
    # Some of Keras's compare areas, and want all samples for that.
    is_of_keras = getattr(getattr(loss, "fn", loss), "__module__", "").startswith("keras.")
    if is_of_keras or getattr(shape, "rank", None) != 0:
        return []
    text = (
        f"The loss {loss_name(loss)} gives one value for all samples, so weights of samples and "
        "classes have no meaning; let it give one value for each."
    )
    return [Finding("loss_output", text, "note", topic=TOPIC)]


def _encoding_findings(context: CheckContext, kind: LossKind) -> list[Finding]:
    """Labels in a form that the loss does not take."""
    y, units = context.labels, context.model.output_shape[-1]
    if y.dtype.kind not in "biuf" or y.ndim not in (1, 2):
        return []
    vectors = y.ndim == 2 and y.shape[1] > 1
    shown = f"of shape {y.shape}"
    if kind.labels == "index" and vectors:
        text = f"The loss {kind.name} takes class numbers, but the labels are vectors {shown}."
        return [_error(text, edit=context.edit("data.one_hot", False))]
    if kind.labels != "index" and units > 1 and not vectors:
        text = (
            f"The loss {kind.name} takes a vector of {units} for each sample, "
            f"but the labels are numbers {shown}."
        )
        return [_error(text, edit=context.edit("data.one_hot", True))]
    if kind.labels != "index" and vectors and y.shape[1] != units:
        return [_error(f"The labels have {y.shape[1]} entries, but the model has {units} outputs.")]
    return []


def _units_findings(context: CheckContext, kind: LossKind) -> list[Finding]:
    """Too few or too many outputs for the classes."""
    units, classes = context.model.output_shape[-1], context.classes
    if units == 1 and kind.labels in ("index", "one_hot") and kind.is_cross_entropy:
        text = f"The model has one output, of which {kind.name} makes the constant probability 1."
        return [_error(text, 1, 2)]
    if classes is None or kind.labels not in ("index", "one_hot"):
        return []
    if units < classes:
        return [_error(f"The model has {units} outputs for {classes} classes.", units, classes)]
    if units > classes:
        text = f"The model has {units} outputs, but there are only {classes} classes."
        return [Finding("loss_output", text, "note", figure=units, limit=classes, topic=TOPIC)]
    return []


def _activation_findings(context: CheckContext, kind: LossKind) -> list[Finding]:
    """A last activation that does not give what the loss expects."""
    last = last_activations(context)
    if not last:
        return []
    activation, units = last[0], context.model.output_shape[-1]
    where = f"The model ends in {activation or 'no activation'}"
    if activation == "softmax" and units == 1:
        return [_error("The model ends in the softmax of one output, which is always 1.", 1, 2)]
    if last.count("softmax") > 1:
        return [_error(f"The model takes the softmax twice: {floor_text('softmax', units)}")]
    if kind.outputs == "logits" and activation in _NO_LOGITS:
        return [_squashed(context, kind, activation, where)]
    if kind.outputs == "scores" and activation in _NO_LOGITS:
        text = f"{where}, but {kind.name} compares scores of any sign and size; remove it."
        return [Finding("loss_output", text, "warning", topic="loss/svm")]
    if kind.outputs != "probabilities":
        return []
    # What other activations give would be no logits either.
    gives_logits = activation in (None, "log_softmax")
    edit = _logits_edit(context, kind, True) if gives_logits else None
    if kind.labels == "binary" and activation == "softmax":
        text = f"{where}, but {kind.name} judges each output by itself and expects sigmoid."
        return [Finding("loss_output", text, "warning", topic=TOPIC)]
    if kind.labels != "binary" and activation in ("sigmoid", "hard_sigmoid"):
        text = f"{where}, but {kind.name} expects probabilities that sum to 1, as of softmax."
        return [Finding("loss_output", text, "warning", topic=TOPIC)]
    if activation in _NO_PROBABILITIES:
        needed = "sigmoid" if kind.labels == "binary" else "softmax"
        remedy = "set from_logits=True, or " if kind.chooses else ""
        text = f"{where}, but {kind.name} expects probabilities: {remedy}end in {needed}."
        return [_error(text, edit=edit)]
    return []


def _squashed(context: CheckContext, kind: LossKind, activation: str, where: str) -> Finding:
    """The finding for an activation under a loss that expects logits."""
    own = "sigmoid" if kind.labels == "binary" else "softmax"
    edit = _logits_edit(context, kind, False) if activation == own else None
    takes = "has from_logits=True" if kind.chooses else "takes logits"
    text = f"{where}, but {kind.name} {takes} and applies {own} itself"
    if _is_undone(context, kind):
        text += "; Keras takes the values before, as long as nothing comes in between."
        return Finding("loss_output", text, "warning", topic=TOPIC, edit=edit)
    units = context.model.output_shape[-1]
    if not kind.is_cross_entropy or kind.labels == "binary" or activation not in _SQUASHED:
        return _error(f"{text}, to scores of any sign and size.", edit=edit)
    text = f"{text}: {floor_text(activation, units)}"
    return _error(text, floor(activation, units), 0.0, edit)


def _logits_edit(context: CheckContext, kind: LossKind, wanted: bool) -> Edit | None:
    """The edit that sets `from_logits`, where the loss has it."""
    if not kind.chooses:
        return None
    if context.recipe is not None and context.recipe.loss == "auto":
        return Edit("loss", "auto", f"{{kind: {kind.name}, from_logits: {str(wanted).lower()}}}")
    return context.edit("loss.from_logits", wanted)


def floor(activation: str, units: int) -> float:
    """The smallest cross-entropy of logits between the activation's bounds."""
    low, high = _SQUASHED[activation]
    return math.log(1 + (units - 1) * math.exp(low - high))


def floor_text(activation: str, units: int) -> str:
    return f"the loss cannot go below {floor(activation, units):.3f} for {units} classes."


def last_activations(context: CheckContext) -> list[str | None]:
    """The activations after the last layer with a kernel, last first; [None] if there are none,
    [] if it cannot be told."""
    graph = context.graph
    call = graph.output
    found: list[str | None] = []
    while call is not None:
        layer = call.layer
        if not (roles.has_kernel(layer) or roles.is_activation(layer) or roles.passes(layer)):
            return found
        if roles.activation(layer) is not None:
            found.append(roles.activation(layer))
        if roles.has_kernel(layer):
            return found or [None]
        call = graph.before(call, lambda layer: False)
    return found


def _is_undone(context: CheckContext, kind: LossKind) -> bool:
    """Whether the loss finds the logits behind the activation.

    Keras hangs them on the tensor that the activation returns; a copy of it lacks them.
    """
    x, y = context.samples(most=8)
    loss, predictions = the_loss(context.model), context.model(x, training=False)
    if kind.labels == "index":
        y = tf.zeros_like(y)  # any class will do, and these may be out of range
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Keras's own doubt: the finding says it
        as_is = loss_values(loss, y, predictions)
        copied = loss_values(loss, y, tf.identity(predictions))
    return not np.allclose(keras.ops.mean(as_is), keras.ops.mean(copied), rtol=1e-5)


def _error(
    text: str, figure: float | None = None, limit: float | None = None, edit: Edit | None = None
) -> Finding:
    return Finding("loss_output", text, "error", figure=figure, limit=limit, topic=TOPIC, edit=edit)
