"""The network of airbench: plain, small, and quick to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import keras

from suite.initializers.dirac import Dirac
from suite.layers.patch_whitening import PatchWhitening
from suite.models.parts.activation import Activation, activate
from suite.models.parts.choices import check_count, check_images, checked
from suite.models.parts.norm import Norm
from suite.models.parts.units import Units
from suite.models.parts.weights import Weights
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack


class _Options(TypedDict, total=False):
    widths: Annotated[
        list[int], Option([64, 256, 256], "Channels of each block; one block at least.")
    ]
    whitening_size: Annotated[int, Option(2, "Of the square patches that are whitened.")]
    whitening_epsilon: Annotated[
        float, Option(5e-4, "Added to the variance of each whitened component, positive.")
    ]
    activation: Annotated[
        Activation, Option("gelu", "Name, function or layer; `linear` or None leaves it out.")
    ]
    norm_momentum: Annotated[float, Option(0.6, "Of batch norm's moving statistics, in [0, 1).")]
    norm_epsilon: Annotated[float, Option(1e-12, "Added to the variance, positive.")]
    norm_scale: Annotated[
        bool, Option(False, "Whether batch norm has a learned scale beside its offset.")
    ]
    logit_scale: Annotated[float, Option(1 / 9, "Factor on the logits, positive.")]


@checked
@takes(_Options)
def airbench(
    inputs: keras.KerasTensor, classes: int, **options: Unpack[_Options]
) -> keras.KerasTensor:
    """Network of airbench: a whitening convolution, blocks of two convolutions, logits.

    x_0 = f(whitening(inputs))
    h_l = f(BN(pool(conv(x_{l-1})))),   x_l = f(BN(conv(h_l)))
    logits = c W max(x_L)

    with f the activation, conv 3x3 without bias, pool the maximum of 2x2, BN batch normalization
    that learns an offset, max the maximum over all positions, c the scale of the logits and W
    without bias. The 3x3 convolutions begin as the identity as far as their channels go (`Dirac`).
    The whitening filters do not train; `initialization: patch_whitening` fits them.

    Args:
        inputs: Images of known size, normalized.
        classes: Number of logits.

    Shapes:
        (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range, or the images are too small for the blocks.

    Reference:
        Jordan (2024), 94% on CIFAR-10 in 3.29 seconds on a single GPU.

    Example:
        >>> logits = airbench(keras.Input((32, 32, 3)), 10)
        >>> logits.shape
        (None, 10)

    Topic: models/cnn
    """
    check_images(inputs)
    check_count("classes", classes)
    _check(inputs, options)
    norm = Norm(
        "batch", options["norm_momentum"], options["norm_epsilon"], scale=options["norm_scale"]
    )
    units = Units(options["activation"], norm, weights=Weights(Dirac()), use_bias=False)
    whitening = PatchWhitening(
        options["whitening_size"], options["whitening_epsilon"], name="whitening"
    )
    x = activate(whitening(inputs), options["activation"], "whitening_activation")
    for index, width in enumerate(options["widths"], start=1):
        x = _block(x, width, units, f"block{index}_")
    x = keras.layers.GlobalMaxPooling2D(name="pool")(x)
    # Of the inputs of W, which is the same, so that W comes last.
    x = keras.layers.Rescaling(options["logit_scale"], name="logit_scale")(x)
    head = Weights(keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform"))
    return Units(None, norm, weights=head, use_bias=False).logits(x, classes)


def _block(x: Any, width: int, units: Units, prefix: str) -> Any:
    """Two convolutions, of which the first halves the maps."""
    for index in (1, 2):
        x = units.conv(x, width, 3, f"{prefix}conv{index}", norm_next=True)
        if index == 1:
            x = keras.layers.MaxPooling2D(2, name=f"{prefix}pool")(x)
        x = units.norm_activation(x, prefix, index)
    return x


def _check(inputs: Any, options: _Options) -> None:
    """Refuse what the layers would not, or not in these terms."""
    widths = options["widths"]
    if not widths:
        raise ValueError(f"Argument `widths` must have one block at least. Received: {widths}")
    for width in widths:
        check_count("widths", width)
    check_count("whitening_size", options["whitening_size"])
    for name in ("whitening_epsilon", "logit_scale"):
        value = options[name]
        if not value > 0:
            raise ValueError(f"Argument `{name}` must be positive. Received: {name}={value!r}")
    least = 2 ** len(widths) + options["whitening_size"] - 1
    if any(size is None or size < least for size in inputs.shape[1:3]):
        raise ValueError(
            f"Argument `inputs` must be images of at least {least}x{least}, or the model have "
            f"fewer blocks. Received: inputs.shape={tuple(inputs.shape)}"
        )
