"""Mirror images in every other epoch."""

from __future__ import annotations

import tensorflow as tf

from suite.data.batches.images import check_images, mirrored


def _coin(seed: tf.Tensor, rows: tf.Tensor) -> tf.Tensor:
    """0 or 1 a row, evenly and without a pattern: a bit of a hash of (seed, row).

    It costs as much as the batch is long; to draw for all rows and take a few would cost as much as
    the training set is long.
    """
    words = tf.cast(seed, tf.uint64)
    bits = tf.cast(rows, tf.uint64)
    # The finalizer of MurmurHash3 (Appleby 2011, public domain), once for each word of the seed.
    for word in (words[0], words[1]):
        bits = tf.bitwise.bitwise_xor(bits, word)
        for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
            bits = tf.bitwise.bitwise_xor(bits, tf.bitwise.right_shift(bits, _shift(33)))
            bits = bits * tf.constant(factor, tf.uint64)
        bits = tf.bitwise.bitwise_xor(bits, tf.bitwise.right_shift(bits, _shift(33)))
    return tf.cast(tf.bitwise.right_shift(bits, _shift(63)), tf.int32)


def _shift(places: int) -> tf.Tensor:
    return tf.constant(places, tf.uint64)


class AlternatingFlip:
    """Mirrors every image in every other epoch, left and right swapped.

        mirrored(i, e) = (b_i + e) mod 2

    with i the place of an image in the training set, e the epoch from 0 on, and b_i a fair coin
    that is thrown once for the whole run, by a hash of (seed, i). In two epochs the network sees
    every image both ways; on its own draw (`random_flip`) half of the images come twice the same
    way, from which it learns less. About half of the images of an epoch are mirrored.

    Shapes:
        images: (B, H, W, C), any type, kept.

    Raises:
        ValueError: the inputs are not images.

    Example:
        >>> images = np.arange(2).reshape(1, 1, 2, 1).repeat(100, axis=0)
        >>> flip, rows = AlternatingFlip(), np.arange(100)
        >>> first, second = (flip(images, [0] * 100, [1, 2], rows, e)[0] for e in (0, 1))
        >>> bool(np.all(first == np.flip(second, 2)))
        True

    Reference: Jordan (2024), 94% on CIFAR-10 in 3.29 seconds on a single GPU, section 3.6.
    Topic: data/augmentation
    """

    mixes_labels = False
    # Its key is that of the run, and it is told which images these are, and in which epoch.
    follows_samples = True

    def __call__(
        self,
        images: tf.Tensor,
        labels: tf.Tensor,
        seed: tf.Tensor,
        rows: tf.Tensor,
        epoch: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        check_images(images)
        turned = (_coin(seed, rows) + tf.cast(epoch % 2, tf.int32)) % 2
        return mirrored(images, turned, axis=2), labels
