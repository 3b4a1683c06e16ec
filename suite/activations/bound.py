"""An activation function with arguments of its own, in a form that Keras can save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras


@keras.saving.register_keras_serializable(package="suite")
class BoundActivation:
    """An activation with some of its arguments given: g(x) = f(x; arguments).

    Args:
        function: an activation, f.
        **arguments: given to f with every call, for instance `approximate=True` of `gelu`.
    """

    def __init__(self, function: Callable[..., Any], **arguments: Any):
        self.function = function
        self.arguments = arguments

    def __call__(self, x: Any) -> Any:
        return self.function(x, **self.arguments)

    def get_config(self) -> dict[str, Any]:
        return {"function": keras.activations.serialize(self.function), **self.arguments}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> BoundActivation:
        arguments = dict(config)
        return cls(keras.activations.get(arguments.pop("function")), **arguments)
