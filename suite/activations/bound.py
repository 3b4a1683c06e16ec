"""A function with arguments of its own, in a form that Keras can save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras


@keras.saving.register_keras_serializable(package="suite")
class BoundFunction:
    """A function with some of its arguments given: g(x, ...) = f(x, ...; arguments).

    Args:
        function: a loss, a metric, an initializer, ...: f. Keras takes its name.
        **arguments: given to f with every call.

    Example:
        >>> loss = BoundFunction(keras.losses.huber, delta=0.5)
        >>> float(loss(keras.ops.array([0.0]), keras.ops.array([1.0])))
        0.375
    """

    def __init__(self, function: Callable[..., Any], **arguments: Any):
        self.function = function
        self.arguments = arguments
        self.__name__ = function.__name__

    def __call__(self, *values: Any, **named: Any) -> Any:
        return self.function(*values, **named, **self.arguments)

    def get_config(self) -> dict[str, Any]:
        function = keras.saving.serialize_keras_object(self.function)
        return {"function": function, **self.arguments}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> BoundFunction:
        arguments = keras.saving.deserialize_keras_object(config)
        return cls(arguments.pop("function"), **arguments)


@keras.saving.register_keras_serializable(package="suite")
class BoundActivation(BoundFunction):
    """An activation with some of its arguments given: g(x) = f(x; arguments).

    Args:
        function: an activation, f.
        **arguments: given to f with every call, for instance `approximate=True` of `gelu`.

    Example:
        >>> steep = BoundActivation(keras.activations.leaky_relu, negative_slope=0.5)
        >>> float(steep(keras.ops.array(-2.0))), steep.__name__
        (-1.0, 'leaky_relu')
    """

    def get_config(self) -> dict[str, Any]:
        return {"function": keras.activations.serialize(self.function), **self.arguments}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> BoundActivation:
        arguments = dict(config)
        return cls(keras.activations.get(arguments.pop("function")), **arguments)
