"""The kinds of components, and which argument names a component of which kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One table of the catalog.

    Args:
        name: as in `python -m suite list NAME`.
        singular: as in a message, `unknown optimizer`.
        keras: Keras's public module with components of this kind, or None.
        room: our folder of this kind, one component per file.
        example: how a recipe names one; `{}` stands for the component.
        forms: "class", "function" or both, first what Keras's own are: what this kind's tables
            hold. A path may name either.
        context: what the suite or Keras supplies when it calls a function of this kind: its leading
            parameters, which a recipe must not give. A function without them makes the component.
        hidden: public names of the Keras module that are no components.
        subfolders: of the room, with components of this kind too.

    Example:
        >>> KINDS["losses"].singular, KINDS["losses"].context
        ('loss', ('y_true', 'y_pred'))
    """

    name: str
    singular: str
    keras: str | None
    room: str
    example: str
    forms: tuple[str, ...] = ("class",)
    context: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    subfolders: tuple[str, ...] = ()

    @property
    def told_by_context(self) -> bool:
        """Whether a function of a room is a component only if it takes the context."""
        return self.name in ("models", "checks")


_ALL = (
    Kind(
        "models",
        "model",
        None,
        "suite/models",
        "model: {}",
        forms=("function",),
        context=("inputs", "classes"),
    ),
    Kind(
        "layers",
        "layer",
        "keras.layers",
        "suite/layers",
        "layer: {}",
        hidden=frozenset({"Layer", "Wrapper", "Input", "InputLayer", "InputSpec"}),
    ),
    Kind(
        "activations",
        "activation",
        "keras.activations",
        "suite/activations",
        "model: {{kind: mlp, activation: {}}}",
        forms=("function", "class"),
        context=("x",),
        hidden=frozenset({"get", "serialize", "deserialize"}),
    ),
    Kind(
        "initializers",
        "initializer",
        "keras.initializers",
        "suite/initializers",
        "kernel_initializer: {}",
        context=("shape",),
        hidden=frozenset({"Initializer"}),
    ),
    Kind(
        "initializations",
        "initialization of a model",
        None,
        "suite/initializations",
        "initialization: {}",
        forms=("function",),
        context=("model", "inputs", "seed", "say"),
    ),
    Kind(
        "regularizers",
        "regularizer",
        "keras.regularizers",
        "suite/regularizers",
        "kernel_regularizer: {}",
        context=("weights",),
        hidden=frozenset({"Regularizer"}),
    ),
    Kind(
        "constraints",
        "constraint",
        "keras.constraints",
        "suite/constraints",
        "kernel_constraint: {}",
        context=("weights",),
        hidden=frozenset({"Constraint"}),
    ),
    Kind(
        "optimizers",
        "optimizer",
        "keras.optimizers",
        "suite/optimizers",
        "optimizer: {}",
        hidden=frozenset({"Optimizer", "OptimizerMap"}),
    ),
    Kind(
        "schedules",
        "schedule",
        "keras.optimizers.schedules",
        "suite/schedules",
        "optimizer: {{kind: sgd, learning_rate: {}}}",
        context=("step",),
        hidden=frozenset({"LearningRateSchedule"}),
    ),
    Kind(
        "losses",
        "loss",
        "keras.losses",
        "suite/losses",
        "loss: {}",
        context=("y_true", "y_pred"),
        hidden=frozenset({"Loss"}),
    ),
    Kind(
        "metrics",
        "metric",
        "keras.metrics",
        "suite/metrics",
        "metrics: [{}]",
        forms=("class", "function"),
        context=("y_true", "y_pred"),
        # Mean and Sum take values, not labels and outputs; the wrapper takes a function.
        hidden=frozenset({"Metric", "Mean", "Sum", "MeanMetricWrapper"}),
    ),
    Kind(
        "augmentations",
        "augmentation",
        None,
        "suite/data/augmentation",
        "data: {{augment: [{}]}}",
        context=("images", "labels", "seed"),
    ),
    Kind(
        "data",
        "data source",
        None,
        "suite/data/sources",
        "data: {}",
        forms=("function",),
    ),
    Kind("surfaces", "surface", None, "suite/surfaces", "surface: {}"),
    Kind(
        "callbacks",
        "callback",
        "keras.callbacks",
        "callbacks",
        "callbacks: [{}]",
        hidden=frozenset({"Callback", "CallbackList"}),
    ),
    Kind("trackers", "tracker", None, "suite/trackers", "training: {{track: [{}]}}"),
    Kind(
        "checks",
        "check",
        None,
        "suite/checks",
        "checks: [{}]",
        forms=("function",),
        context=("context",),
        subfolders=("data",),
    ),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}

ARGUMENT_KINDS: dict[str, str] = {
    "learning_rate": "schedules",
    "schedule": "schedules",
    "activation": "activations",
    "initializer": "initializers",
    "regularizer": "regularizers",
    "constraint": "constraints",
    "optimizer": "optimizers",
    "layer": "layers",
    "layers": "layers",
    "cell": "layers",
    "cells": "layers",
    "loss": "losses",
    "metric": "metrics",
}
# A bare text under the other arguments above is something else, for instance a layer's own name.
BY_BARE_NAME = {"activations", "initializers", "regularizers", "constraints"}


def argument_kind(argument: str) -> str | None:
    """The kind that the value of an argument names: `kernel_initializer` names an initializer.

    The name itself counts, or its last word, as in `recurrent_activation` and `backward_layer`.

    Example:
        >>> argument_kind("kernel_initializer"), argument_kind("units")
        ('initializers', None)
    """
    return ARGUMENT_KINDS.get(argument) or ARGUMENT_KINDS.get(argument.rpartition("_")[2])


def names_a_component(argument: str, value: Any) -> bool:
    """Whether a bare text given for an argument is a component's name, as in `activation: relu`."""
    return (
        isinstance(value, str) and bool(value.strip()) and argument_kind(argument) in BY_BARE_NAME
    )
