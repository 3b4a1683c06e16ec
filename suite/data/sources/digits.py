"""The embedded default: real handwritten digits that need no download."""

from __future__ import annotations

import numpy as np

from suite.data.dataset import Dataset, Split


def digits(*, only: list[int] | None = None) -> Dataset:
    """1,797 handwritten digits of 8x8 pixels, values 0 to 16, as scikit-learn brings them.

    The split is fixed and stratified: of each digit's images, in the file's order, the first of
    every five is for testing, the third of every ten for validation, the rest for training:
    1,252 / 181 / 364.

    Args:
        only: The digits to keep, which are the classes in this order; None keeps all ten.

    Shapes:
        inputs: (N, 8, 8, 1), uint8.

    Raises:
        ValueError: `only` names fewer than two digits, one twice, or what is none.

    Example:
        >>> data = digits(only=[3, 8])
        >>> data.class_names, data.input_shape
        (('3', '8'), (8, 8, 1))

    Reference: Alpaydin and Kaynak, 1998, Optical Recognition of Handwritten Digits (UCI).
    """
    from sklearn.datasets import load_digits

    classes = list(range(10)) if only is None else only
    if len(classes) < 2 or len(set(classes)) < len(classes) or not set(classes) <= set(range(10)):
        raise ValueError(
            f"Argument `only` must list two digits or more, each once. Received: only={only!r}"
        )
    bunch = load_digits()
    images = bunch.images.astype(np.uint8)[..., None]
    labels = bunch.target.astype(np.int32)
    number = np.full(10, -1, np.int32)  # of each digit's class
    number[classes] = np.arange(len(classes))
    kept = number[labels] >= 0
    train, validation, test = (
        Split(images[chosen & kept], number[labels[chosen & kept]]) for chosen in _chosen(labels)
    )
    return Dataset("digits", train, validation, test, tuple(map(str, classes)))


def _chosen(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which images are for training, for validation and for testing."""
    order = np.zeros(len(labels), dtype=np.int64)  # which of its class an image is
    for digit in range(10):
        rows = np.flatnonzero(labels == digit)
        order[rows] = np.arange(len(rows))
    test, validation = order % 5 == 0, order % 10 == 2
    return ~(test | validation), validation, test
