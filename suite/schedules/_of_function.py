"""A schedule that is a function of the step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from suite.tensors import Tensor


@keras.saving.register_keras_serializable(package="suite")
class FunctionSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate f(step; arguments), which Keras itself takes from classes only.

    Args:
        function: of the step, f.
        **arguments: given to f with every call.
    """

    def __init__(self, function: Callable[..., Any], **arguments: Any) -> None:
        self.function = function
        self.arguments = arguments

    def __call__(self, step: Tensor) -> Tensor:
        return self.function(step, **self.arguments)

    def get_config(self) -> dict[str, Any]:
        function = keras.saving.serialize_keras_object(self.function)
        return {"function": function, **self.arguments}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> FunctionSchedule:
        arguments = keras.saving.deserialize_keras_object(config)
        return cls(arguments.pop("function"), **arguments)
