"""The affine maps of a model, visited in the order in which data passes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MethodType
from typing import Any

import keras
import numpy as np

from suite.layers._kernel_wrapper import OUTPUT_AXES
from suite.layers.drop_connect import DropConnect
from suite.layers.maxout import Maxout
from suite.layers.maxout_conv2d import MaxoutConv2D
from suite.layers.weight_normalization import WeightNormalization

_SEPARABLE = (keras.layers.SeparableConv1D, keras.layers.SeparableConv2D)
_PLAIN: tuple[type[keras.layers.Layer], ...] = (*OUTPUT_AXES, *_SEPARABLE)


@dataclass(frozen=True, eq=False)
class AffineMap:
    """y = W x + b inside a layer.

    Args:
        name: Of the layer in the model.
        layer: The one whose call gives f(y).
        inner: The one that holds kernel, bias b and activation f; `layer` itself but for weight
            normalization.
    """

    name: str
    layer: keras.layers.Layer
    inner: keras.layers.Layer

    @property
    def kernel(self) -> keras.Variable:
        """The kernel; of a separable convolution the pointwise one, of weight normalization v."""
        separable = isinstance(self.inner, _SEPARABLE)
        return self.inner.pointwise_kernel if separable else self.inner.kernel

    @property
    def scale(self) -> keras.Variable:
        """What W is proportional to: the kernel, or the length g of weight normalization."""
        return self.layer.g if isinstance(self.layer, WeightNormalization) else self.kernel

    @property
    def bias(self) -> keras.Variable | None:
        return self.inner.bias if self.inner.use_bias else None

    def factors(self, values: np.ndarray) -> np.ndarray:
        """One value an output, in the form that `scale` is multiplied by."""
        shape = tuple(self.scale.shape)
        if self.scale is not self.kernel:
            return values.reshape(shape)
        kinds = [axes for kind, axes in OUTPUT_AXES.items() if isinstance(self.inner, kind)]
        outputs = [axis % len(shape) for axis in (kinds or [(-1,)])[0]]
        return values.reshape([n if axis in outputs else 1 for axis, n in enumerate(shape)])

    def output(self, inputs: Any) -> np.ndarray:
        """y of some inputs of the layer, outputs on the last axis, in float64."""
        activation, self.inner.activation = self.inner.activation, keras.activations.linear
        try:
            y = type(self.layer).call(self.layer, inputs)
        finally:
            self.inner.activation = activation
        y = keras.ops.convert_to_numpy(keras.ops.cast(y, self.kernel.dtype)).astype("float64")
        first = getattr(self.inner, "data_format", None) == "channels_first"
        return np.moveaxis(y, 1, -1) if first else y


def affine_maps(model: keras.Model) -> list[AffineMap]:
    """Those of dense and convolution layers, also inside the suite's wrappers and Maxout.

    Raises:
        ValueError: there is none.
    """
    found = list(_maps(model))
    if not found:
        raise ValueError("the model has no dense or convolution layer to initialize")
    return found


def _maps(model: keras.Model) -> Iterator[AffineMap]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _maps(layer)
        elif isinstance(layer, WeightNormalization):
            yield AffineMap(layer.name, layer, layer.layer)
        elif isinstance(layer, (DropConnect, Maxout, MaxoutConv2D)):
            inner = layer.layer if isinstance(layer, DropConnect) else layer.affine
            yield AffineMap(layer.name, inner, inner)
        elif isinstance(layer, _PLAIN):
            yield AffineMap(layer.name, layer, layer)


def visit(
    model: keras.Model,
    maps: list[AffineMap],
    inputs: np.ndarray,
    adjust: Callable[[AffineMap, Callable[[], np.ndarray]], None],
) -> None:
    """Pass a batch through the model once, and adjust each map before its output goes on.

    Each map sees what the adjusted maps before it give, at the cost of one forward pass. Dropout
    and batch normalization behave as at inference. A layer that is called several times is adjusted
    at its first call.

    Args:
        model: Called eagerly.
        maps: Of the model.
        inputs: The batch.
        adjust: Given a map, and a function that computes its output with the present weights.
    """
    waiting = {id(one.layer): one for one in maps}

    def call(layer: keras.layers.Layer, inputs: Any, *args: Any, **options: Any) -> Any:
        one = waiting.pop(id(layer), None)
        if one is not None:
            adjust(one, lambda: one.output(inputs))
        return type(layer).call(layer, inputs, *args, **options)

    for one in maps:
        one.layer.call = MethodType(call, one.layer)
    try:
        model(inputs, training=False)
    finally:
        for one in maps:
            del one.layer.call
