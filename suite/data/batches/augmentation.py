"""What an augmentation draws for a whole batch, and what it computes of chosen samples."""

from __future__ import annotations

import abc
from typing import Any

import tensorflow as tf

from suite.data.batches.images import batch_length, check_images


class PerSample(abc.ABC):
    """Changes each image of a batch by its own draws.

    The draws are those of the whole batch, and cheap; the pixels are dear. So a worker draws for
    all, and computes the images of its own replicas only.

    Example:
        >>> from suite.data.augmentation.random_flip import RandomFlip
        >>> images, labels = np.arange(24.0).reshape(6, 2, 2, 1), np.arange(6)
        >>> whole, _ = RandomFlip()(images, labels, [1, 2])
        >>> part, _ = RandomFlip().part(images[[4, 1]], labels[[4, 1]], [1, 2], 6, [4, 1])
        >>> bool(np.all(part == whole.numpy()[[4, 1]]))
        True
    """

    def __call__(
        self, images: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        check_images(images)
        return self.apply(images, labels, self.draw(seed, batch_length(images), images.shape[1:]))

    def part(
        self,
        images: tf.Tensor,
        labels: tf.Tensor,
        seed: tf.Tensor,
        size: int | tf.Tensor,
        positions: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """What the whole batch would have at some positions.

        Args:
            images: those at the positions, in their order; `labels` likewise.
            labels: of the images.
            seed: of the batch.
            size: of the whole batch.
            positions: in the whole batch, of shape (b,).
        """
        check_images(images)
        draws = self.draw(seed, size, images.shape[1:])
        return self.apply(images, labels, _at(draws, positions))

    @abc.abstractmethod
    def draw(self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape) -> Any:
        """The draws of so many images of a shape: tensors, whose first axis is the images'."""

    @abc.abstractmethod
    def apply(
        self, images: tf.Tensor, labels: tf.Tensor, draws: Any
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """The images, each changed by its draws, and their labels."""


class Mixing(abc.ABC):
    """Mixes each sample of a batch with a partner from the batch, and their labels likewise.

    Raises:
        ValueError: the labels are not one-hot.

    Example:
        >>> from suite.data.augmentation.mixup import Mixup
        >>> images, labels = np.arange(6.0)[:, None], np.eye(6, dtype="float32")
        >>> whole, _ = Mixup()(images, labels, [1, 2])
        >>> needed = Mixup().needed([1, 2], 6, [4, 1])
        >>> rows = needed.numpy()
        >>> part, _ = Mixup().part(images[rows], labels[rows], [1, 2], 6, [4, 1])
        >>> bool(np.all(part == whole.numpy()[[4, 1]]))
        True
    """

    def __call__(
        self, images: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        _check_one_hot(labels)
        size, images = batch_length(labels), tf.convert_to_tensor(images)
        partners = self.partners(seed, size)
        others = tf.gather(images, partners), tf.gather(labels, partners)
        return self.mix(images, labels, *others, self.draw(seed, size, images.shape[1:]))

    def needed(self, seed: tf.Tensor, size: int | tf.Tensor, positions: tf.Tensor) -> tf.Tensor:
        """The positions of the samples of which those at some positions are mixed: these first,
        then their partners."""
        return tf.concat([positions, tf.gather(self.partners(seed, size), positions)], axis=0)

    def part(
        self,
        images: tf.Tensor,
        labels: tf.Tensor,
        seed: tf.Tensor,
        size: int | tf.Tensor,
        positions: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """What the whole batch would have at some positions.

        Args:
            images: those that are `needed`, in that order; `labels` likewise.
            labels: of the images.
            seed: of the batch.
            size: of the whole batch.
            positions: in the whole batch, of shape (b,).
        """
        _check_one_hot(labels)
        count = batch_length(positions)
        draws = _at(self.draw(seed, size, images.shape[1:]), positions)
        others = images[count:], labels[count:]
        return self.mix(images[:count], labels[:count], *others, draws)

    @abc.abstractmethod
    def partners(self, seed: tf.Tensor, size: int | tf.Tensor) -> tf.Tensor:
        """The position of everybody's partner, of shape (size,)."""

    @abc.abstractmethod
    def draw(self, seed: tf.Tensor, size: int | tf.Tensor, shape: tf.TensorShape) -> Any:
        """What else is drawn: tensors, whose first axis is the samples'."""

    @abc.abstractmethod
    def mix(
        self,
        images: tf.Tensor,
        labels: tf.Tensor,
        other_images: tf.Tensor,
        other_labels: tf.Tensor,
        draws: Any,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """Each sample with its partner, which stands at its place among the others."""


def _at(draws: Any, positions: tf.Tensor) -> Any:
    return tf.nest.map_structure(lambda drawn: tf.gather(drawn, positions), draws)


def _check_one_hot(labels: tf.Tensor) -> None:
    if len(labels.shape) != 2:
        raise ValueError(
            "Argument `labels` must be one-hot, of shape (batch, classes). "
            f"Received: labels.shape={labels.shape}"
        )
