"""The whitening filters of a first convolution, from patches of training images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import keras

from suite.initializations._sample import sample
from suite.initializations._say import Say
from suite.layers.patch_whitening import PatchWhitening
from suite.options import Option, takes

if TYPE_CHECKING:
    from typing_extensions import Unpack


class _Options(TypedDict, total=False):
    samples: Annotated[
        int, Option(5000, "Training images whose patches are taken, at least 2; all if fewer.")
    ]


@takes(_Options)
def patch_whitening(
    model: keras.Model, inputs: Any, seed: int, say: Say, **options: Unpack[_Options]
) -> None:
    """Fit the `patch_whitening` layers of a model to patches of training images.

    w_i = u_i / sqrt(lambda_i + epsilon),   w_{n+i} = -w_i

    with lambda_i and u_i the eigenvalues and eigenvectors of the patches' second moments, as the
    layer has it. What reaches the layer is looked at: inputs that the layers before have normalized
    and, where they are whitening layers too, whitened. All other weights stay.

    Args:
        say: Given a line a layer.

    Raises:
        ValueError: where `samples` is out of range, the model has no such layer, or the images are
            not finite.

    Example:
        >>> inputs = keras.Input((4, 4, 1))
        >>> model = keras.Model(inputs, PatchWhitening(name="whitening")(inputs))
        >>> x = np.random.default_rng(0).normal(size=(50, 4, 4, 1))
        >>> patch_whitening(model, x, seed=0, say=print)
        patch_whitening: 4 filters and their negatives of `whitening` from 450 patches
        >>> bool(np.allclose(np.var(model(x), axis=(0, 1, 2)), 1, atol=0.1))
        True

    Reference: Jordan (2024), 94% on CIFAR-10 in 3.29 seconds on a single GPU, section 3.2.

    Topic: data/pca-whitening
    """
    layers = [layer for layer in model.layers if isinstance(layer, PatchWhitening)]
    if not layers:
        raise ValueError(
            "the model has no patch_whitening layer to fit; use a model that has one, such as "
            "airbench, or another initialization"
        )
    images = sample(inputs, options["samples"], seed)
    for layer in layers:
        reached = images
        if layer.input is not model.input:
            before = keras.Model(model.input, layer.input)
            reached = keras.ops.convert_to_numpy(before(images, training=False))
        layer.adapt(reached)
        patches = len(reached) * layer.output.shape[1] * layer.output.shape[2]
        say(
            f"patch_whitening: {layer.filters // 2} filters and their negatives of "
            f"`{layer.name}` from {patches} patches"
        )
