"""The embedded default: real handwritten digits that need no download."""

from __future__ import annotations

import numpy as np

from suite.data.dataset import Dataset, Split


def digits() -> Dataset:
    """1,797 handwritten digits of 8x8 pixels, values 0 to 16, as scikit-learn brings them.

    The split is fixed and stratified: of each digit's images, in the file's order, the first of
    every five is for testing, the third of every ten for validation, the rest for training:
    1,252 / 181 / 364.

    Shapes:
        inputs: (N, 8, 8, 1), uint8.

    Reference: Alpaydin and Kaynak, 1998, Optical Recognition of Handwritten Digits (UCI).
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images = bunch.images.astype(np.uint8)[..., None]
    labels = bunch.target.astype(np.int32)
    order = np.zeros(len(labels), dtype=np.int64)  # which of its class an image is
    for digit in range(10):
        rows = np.flatnonzero(labels == digit)
        order[rows] = np.arange(len(rows))
    test = order % 5 == 0
    validation = order % 10 == 2
    splits = [
        Split(images[chosen], labels[chosen]) for chosen in (~(test | validation), validation, test)
    ]
    return Dataset("digits", *splits, class_names=tuple("0123456789"))
