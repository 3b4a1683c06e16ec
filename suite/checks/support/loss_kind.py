"""What a model's loss expects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import keras
from keras.src.losses.loss import squeeze_or_expand_to_same_rank

_ELEMENTWISE = (
    "mean_squared_error",
    "mean_absolute_error",
    "mean_squared_logarithmic_error",
    "mean_absolute_percentage_error",
    "huber",
    "log_cosh",
)
# The suite's own cross-entropies take logits, and have no choice about it.
_LOGITS_ONLY = (
    "sparse_categorical_focal_crossentropy",
    "sparse_categorical_smoothed_crossentropy",
)

Labels = Literal["index", "one_hot", "binary", "values"]
Outputs = Literal["logits", "scores", "probabilities"]
# Of a cross-entropy, by the first word of its name.
_LABELS: dict[str, Labels] = {"sparse": "index", "categorical": "one_hot", "binary": "binary"}


@dataclass(frozen=True)
class LossKind:
    """A known loss of a model with one output.

    Args:
        name: in snake_case, such as `sparse_categorical_crossentropy`.
        labels: `index`: a class number; `one_hot`: a vector; `binary`: a number for each output;
            `values`: of the outputs' shape.
        outputs: whether the model should end in logits or in probabilities, or in scores that are
            compared as they are; None: in anything.
        summed: whether it is summed over the batch instead of averaged.
        chooses: whether `from_logits` decides about `outputs`.

    Example:
        >>> LossKind("sparse_categorical_crossentropy", "index", "logits").is_cross_entropy
        True
    """

    name: str
    labels: Labels
    outputs: Outputs | None
    summed: bool = False
    chooses: bool = False

    @property
    def is_cross_entropy(self) -> bool:
        """Whether a guess among C classes costs ln C; focal losses make it cheaper."""
        return self.name.endswith("_crossentropy") and "focal" not in self.name


def loss_kind(model: keras.Model) -> LossKind | None:
    """The kind of the model's loss; None where there are several, or one that is not known.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile(loss="categorical_crossentropy")
        >>> loss_kind(model).labels, loss_kind(model).outputs
        ('one_hot', 'probabilities')
    """
    loss = the_loss(model)
    if loss is None:
        return None
    name = loss_name(loss)
    config = loss.get_config() if isinstance(loss, keras.losses.Loss) else {}
    summed = config.get("reduction") == "sum"
    if name in _LOGITS_ONLY:
        return LossKind(name, "index", "logits", summed)
    if name.endswith("_crossentropy"):
        labels = _LABELS.get(name.partition("_")[0])
        outputs: Outputs = "logits" if config.get("from_logits") else "probabilities"
        return LossKind(name, labels, outputs, summed, chooses=True) if labels else None
    if name == "kl_divergence":
        return LossKind(name, "one_hot", "probabilities", summed)
    if name == "multi_class_hinge":
        return LossKind(name, "index", "scores", summed)
    if name == "categorical_hinge":
        return LossKind(name, "one_hot", None, summed)
    return LossKind(name, "values", None, summed) if name in _ELEMENTWISE else None


def the_loss(model: keras.Model) -> Any:
    """The loss function of the only output; None where there are several, or none."""
    loss = getattr(model, "loss", None)
    if isinstance(loss, Mapping):
        loss = list(loss.values())
    if isinstance(loss, list | tuple):
        loss = loss[0] if len(loss) == 1 else None
    outputs = getattr(model, "outputs", None) or ()
    if len(outputs) != 1 or loss in (None, "crossentropy", "ce"):
        return None  # Keras chooses the form of a plain "crossentropy" by the first batch
    return keras.losses.get(loss)


def loss_values(loss: Any, y: Any, predictions: Any) -> Any:
    """A loss as Keras computes it in training, where labels may lack the axis of a single output.

    Example:
        >>> y, predictions = np.zeros(2, "float32"), np.zeros((2, 1), "float32")
        >>> loss_values(keras.losses.mean_squared_error, y, predictions).shape
        TensorShape([2])
    """
    return loss(*squeeze_or_expand_to_same_rank(y, predictions))


def loss_name(loss: Any) -> str:
    """The name of a loss's function or class, in snake_case."""
    name = getattr(loss, "__name__", type(loss).__name__)
    name = {"KLDivergence": "KlDivergence"}.get(name, name)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
