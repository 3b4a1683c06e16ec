"""What the layers share that give a dense or convolution layer another kernel."""

from __future__ import annotations

from typing import Any

import keras

from suite.tensors import Shape, Tensor

# Kernels whose output axes are not the last one: (height, width, outputs, inputs) for transposed
# convolutions, (height, width, inputs, multiplier) for depthwise ones, both axes being outputs.
OUTPUT_AXES = {
    keras.layers.Dense: (-1,),
    keras.layers.Conv1D: (-1,),
    keras.layers.Conv2D: (-1,),
    keras.layers.Conv3D: (-1,),
    keras.layers.Conv1DTranspose: (-2,),
    keras.layers.Conv2DTranspose: (-2,),
    keras.layers.Conv3DTranspose: (-2,),
    keras.layers.DepthwiseConv1D: (-2, -1),
    keras.layers.DepthwiseConv2D: (-2, -1),
}


class KernelWrapper(keras.layers.Wrapper):
    """A dense or convolution layer that is called with a kernel computed from its own.

    Args:
        layer: Dense, Conv1D-3D, their transposed forms, or DepthwiseConv1D-2D, without activity
            regularizer. Its dtype policy holds; the kernel is computed in the variables' type.
        trainable: Whether the weights are trained.
        name: Of the wrapper.

    Raises:
        ValueError: where `layer` is of another type, or has an activity regularizer.
    """

    def __init__(
        self, layer: keras.layers.Layer, trainable: bool = True, name: str | None = None
    ) -> None:
        if type(layer) not in OUTPUT_AXES:
            accepted = ", ".join(kind.__name__ for kind in OUTPUT_AXES)
            raise ValueError(f"Argument `layer` must be one of {accepted}. Received: layer={layer}")
        if layer.activity_regularizer is not None:
            raise ValueError(
                "Argument `layer` must have no activity regularizer. "
                f"Received: {layer.activity_regularizer}"
            )
        # `autocast` off and the variables' own type: the kernel is computed before any rounding.
        super().__init__(
            layer, trainable=trainable, name=name, dtype=layer.variable_dtype, autocast=False
        )

    def call_with(self, kernel: Tensor, inputs: Tensor) -> Tensor:
        """Call the wrapped layer with `kernel` in the place of its kernel variable."""
        own = self.layer.kernel
        state = [
            (variable, kernel if variable is own else variable.value)
            for variable in self.layer.variables
        ]
        with keras.StatelessScope(state):
            return self.layer(inputs)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return tuple(self.layer.compute_output_shape(input_shape))

    def get_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().get_config()
        del config["dtype"]  # the wrapped layer's
        return config
