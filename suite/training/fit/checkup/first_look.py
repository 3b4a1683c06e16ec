"""What `suite.fit` sees before the first step: the checks of a recipe, on a model of the user's."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src import tree

from suite.checks import CheckContext, run_checks
from suite.checks.support import roles
from suite.data import Dataset
from suite.diagnostics import Finding
from suite.diagnostics.start import Start, set_start, start_of
from suite.errors import one_line
from suite.training.fit.data.known_arrays import known_classes

_NOT_COMPUTED = "cannot be computed"
# Layers whose inputs are numbers of something.
_INDEXING = (
    keras.layers.CategoryEncoding,
    keras.layers.Discretization,
    keras.layers.Embedding,
    keras.layers.Hashing,
    keras.layers.IntegerLookup,
    keras.layers.StringLookup,
    keras.layers.TextVectorization,
)


def first_look(model: keras.Model, batch: Any, dataset: Dataset | None) -> list[Finding]:
    """What the checks find in a model and its data; a check that fails finds a note.

    Args:
        model: compiled and built, before the first step.
        batch: of that step.
        dataset: all of the data, where it is known.

    Example:
        >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])
        >>> loss = keras.losses.SparseCategoricalCrossentropy(from_logits=False)
        >>> model.compile(loss=loss)
        >>> batch = np.zeros((4, 4), "float32"), np.array([0, 1, 2, 3])
        >>> print(first_look(model, batch, None)[1].text)
        1 of 4 labels of the first batch are not whole numbers from 0 to 2; the first is 3.
    """
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(batch)
    shown = (_only(model, x), y, sample_weight)
    targets = y.numpy() if isinstance(y, tf.Tensor) else y
    context = CheckContext(None, model, dataset, shown, known_classes(model, targets))
    found = run_checks(context, failed=_not_checked)
    if start_of(model).is_trained or _are_indices(context):
        # Whoever trained the model knew their size; and that of a word's number says nothing.
        found["input_scale"] = [one for one in found["input_scale"] if one.severity == "error"]
    if sample_weight is not None:  # as `class_weight` becomes, too: something is done about it
        found["labels"] = [one for one in found["labels"] if one.topic != "loss/focal"]
    # Whether Keras can compute the loss, the training shows.
    found["init_loss"] = [one for one in found["init_loss"] if _NOT_COMPUTED not in one.text]
    return [finding for findings in found.values() for finding in findings]


def note_start(model: keras.Model) -> None:
    """Let those who judge the run know whether the model was trained before."""
    set_start(model, Start(was_trained(model), start_of(model).joins))


def was_trained(model: keras.Model) -> bool:
    """Whether weights are no initial ones: the optimizer has taken steps, or what every layer
    begins with at zero, biases and moving means, is not zero any more.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile("sgd", "mse")
        >>> before = was_trained(model)
        >>> model.layers[0].bias.assign([0.5, 0.0])
        >>> before, was_trained(model)
        (False, True)
    """
    iterations = getattr(model.optimizer, "iterations", None)
    if iterations is not None and int(iterations.numpy()) > 0:
        return True
    return any(
        np.any(keras.ops.convert_to_numpy(weight))
        for layer in model._flatten_layers()
        for weight in _at_zero(layer)
    )


def _at_zero(layer: keras.Layer) -> list[keras.Variable]:
    """The weights of a layer that begin at zero."""
    pairs = {
        "bias": "bias_initializer",
        "beta": "beta_initializer",
        "moving_mean": "moving_mean_initializer",
    }
    return [
        getattr(layer, name)
        for name, initializer in pairs.items()
        if isinstance(getattr(layer, initializer, None), keras.initializers.Zeros)
        and isinstance(getattr(layer, name, None), keras.Variable)
    ]


def _are_indices(context: CheckContext) -> bool:
    """Whether the inputs number something, such as words, and are no quantities."""
    graph = context.graph
    if graph.input is None:
        return False
    followers = [call.layer for call in graph.consumers(graph.input)]
    if any(isinstance(layer, _INDEXING) for layer in followers):
        return True
    kind = context.inputs.dtype
    whole = kind.kind in "iu" and kind != np.uint8
    return whole and not all(roles.has_kernel(layer) or roles.passes(layer) for layer in followers)


def _only(model: keras.Model, x: Any) -> Any:
    """The input of a model with one, without the structure around it."""
    parts = tree.flatten(x)
    is_graph = len(getattr(model, "inputs", None) or ()) == 1
    return parts[0] if is_graph and len(parts) == 1 else x


def _not_checked(check: str, error: Exception) -> list[Finding]:
    text = f"{check} could not look at this model or its data ({one_line(error)})."
    return [Finding(check, text, "note")]
