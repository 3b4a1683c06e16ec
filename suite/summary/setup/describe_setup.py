"""The whole setup of a run as one plain mapping."""

from __future__ import annotations

import inspect
from typing import Any

import keras

from suite.catalog.names.spelling import snake_case
from suite.summary.setup.layers import describe_layers
from suite.summary.setup.losses import describe_loss
from suite.summary.setup.optimizers import describe_optimizer
from suite.summary.setup.plain import ABSENT, facts, plain, read
from suite.summary.setup.plan import Plan

_AUGMENTING = ("aug_mix", "cut_mix", "mix_up", "rand_augment")


def describe_setup(model: keras.Model, plan: Plan) -> dict[str, Any]:
    """What was really built, whatever a recipe says: what can be read of a model and its run.

    Keys are `layers` (see `describe_layers`), `optimizer`, `loss`, `callbacks` and the fields of
    the plan. What cannot be read is absent; nothing raises, and nothing of the model changes.

    Args:
        model: compiled; what a model that is not functional does not show is left out.
        plan: of the run.

    Returns:
        A mapping that JSON can hold.

    Topic: practice/babysitting

    Example:
        >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "tanh")])
        >>> model.compile("adam", "mse")
        >>> setup = describe_setup(model, Plan("code", targets="values", epochs=2))
        >>> setup["layers"][1]["activation"], setup["loss"]["kind"], setup["optimizer"]["beta_1"]
        ('tanh', 'mean_squared_error', 0.9)
    """
    layers = read(lambda: describe_layers(model))
    return facts(
        layers=layers,
        optimizer=read(lambda: describe_optimizer(model.optimizer, plan.steps)),
        loss=read(lambda: describe_loss(getattr(model, "loss", None))),
        targets=plan.targets,
        classes=plan.classes,
        class_weights=plain(plan.class_weights),
        callbacks=[_described(callback) for callback in plan.callbacks],
        batch_size=plan.batch_size,
        samples=plan.samples,
        validation_samples=plan.validation_samples,
        steps_per_epoch=plan.steps_per_epoch,
        epochs=plan.epochs,
        augment=[*plan.augment, *_augmenting(layers)],
        clip_norm=plan.clip_norm,
        origin=plan.origin,
    )


def _augmenting(layers: Any) -> list[str]:
    """The kinds of the layers that change training inputs at random."""
    kinds = [] if layers is ABSENT else [one["kind"] for one in layers]
    return [kind for kind in kinds if kind.startswith("random_") or kind in _AUGMENTING]


def _described(callback: keras.callbacks.Callback) -> dict[str, Any]:
    """A callback by its kind and the arguments that it keeps under their own names."""
    kind = type(callback)
    names = read(lambda: list(inspect.signature(kind).parameters))
    kept = {} if names is ABSENT else {n: vars(callback)[n] for n in names if n in vars(callback)}
    values = {name: value for name, value in kept.items() if not callable(value)}
    return {"kind": snake_case(kind.__name__), **plain(values)}
