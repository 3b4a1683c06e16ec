"""The edits of a recipe that several diagnostics propose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from suite.catalog.names.spelling import snake_case
from suite.edit import HEIGHTS, Edit

_RATE = "optimizer.learning_rate"
# Activations with two flat ends, and the lecture that treats each.
SATURATING = {"sigmoid": "sigmoid", "hard_sigmoid": "sigmoid", "tanh": "tanh", "hard_tanh": "tanh"}
_ACTIVATIONS = (keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.PReLU, keras.layers.ELU)
_NORMS = (
    keras.layers.BatchNormalization,
    keras.layers.GroupNormalization,
    keras.layers.LayerNormalization,
)


def learning_rate_edit(model: keras.Model, factor: float) -> Edit | None:
    """The edit that multiplies the learning rate, or the height of its schedule.

    Call it in `build`: a callback may change the rate later, and the recipe does not know.

    Args:
        model: compiled.
        factor: 0.1 for a tenth.

    Returns:
        None where a schedule does not tell what its rates are, and where the rate is a function's
        or that of several optimizers.
    """
    optimizer = plain_optimizer(model)
    schedule = learning_rate_schedule(optimizer)
    if schedule is None:
        rate = getattr(optimizer, "_learning_rate", None)
        if not isinstance(rate, keras.Variable) or not hasattr(optimizer, "learning_rate"):
            return None
        old = float(rate.numpy())
        return Edit(_RATE, _short(old), _short(old * factor))
    key, old, config = _height(_RATE, _config(schedule))
    if old is None:
        return None
    return Edit(
        key, _scaled(old, 1.0), _scaled(old, factor, config.get("minimum_learning_rate", 0))
    )


def gradient_flow_edit(model: keras.Model) -> tuple[Edit | None, str]:
    """The edit that lets gradients reach the first layers, and the topic that explains it.

    A saturating activation is the first suspect, then an initialization that is not He's, then a
    net without normalization.
    """
    activation = hidden_activation(model)
    if activation in SATURATING:
        return Edit("model.activation", activation, "relu"), f"activations/{SATURATING[activation]}"
    first = next((one for one in model.layers if hasattr(one, "kernel_initializer")), None)
    initializer = "" if first is None else snake_case(type(first.kernel_initializer).__name__)
    if initializer not in ("", "he_normal", "he_uniform"):
        return Edit("model.kernel_initializer", initializer, "he_normal"), "init/he"
    if not any(isinstance(layer, _NORMS) for layer in model.layers):
        return Edit("model.norm", "none", "batch"), "norm/batch"
    return None, "foundations/backprop"


def hidden_activation(model: keras.Model) -> str | None:
    """Name of the first activation function in the model; None without one."""
    for layer in model.layers:
        name: str | None = getattr(getattr(layer, "activation", None), "__name__", None)
        if name not in (None, "linear"):
            return name
        if isinstance(layer, _ACTIVATIONS):
            return snake_case(type(layer).__name__)
    return None


def plain_optimizer(model: keras.Model) -> keras.optimizers.Optimizer:
    """The optimizer that the recipe names, without the loss scaling around it."""
    return getattr(model.optimizer, "inner_optimizer", model.optimizer)


def learning_rate_schedule(
    optimizer: keras.optimizers.Optimizer,
) -> keras.optimizers.schedules.LearningRateSchedule | None:
    """The schedule of an optimizer, or None where its rate is a plain number."""
    # `optimizer.learning_rate` is the schedule's present value: Keras has no public way to it.
    schedule = getattr(optimizer, "_learning_rate", None)
    if not isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        return None
    # Training may have wrapped it; a recipe knows what is inside.
    return getattr(schedule, "of_recipe", schedule)


def _height(key: str, config: Mapping[str, Any]) -> tuple[str, Any, Mapping[str, Any]]:
    """Key and value of the argument that scales a schedule, and the arguments beside it."""
    for name in HEIGHTS:
        value = config.get(name)
        if isinstance(value, Mapping):
            return _height(f"{key}.{name}", value.get("config", {}))
        if value is not None:
            return f"{key}.{name}", value, config
    return key, None, config


def _config(schedule: keras.optimizers.schedules.LearningRateSchedule) -> Mapping[str, Any]:
    try:
        config: Mapping[str, Any] = schedule.get_config()
    except NotImplementedError:  # a user's own, which is never saved
        return {}
    return config


def _scaled(value: Any, factor: float, least: float = 0.0) -> Any:
    if isinstance(value, list | tuple):
        return [_scaled(one, factor, least) for one in value]
    return max(_short(value * factor), _short(least))


def _short(value: float) -> float:
    """Without the digits that float32 adds."""
    return float(f"{float(value):.6g}")
