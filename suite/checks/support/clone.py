"""Changed copies of a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from suite.diagnostics import Finding

Change = Callable[[dict[str, Any]], dict[str, Any]]


class NotCloned(Exception):
    """The model cannot be copied layer by layer."""

    def finding(self, check: str) -> Finding:
        """What a check says that needed the copy."""
        return Finding(check, f"Not checked: the model cannot be copied ({self}).", "note")


def clone(model: keras.Model, change: Change) -> keras.Model:
    """A model with the same weights, each layer's configuration changed.

    Raises:
        NotCloned: the model is not functional, or a layer has no configuration.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dropout(0.5)])
        >>> clone(model, without_dropout).layers[0].rate
        0.0
    """
    copy = _copy(model, change)
    copy.set_weights(model.get_weights())
    return copy


def fresh_copy(model: keras.Model, change: Change) -> keras.Model:
    """A model with new initial weights, but for those that do not train.

    Raises:
        NotCloned: as `clone`.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        >>> model.set_weights([np.full((1, 1), 9.0), np.ones(1)])
        >>> fresh_copy(model, without_dropout).get_weights()[1].tolist()
        [0.0]
    """
    copy = _copy(model, change)
    _keep_fixed(model, copy)
    return copy


def _copy(model: keras.Model, change: Change) -> keras.Model:
    """A model of the same layers, each layer's configuration changed, with new weights."""

    def changed(layer: Any) -> Any:
        config = change(layer.get_config())
        if change is without_dropout and _moves_pixels(layer):
            return keras.layers.Identity(name=layer.name, dtype=layer.dtype_policy)
        # A Lambda's configuration holds code, not what it names.
        if isinstance(layer, keras.layers.Lambda):
            config = {key: config[key] for key in ("name", "dtype")}
            return keras.layers.Lambda(layer.function, arguments=layer.arguments, **config)
        return type(layer).from_config(config)

    try:
        return keras.models.clone_model(model, clone_function=changed)
    except (ValueError, TypeError, NotImplementedError) as error:
        raise NotCloned(str(error).strip().splitlines()[0]) from error


def _keep_fixed(model: keras.Model, copy: keras.Model) -> None:
    """Give a copy the weights that training does not change: of frozen layers, of scaling."""
    for own, other in zip(model.layers, copy.layers, strict=True):
        if isinstance(own, keras.Model) and own.trainable_weights:
            _keep_fixed(own, other)
        elif own.weights and not own.trainable_weights:
            other.set_weights(own.get_weights())


def without_dropout(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration of a layer that drops nothing and adds no noise; of a model that is copied
    with it, layers that change images at random let them pass."""
    return {key: 0.0 if key in ("rate", "stddev") else value for key, value in config.items()}


def _moves_pixels(layer: Any) -> bool:
    """Whether it is an augmentation of Keras that keeps the shape."""
    name = type(layer).__name__
    return getattr(keras.layers, name, None) is type(layer) and (
        name.startswith("Random") and tuple(layer.input.shape) == tuple(layer.output.shape)
    )


def in_float64(config: Any) -> Any:
    """The configuration of a layer, and of those in it, that computes in double precision."""
    if isinstance(config, dict):
        return {
            key: "float64" if key == "dtype" else in_float64(value) for key, value in config.items()
        }
    return config
