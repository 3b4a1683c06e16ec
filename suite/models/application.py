"""Networks of keras.applications, with the weights that they learned on ImageNet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

import keras

from suite.models.parts.choices import check_count, check_images, check_rate, checked
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack

# What the authors fed their networks: [-1, 1]; colors of mean 0 and variance 1; blue, green, red
# without their means. Networks that scale by themselves have none.
_SYMMETRIC = (
    *("inception_resnet_v2", "inception_v3", "mobilenet", "mobilenet_v2", "nasnet_mobile"),
    *("resnet50_v2", "resnet101_v2", "resnet152_v2", "xception"),
)
_STANDARD = ("densenet121", "densenet169", "densenet201")
_CENTERED = ("resnet50", "resnet101", "resnet152", "vgg16", "vgg19")
_CLASSES = {
    "convnext_tiny": "ConvNeXtTiny",
    "densenet121": "DenseNet121",
    "densenet169": "DenseNet169",
    "densenet201": "DenseNet201",
    "efficientnet_b0": "EfficientNetB0",
    "efficientnet_v2_b0": "EfficientNetV2B0",
    "inception_resnet_v2": "InceptionResNetV2",
    "inception_v3": "InceptionV3",
    "mobilenet": "MobileNet",
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3_large": "MobileNetV3Large",
    "mobilenet_v3_small": "MobileNetV3Small",
    "nasnet_mobile": "NASNetMobile",
    "resnet50": "ResNet50",
    "resnet50_v2": "ResNet50V2",
    "resnet101": "ResNet101",
    "resnet101_v2": "ResNet101V2",
    "resnet152": "ResNet152",
    "resnet152_v2": "ResNet152V2",
    "vgg16": "VGG16",
    "vgg19": "VGG19",
    "xception": "Xception",
}

Network = Literal[
    "convnext_tiny",
    "densenet121",
    "densenet169",
    "densenet201",
    "efficientnet_b0",
    "efficientnet_v2_b0",
    "inception_resnet_v2",
    "inception_v3",
    "mobilenet",
    "mobilenet_v2",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
    "nasnet_mobile",
    "resnet50",
    "resnet50_v2",
    "resnet101",
    "resnet101_v2",
    "resnet152",
    "resnet152_v2",
    "vgg16",
    "vgg19",
    "xception",
]


class _Options(TypedDict, total=False):
    network: Annotated[Network, Option("mobilenet_v2", "Which one.")]
    weights: Annotated[
        Literal["imagenet"] | None,
        Option(
            None,
            "`imagenet` downloads, once, what the network learned on ImageNet's 1000 classes; None "
            "draws them.",
        ),
    ]
    size: Annotated[
        int | None,
        Option(
            None,
            "Height and width to which images are brought first, by bilinear interpolation; None "
            "leaves them. Networks want 32 at least, some 71 or 75.",
        ),
    ]
    dropout: Annotated[float, Option(0.0, "Rate in [0, 1) before the head; 0 is off.")]


@checked
@takes(_Options)
def application(
    inputs: keras.KerasTensor, classes: int, **options: Unpack[_Options]
) -> keras.KerasTensor:
    """Network of keras.applications: its convolutions, the mean over positions, a new head.

    logits = W mean_positions(network(x)) + b

    It scales raw pixels, 0 to 255, as the network's authors did, so that a recipe says
    `data: {normalize: none}`. `transfer` freezes parts of it.

    Args:
        inputs: Raw images; gray ones become three equal colors where weights are loaded.
        classes: Number of logits.

    Shapes:
        (batch, height, width, channels) to (batch, classes).

    Raises:
        ValueError: where an argument is out of range, the images are too small for the network, or
            the weights cannot be downloaded.

    Reference:
        Chollet et al., Keras Applications; the papers are named with each network in its
        documentation.

    Example:
        >>> logits = application(keras.Input((32, 32, 3)), 10, network="mobilenet")
        >>> logits.shape
        (None, 10)

    Topic: practice/transfer
    """
    check_images(inputs)
    check_count("classes", classes)
    check_rate("dropout", options["dropout"])
    network, weights = options["network"], options["weights"]
    x = _body(network, weights, scaled(_resized(inputs, options), network))
    if options["dropout"]:
        x = keras.layers.Dropout(options["dropout"], name="dropout")(x)
    return keras.layers.Dense(classes, dtype="float32", name="logits")(x)


def _resized(x: keras.KerasTensor, options: _Options) -> keras.KerasTensor:
    """Images of the size that was asked for, in the colors that the weights know."""
    if (size := options["size"]) is not None:
        check_count("size", size)
        x = keras.layers.Resizing(size, size, name="resizing")(x)
    if options["weights"] is not None and x.shape[-1] == 1:
        x = keras.layers.Concatenate(name="colours")([x, x, x])
    return x


def scaled(x: keras.KerasTensor, network: str) -> keras.KerasTensor:
    """Raw pixels in the scale that the network was trained with."""
    if network in _SYMMETRIC:
        return keras.layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(x)
    if x.shape[-1] != 3 and network in (*_STANDARD, *_CENTERED):
        return keras.layers.Rescaling(1 / 255, name="scaling")(x)
    if network in _STANDARD:
        mean = [255 * 0.485, 255 * 0.456, 255 * 0.406]
        variance = [(255 * 0.229) ** 2, (255 * 0.224) ** 2, (255 * 0.225) ** 2]
        return keras.layers.Normalization(mean=mean, variance=variance, name="scaling")(x)
    if network in _CENTERED:
        x = keras.ops.flip(x, axis=-1)
        mean = [103.939, 116.779, 123.68]
        return keras.layers.Normalization(mean=mean, variance=[1.0] * 3, name="scaling")(x)
    return x


def _body(network: str, weights: str | None, x: keras.KerasTensor) -> keras.KerasTensor:
    """The network up to the mean over positions, built on x."""
    make = getattr(keras.applications, _CLASSES[network])
    try:
        model = make(
            include_top=False,
            weights=weights,
            input_tensor=x,
            input_shape=tuple(x.shape[1:]),
            pooling="avg",
        )
    except Exception as error:  # Keras raises no narrower one where a download fails
        if "URL fetch failure" not in str(error):
            raise
        raise ValueError(
            f"Argument `weights` must be None where the weights of {network} cannot be downloaded "
            f"({error}). Received: weights={weights!r}; go where there is a network once, or use a "
            "run or a .keras file as transfer.source."
        ) from error
    return model.output
