"""Dense and convolution layers with the norm and the activation around them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import keras

from suite.models.parts.activation import Activation, activate
from suite.models.parts.norm import Norm
from suite.models.parts.options import BiasOptions, UnitOptions
from suite.models.parts.weights import Weights


@dataclass(frozen=True)
class Units:
    """What all layers of a model share.

    Args:
        activation: See `activate`.
        norm: The normalization.
        norm_position: `before` or `after` the activation. `local_response` is always after.
        weights: Initial values and decay.
        use_bias: Whether layers have a bias; one that a norm's offset follows never has.

    Example:
        >>> units = Units("relu", Norm("batch"))
        >>> units.bias(norm_next=True), units.bias(norm_next=False)  # the norm's offset is one
        (False, True)
    """

    activation: Activation
    norm: Norm
    norm_position: str = "before"
    weights: Weights = field(default_factory=Weights)
    use_bias: bool = True

    @classmethod
    def of(cls, activation: Activation, norm: str, options: UnitOptions) -> Units:
        """The units that a model's options ask for."""
        constants = (options["norm_momentum"], options["norm_epsilon"], options["norm_groups"])
        weights = Weights(options["kernel_initializer"], weight_decay=options["weight_decay"])
        return cls(activation, Norm(norm, *constants), options["norm_position"], weights)

    @classmethod
    def with_biases(cls, activation: Activation, norm: str, options: BiasOptions) -> Units:
        """The same, of a model that leaves biases to the user."""
        units = cls.of(activation, norm, options)
        weights = replace(units.weights, bias_initializer=options["bias_initializer"])
        return replace(units, weights=weights, use_bias=options["use_bias"])

    def bias(self, norm_next: bool) -> bool:
        """Whether a layer that a norm follows directly (`norm_next`), or not, has a bias."""
        return self.use_bias and not (norm_next and self.norm.has_offset)

    def dense(self, x: Any, units: int, name: str, *, norm_next: bool) -> Any:
        layer = keras.layers.Dense(
            units, use_bias=self.bias(norm_next), name=name, **self.weights.arguments()
        )
        return self.norm.wrap(layer)(x)

    def conv(
        self,
        x: Any,
        filters: int,
        kernel_size: int,
        name: str,
        *,
        norm_next: bool,
        strides: int = 1,
        padding: str = "same",
    ) -> Any:
        if kernel_size == 1 and strides > 1:
            # oneDNN corrupts memory in the gradient of a strided 1x1 convolution of few channels
            # (oneDNN issue 6035); on the pixels it would read, stride 1 is the same convolution.
            x, strides = subsample(x, strides, f"{name}_subsample"), 1
        layer = keras.layers.Conv2D(
            filters,
            kernel_size,
            strides=strides,
            padding=padding,
            use_bias=self.bias(norm_next),
            name=name,
            **self.weights.arguments(),
        )
        return self.norm.wrap(layer)(x)

    def norm_activation(self, x: Any, prefix: str = "", suffix: str | int = "") -> Any:
        """Norm and activation in their order, as `{prefix}norm{suffix}` and so on."""

        def normalized(x: Any) -> Any:
            return self.norm.apply(x, f"{prefix}norm{suffix}")

        def activated(x: Any) -> Any:
            return activate(x, self.activation, f"{prefix}activation{suffix}")

        return activated(normalized(x)) if self.norm_first else normalized(activated(x))

    @property
    def norm_first(self) -> bool:
        return self.norm_position == "before" and self.norm.kind != "local_response"

    @property
    def is_rectified(self) -> bool:
        """Whether the activation surely gives nothing below zero."""
        return self.activation in ("relu", "relu6", keras.activations.relu, keras.activations.relu6)

    def logits(self, x: Any, classes: int) -> Any:
        """The output layer: one score per class, in float32 or wider under any precision policy."""
        wide = keras.config.dtype_policy().compute_dtype == "float64"
        return keras.layers.Dense(
            classes,
            use_bias=self.use_bias,
            dtype="float64" if wide else "float32",
            name="logits",
            **self.weights.arguments(),
        )(x)


def subsample(x: Any, strides: int, name: str) -> Any:
    """Every `strides`-th pixel, from the first on."""
    return keras.layers.AveragePooling2D(1, strides=strides, name=name)(x)
