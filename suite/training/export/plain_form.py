"""A trained model in the form in which it serves: float32, and of Keras's own layers if it can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np

from suite.layers.drop_connect import DropConnect
from suite.layers.patch_whitening import PatchWhitening
from suite.layers.stochastic_depth import StochasticDepth
from suite.layers.weight_normalization import WeightNormalization, normalized_kernel
from suite.training.export.foreign import foreign_parts

_Values = Mapping[int, np.ndarray]
# What only training reads: arguments of Keras's layers whose names end so, and what takes the place
# of a value that Keras does not know.
_OF_TRAINING = {"initializer": "zeros", "regularizer": None, "constraint": None}
_MIXED = ("mixed_bfloat16", "mixed_float16")


def plain_form(model: keras.Model, weights: Sequence[np.ndarray] | None = None) -> keras.Model:
    """A copy that gives the same outputs, not compiled.

    Layers that do something only while training are left out of it: WeightNormalization and
    DropConnect become the layer that they wrap, with the kernel that inference uses,
    StochasticDepth the identity, and PatchWhitening a convolution. Mixed precision becomes float32.
    Names of layers stay.

    Args:
        model: a built functional or sequential model.
        weights: other ones in place of the model's own, in the order of `get_weights`.

    Example:
        >>> x = keras.Input((2,))
        >>> model = keras.Model(x, StochasticDepth(0.5, name="drop")(keras.layers.Dense(2)(x)))
        >>> type(plain_form(model).get_layer("drop")).__name__
        'Identity'
    """
    # A clone is compiled as its model is, by parts that may not be there to be copied.
    bare = keras.Model(*_ends(model), name=model.name)
    arrays = (
        [keras.ops.convert_to_numpy(one) for one in model.weights] if weights is None else weights
    )
    values = {id(one): array for one, array in zip(model.weights, arrays, strict=True)}
    previous = keras.config.dtype_policy()
    if previous.name in _MIXED:
        keras.config.set_dtype_policy("float32")
    try:
        plain = keras.models.clone_model(bare, clone_function=_plain_layer, recursive=True)
    finally:
        keras.config.set_dtype_policy(previous)
    _give_weights(bare, plain, values)
    return plain


def _ends(model: keras.Model) -> tuple[Any, Any]:
    """Inputs and outputs; a Sequential has `input` and `output` only once it was called."""
    if isinstance(model, keras.Sequential):
        return model.inputs[0], model.outputs[0]
    return model.input, model.output


def _plain_layer(layer: keras.Layer) -> keras.Layer:
    """A new layer that computes at inference what this one does."""
    if isinstance(layer, StochasticDepth):
        return keras.layers.Identity(
            name=layer.name, dtype=_plain_config(layer.get_config()["dtype"])
        )
    config = layer.get_config()
    if isinstance(layer, PatchWhitening):
        config = _convolution(layer)
        return keras.layers.Conv2D.from_config(_plain_config(config))
    if isinstance(layer, (WeightNormalization, DropConnect)):
        trainable = layer.trainable
        layer = layer.layer
        config = {**layer.get_config(), "name": config["name"], "trainable": trainable}
    config = _plain_config(config)
    if type(layer).__module__.partition(".")[0] == "keras":
        config = {name: without_foreign(name, value) for name, value in config.items()}
    return type(layer).from_config(config)


def _convolution(layer: PatchWhitening) -> dict[str, Any]:
    """The configuration of a plain convolution with this layer's weights."""
    kept = ("name", "trainable", "dtype", "use_bias", "kernel_size", "data_format")
    config = keras.layers.Conv2D.get_config(layer)
    return {**{name: config[name] for name in kept}, "filters": layer.filters}


def _plain_config(config: Any) -> Any:
    """A configuration, or any part of one, with float32 in the place of mixed precision."""
    if isinstance(config, dict):
        if config.get("class_name") == "DTypePolicy" and config["config"]["name"] in _MIXED:
            return {**config, "config": {**config["config"], "name": "float32"}}
        return {
            name: "float32" if name == "dtype" and value in _MIXED else _plain_config(value)
            for name, value in config.items()
        }
    if isinstance(config, (list, tuple)):
        return type(config)(_plain_config(part) for part in config)
    return config


def without_foreign(argument: str, value: Any) -> Any:
    """An argument of a layer of Keras, without what only training needs and Keras does not know."""
    last = argument.rpartition("_")[2]
    if last in _OF_TRAINING and any(foreign_parts(value)):
        return _OF_TRAINING[last]
    return value


def _give_weights(source: keras.Model, target: keras.Model, values: _Values) -> None:
    """Set the weights of a model's plain form.

    Args:
        source: the model.
        target: its plain form.
        values: of the model's variables, by their `id`.
    """
    for own, plain in zip(source.layers, target.layers, strict=True):
        if isinstance(own, WeightNormalization):
            plain.kernel.assign(_effective_kernel(own, values))
            if own.layer.use_bias:
                plain.bias.assign(values[id(own.layer.bias)])
        elif isinstance(own, PatchWhitening):  # the order of its weights is another
            plain.set_weights(
                [values[id(one)] for one in (own.kernel, own.bias) if one is not None]
            )
        elif isinstance(own, keras.Model) and len(own.weights) != len(plain.weights):
            _give_weights(own, plain, values)
        else:
            plain.set_weights([values[id(one)] for one in own.weights])


def _effective_kernel(layer: WeightNormalization, values: _Values) -> np.ndarray:
    """The kernel of a layer whose variables have these values."""
    g, v = values[id(layer.g)], values[id(layer.v)]
    return np.asarray(keras.ops.convert_to_numpy(normalized_kernel(g, v, layer.kernel_axes)))
