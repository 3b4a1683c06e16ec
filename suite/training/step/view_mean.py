"""Test-time augmentation: the mean of a model's outputs over views of its inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import keras
import tensorflow as tf

from suite.errors import UserError

ViewKind = Literal["flip", "flip_shift"]
Forward = Callable[[keras.Model, Any], Any]


class _View(NamedTuple):
    """How an image is seen, and how much that counts."""

    weight: float
    mirrored: bool
    shift: int


VIEWS: dict[str, Sequence[_View]] = {
    "flip": [_View(0.5, mirrored, 0) for mirrored in (False, True)],
    "flip_shift": [
        _View(weight, mirrored, shift)
        for shift, weight in ((0, 0.25), (-1, 0.125), (1, 0.125))
        for mirrored in (False, True)
    ],
}


def view_mean(kind: ViewKind) -> Forward:
    """A function (model, images) that gives the mean of the model's outputs over views.

        y(x) = sum_v c_v f(v(x)),   sum_v c_v = 1

    with f the model in inference, its outputs as they are: logits where the loss takes logits, as
    with all classifiers of the catalog, and not their probabilities. `flip`: an image and its
    mirror image, 1/2 each. `flip_shift`: these with 1/4 each, and with 1/8 each those that are
    moved by one pixel up and to the left or down and to the right, the border being reflected.

    Args:
        kind: of the views.

    Shapes:
        images: (B, H, W, C), H and W at least 2.

    Reference: Jordan (2024), 94% on CIFAR-10 in 3.29 seconds on a single GPU, section 3.5;
        Krizhevsky et al. (2012), ImageNet classification with deep convolutional neural networks.
    Topic: data/augmentation

    Example:
        >>> model = keras.Sequential([keras.Input((2, 2, 1)), keras.layers.Flatten()])
        >>> print(view_mean("flip")(model, np.array([[[[0.0], [2.0]], [[4.0], [6.0]]]])))
        tf.Tensor([[1. 1. 5. 5.]], shape=(1, 4), dtype=float32)
    """
    views = VIEWS[kind]

    def forward(model: keras.Model, images: Any) -> tf.Tensor:
        images = tf.convert_to_tensor(images)
        total: tf.Tensor | None = None
        for view in views:
            # One after the other: six passes at once would take the memory of six.
            with tf.control_dependencies([] if total is None else [total]):
                outputs = model(_seen(tf.identity(images), view), training=False)
                part = tf.cast(view.weight, outputs.dtype) * outputs
                total = part if total is None else total + part
        return total

    return forward


def _seen(images: tf.Tensor, view: _View) -> tf.Tensor:
    """The images as a view has them."""
    if view.shift:
        height, width = images.shape[1:3]
        start = 1 + view.shift
        padded = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]], "REFLECT")
        images = padded[:, start : start + height, start : start + width]
    return tf.reverse(images, [2]) if view.mirrored else images


def check_images(input_shape: Sequence[int | None]) -> None:
    """Refuse inputs that have no views.

    Args:
        input_shape: of one sample.

    Raises:
        UserError: it is no image of 2x2 at least.
    """
    if len(input_shape) != 3 or any(size is None or size < 2 for size in input_shape[:2]):
        raise UserError(
            "test-time augmentation flips and shifts images of at least 2x2, and the inputs are "
            f"of shape {tuple(input_shape)}; leave it out."
        )
