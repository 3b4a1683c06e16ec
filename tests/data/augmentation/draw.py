"""What the augmentations' tests share."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (64, 9, 7, 3), dtype=np.uint8)
LABELS = np.eye(4, dtype=np.float32)[np.arange(64) % 4]


def of_batch(augmentation):
    """A function of images, labels and a seed; who follows samples sees the first ones, once."""
    if not getattr(augmentation, "follows_samples", False):
        return augmentation
    return lambda images, labels, seed: augmentation(
        images, labels, seed, tf.range(tf.shape(images)[0]), tf.constant(0, tf.int64)
    )


def apply(augmentation, images=IMAGES, labels=LABELS, seed=0):
    """Images and labels as arrays, from one traced call."""
    traced = tf.function(of_batch(augmentation))
    out = traced(tf.constant(images), tf.constant(labels), tf.constant([seed, 11], tf.int64))
    return [value.numpy() for value in out]
