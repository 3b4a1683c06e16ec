"""The data of `suite.fit` as arrays, as far as it can be had without changing the training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src import tree

from suite.checks.support.loss_kind import LossKind, loss_kind
from suite.data import Dataset, Split
from suite.errors import UserError

# Of other types than a `Dataset` holds: those that are copied to be looked at.
MOST_COPIED = 2**24
Arrays = tuple[Any, Any]


def as_arrays(data: Sequence[Any] | None) -> Arrays | None:
    """(inputs, targets) as NumPy arrays, in their structure; None where they are no arrays.

    Args:
        data: `(x, y)` or `(x, y, sample_weight)`, as a user gives them.

    Example:
        >>> as_arrays((tf.zeros((2, 1)), np.ones(2), None))[0].shape, as_arrays((range(3), None))
        ((2, 1), None)
    """
    if data is None or len(data) < 2 or data[0] is None or data[1] is None:
        return None
    parts = tree.map_structure(_array, tuple(data[:2]))
    leaves = tree.flatten(parts)
    if not leaves or any(leaf is None or not leaf.ndim for leaf in leaves):
        return None
    return parts if len({len(leaf) for leaf in leaves}) == 1 else None


def joined(batches: Sequence[Any]) -> Arrays | None:
    """(inputs, targets) of some batches, one after the other; None where they are no arrays.

    Example:
        >>> one = tf.zeros((2, 3)), tf.ones((2,))
        >>> joined([one, one])[0].shape
        (4, 3)
    """
    found = [as_arrays(keras.utils.unpack_x_y_sample_weight(batch)) for batch in batches]
    parts = [one for one in found if one is not None]
    if not parts or len(parts) < len(found):
        return None
    try:
        return tree.map_structure(lambda *leaves: np.concatenate(leaves), *parts)  # type: ignore[no-any-return]
    except ValueError:  # of sequences of different lengths
        return None


def dataset_of(
    model: keras.Model, arrays: Arrays | None, validation: Arrays | None
) -> Dataset | None:
    """Arrays of one input and one output as a data set of the suite; None where they are none.

    Classes are those that occur, by their numbers: a net may have more outputs than that.

    Args:
        model: compiled; its loss says what the targets are.
        arrays: the training data.
        validation: the validation data, which is left out where it has another form.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(9, "softmax")])
        >>> model.compile(loss="sparse_categorical_crossentropy")
        >>> dataset_of(model, (np.zeros((3, 2)), np.array([1, 3, 3])), None).class_names
        ('1', '3')
    """
    if arrays is None or not _is_plain(*arrays):
        return None
    kind = loss_kind(model)
    numbers = _class_numbers(arrays[1], kind)
    try:
        if numbers is None:
            return _of_values(arrays, validation)
        names, labels = np.unique(numbers, return_inverse=True)
        held_out = None if validation is None else _class_numbers(validation[1], kind)
        split = None
        if validation is not None and held_out is not None and np.isin(held_out, names).all():
            split = Split(_narrow(validation[0]), np.searchsorted(names, held_out))
        shown = tuple(str(name) for name in names)
        return Dataset("x", Split(_narrow(arrays[0]), labels.reshape(-1)), split, None, shown)
    except (UserError, ValueError):  # one class only, or shapes that do not go together
        return None


def known_classes(model: keras.Model, targets: Any) -> int | None:
    """How many classes the loss can tell apart; None where the task is no classification, or
    where the targets may be shares.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, "sigmoid")])
        >>> model.compile(loss="binary_crossentropy")
        >>> known_classes(model, np.array([0, 1])), known_classes(model, np.array([0.3, 1]))
        (2, None)
    """
    kind = loss_kind(model)
    shape = getattr(model, "output_shape", None)
    if kind is None or kind.labels == "values" or not isinstance(shape, tuple) or len(shape) != 2:
        return None
    if kind.labels != "binary":
        return None if _ignores_a_class(model) else shape[-1]
    whole = isinstance(targets, np.ndarray) and targets.dtype.kind in "biuf"
    return 2 if shape[-1] == 1 and whole and bool((targets == np.floor(targets)).all()) else None


def _ignores_a_class(model: keras.Model) -> bool:
    """Whether a label out of range may be meant."""
    return getattr(model.loss, "ignore_class", None) is not None


def _array(part: Any) -> np.ndarray | None:
    if isinstance(part, np.ndarray):
        return part
    if isinstance(part, tf.Tensor):
        return np.asarray(part.numpy())
    if hasattr(part, "to_numpy"):  # of pandas
        return np.asarray(part.to_numpy())
    return None


def _is_plain(inputs: Any, targets: Any) -> bool:
    """Whether a `Dataset` can hold them without a large copy."""
    if not isinstance(inputs, np.ndarray) or not isinstance(targets, np.ndarray):
        return False
    if inputs.ndim < 2 or not inputs.size or {inputs.dtype.kind, targets.dtype.kind} - set("biuf"):
        return False
    return inputs.dtype in (np.uint8, np.float32) or inputs.size <= MOST_COPIED


def _narrow(inputs: np.ndarray) -> np.ndarray:
    return inputs if inputs.dtype == np.uint8 else np.asarray(inputs, np.float32)


def _class_numbers(targets: Any, kind: LossKind | None) -> np.ndarray | None:
    """The class of each sample; None where they have none."""
    if kind is None or kind.labels == "values" or not isinstance(targets, np.ndarray):
        return None
    if targets.ndim == 2 and targets.shape[1] > 1:
        if kind.labels == "binary" or not ((targets == 0) | (targets == 1)).all():
            return None
        return np.asarray(targets.argmax(axis=1))
    flat = targets.reshape(-1)
    if targets.size != len(targets) or not (np.isfinite(flat) & (flat == np.floor(flat))).all():
        return None
    return flat.astype(np.int64)


def _of_values(arrays: Arrays, validation: Arrays | None) -> Dataset | None:
    targets = arrays[1].reshape(len(arrays[1]), -1)
    names = tuple(f"y{index}" for index in range(targets.shape[1]))
    split = None
    if validation is not None and isinstance(validation[1], np.ndarray):
        rows = validation[1].reshape(len(validation[1]), -1)
        split = Split(_narrow(validation[0]), rows.astype(np.float32))
    train = Split(_narrow(arrays[0]), targets.astype(np.float32))
    return Dataset("x", train, split, None, names, targets="values")
