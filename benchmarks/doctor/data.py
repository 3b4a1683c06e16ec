"""The digits with a mistake in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import tensorflow as tf

from suite.data.dataset import Dataset, Split
from suite.data.sources.digits import digits


def broken_digits(
    factor: float = 1.0,
    wrong_labels: float = 0.0,
    imbalance: float = 1.0,
    leaked: float = 0.0,
    outlier: float | None = None,
    blank: bool = False,
    samples: int | None = None,
) -> Dataset:
    """The digits, the training set changed in one way.

    Args:
        factor: the pixels are multiplied by it, in all splits.
        wrong_labels: share of the training labels that say nothing about their images.
        imbalance: samples of the first class to those of any other.
        leaked: share of the validation set that is in the training set too.
        outlier: value of the first pixel in one training image.
        blank: all pixels are 0, in all splits.
        samples: how many training images are kept, of each digit as many.
    """
    dataset = digits()
    generator = np.random.default_rng(0)
    train = dataset.train
    if wrong_labels:
        wrong = generator.random(len(train)) < wrong_labels
        mixed = generator.permutation(train.labels)
        train = replace(train, labels=np.where(wrong, mixed, train.labels))
    if imbalance != 1.0:
        train = train.subset(_unbalanced(train.labels, imbalance))
    if samples is not None:
        train = train.subset(_few(train.labels, samples // dataset.classes))
    if leaked:
        rows = np.arange(round(leaked * len(dataset.validation)))
        train = _joined(train, dataset.validation.subset(rows))
    splits = [
        _scaled(split, 0.0 if blank else factor)
        for split in (train, dataset.validation, dataset.test)
    ]
    if outlier is not None:
        splits[0].inputs.flat[0] = outlier
    return Dataset("broken digits", *splits, class_names=dataset.class_names)


def _unbalanced(labels: np.ndarray, imbalance: float) -> np.ndarray:
    """All rows of class 0, and few of each other."""
    count = max(1, round(float((labels == 0).sum()) / imbalance))
    return np.union1d(np.flatnonzero(labels == 0), _few(labels, count))


def _few(labels: np.ndarray, count: int) -> np.ndarray:
    """The first rows of each class."""
    rows = [np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]
    return np.sort(np.concatenate(rows))


def _joined(first: Split, second: Split) -> Split:
    inputs = np.concatenate([first.inputs, second.inputs])
    return Split(inputs, np.concatenate([first.labels, second.labels]))


def _scaled(split: Split, factor: float) -> Split:
    return Split(split.inputs.astype(np.float32) * np.float32(factor), split.labels)


class NanPixel:
    """Makes the first pixel of the first image of some batches NaN.

    A source may not hold NaN, the suite refuses it; a preprocessing step can still make one.
    """

    mixes_labels = False

    def __init__(self, share: float = 0.05):
        self.share = share

    def __call__(self, images: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor):
        images = tf.cast(images, tf.float32)
        chosen = tf.random.stateless_uniform([], seed) < self.share
        pixel = tf.where(chosen, np.float32("nan"), images[0, 0, 0, 0])
        return tf.tensor_scatter_nd_update(images, [[0, 0, 0, 0]], [pixel]), labels
