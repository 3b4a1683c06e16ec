"""What is unusual about a net of `nets`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
from keras import initializers, layers, regularizers

_AUGMENTATIONS = {
    "turns": lambda: layers.RandomRotation(0.5),
    "mirrors": lambda: layers.RandomFlip("horizontal_and_vertical"),
    "zoom": lambda: layers.RandomZoom((-0.9, 1.0)),
    "shift": lambda: layers.RandomTranslation(0.9, 0.9, fill_mode="constant"),
    "mild": lambda: layers.RandomTranslation(0.05, 0.05),
}


@dataclass(frozen=True)
class Traits:
    """The choices of the person who wrote the net.

    Args:
        widths: units or filters of the hidden layers.
        shape: the hidden activation.
        last: the last activation; none for logits.
        outputs: units of the output in place of the number of classes.
        drop: rate of dropout behind each hidden layer.
        drop_kind: `dropout`, `spatial`, `noise` (its deviation is `drop`) or `always`: dropout that
            is not turned off for evaluation.
        start: initializer of the kernels and its number, such as ("normal", 1.0).
        bias: initial biases.
        l1, l2: penalties on kernels.
        activity: L2 penalty on the outputs of hidden layers.
        norm: whether batch normalization follows each hidden layer, before its activation.
        norm_memory: its momentum.
        norm_epsilon: its epsilon.
        pool: size and stride of the pools of `functional`.
        factor, shift: of a Rescaling at the entrance; 0: none.
        augmented: augmentation layers at the entrance.
        frozen: whether the backbone, or all but the output, keeps its initial weights.
    """

    widths: Sequence[int] = ()
    shape: str = "relu"
    last: str = ""
    outputs: int = 0
    drop: float = 0.0
    drop_kind: str = "dropout"
    start: Sequence[Any] = ()
    bias: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    activity: float = 0.0
    norm: bool = False
    norm_memory: float = 0.9
    norm_epsilon: float = 1e-3
    pool: int = 2
    factor: float = 0.0
    shift: float = 0.0
    augmented: Sequence[str] = ()
    frozen: bool = False

    def entrance(self, x: keras.KerasTensor) -> keras.KerasTensor:
        """Scaling and augmentation inside the net."""
        if self.factor:
            x = layers.Rescaling(self.factor, offset=self.shift)(x)
        for name in self.augmented:
            x = _AUGMENTATIONS[name]()(x)
        return x

    def hidden_layer(self, kind: type, units: int, **arguments: Any) -> keras.Layer:
        """A dense layer or a convolution."""
        if self.l1 or self.l2:
            arguments["kernel_regularizer"] = regularizers.L1L2(self.l1, self.l2)
        if self.activity:
            arguments["activity_regularizer"] = regularizers.L2(self.activity)
        if self.start:
            arguments["kernel_initializer"] = self._initializer()
        if self.bias:
            arguments["bias_initializer"] = initializers.Constant(self.bias)
        activation = None if self.norm else self.shape
        layer = kind(units, activation=activation, **arguments)
        layer.trainable = not self.frozen
        return layer

    def _initializer(self) -> keras.Initializer:
        kind, number = self.start
        makers = {
            "constant": initializers.Constant,
            "normal": lambda spread: initializers.RandomNormal(stddev=spread),
            "uniform": lambda most: initializers.RandomUniform(0.0, most),
            "orthogonal": lambda gain: initializers.Orthogonal(gain=gain),
        }
        return makers[kind](number)

    def following(self) -> Iterator[keras.Layer]:
        """What stands behind each hidden layer."""
        if self.norm:
            yield self.norm_layer()
            yield layers.Activation(self.shape)
        if self.drop and self.drop_kind != "always":
            yield from self.dropping()

    def follow(self, x: keras.KerasTensor) -> keras.KerasTensor:
        for layer in self.following():
            x = layer(x)
        if self.drop and self.drop_kind == "always":
            x = layers.Dropout(self.drop)(x, training=True)
        return x

    def dropping(self) -> Iterator[keras.Layer]:
        """Dropout, or noise: Keras adds some of deviation 1 at most."""
        if self.drop_kind == "noise":
            yield layers.Rescaling(1 / self.drop)
            yield layers.GaussianNoise(1.0)
            yield layers.Rescaling(self.drop)
        else:
            kinds = {"dropout": layers.Dropout, "spatial": layers.SpatialDropout2D}
            yield kinds[self.drop_kind](self.drop)

    def norm_layer(self) -> keras.Layer:
        return layers.BatchNormalization(momentum=self.norm_memory, epsilon=self.norm_epsilon)

    def output(self, x: keras.KerasTensor, classes: int) -> keras.KerasTensor:
        return layers.Dense(self.outputs or classes, activation=self.last or None)(x)
