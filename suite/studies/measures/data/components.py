"""Measures of the principal components of the inputs."""

from __future__ import annotations

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.data.inputs import seen


def covariance_error(arm: Arm) -> float:
    """How far the covariance of what the model sees is from the identity: max_ij |C - I|_ij."""
    covariance = _covariance(seen(arm))
    return float(np.abs(covariance - np.eye(len(covariance))).max())


def largest_correlation(arm: Arm) -> float:
    """The largest correlation of two features that the model sees: max_(i != j) |r_ij|.

    Features that never change have none.
    """
    covariance = _covariance(seen(arm))
    deviations = np.sqrt(np.diag(covariance))
    kept = deviations > 1e-6 * deviations.max()
    scaled = covariance[np.ix_(kept, kept)] / np.outer(deviations[kept], deviations[kept])
    return float(np.abs(scaled - np.eye(len(scaled))).max())


def components_for(arm: Arm, share: float) -> float:
    """The fewest principal components of the raw inputs that hold a share of their variance.

    min { n : sum_(i <= n) lambda_i >= share sum_i lambda_i }
    """
    values = _eigen(arm)[0]
    held = np.cumsum(values) / values.sum()
    return float(min(1 + np.sum(held < share), len(values)))


def variance_share(arm: Arm, first: int, last: int) -> float:
    """The share of the raw inputs' variance that components `first` to `last` hold, from 1."""
    values = _eigen(arm)[0]
    return float(values[_span(first, last, len(values))].sum() / values.sum())


def whitened_share(arm: Arm, first: int, last: int) -> float:
    """The share of the whitened inputs' variance that components `first` to `last` hold, from 1.

    Each component that varies at all has the same then: (last - first + 1) / n.
    """
    values = _eigen(arm)[0]
    kept = values > values[0] * 1e-9
    span = _span(first, last, len(values))
    return float(kept[span].sum() / kept.sum())


def eigenvector_frequency(arm: Arm, first: int, last: int) -> float:
    """How fine the pictures of components `first` to `last` are, from 1: their mean frequency.

    f = sum_k |k| |F_k|^2 / sum_k |F_k|^2

    with F the two-dimensional Fourier transform of a component as an image and |k| the waves across
    the image; of colors the mean.
    """
    height, width, channels = _image_shape(arm)
    vectors = _eigen(arm)[1][:, _span(first, last, height * width * channels)]
    images = vectors.T.reshape(-1, height, width, channels)
    power = np.square(np.abs(np.fft.fft2(images, axes=(1, 2)))).sum(axis=-1)
    rows, columns = np.fft.fftfreq(height, 1 / height), np.fft.fftfreq(width, 1 / width)
    waves = np.hypot(rows[:, None], columns[None, :])
    each = (power * waves).sum(axis=(1, 2)) / power.sum(axis=(1, 2))
    return float(each.mean())


def reconstruction_error(arm: Arm, components: int) -> float:
    """What is missing of test inputs that are put together from the first components again.

    sum |x - m - sum_(i <= n) (u_i . (x - m)) u_i|^2 / sum |x - m|^2

    with m and u_i mean and eigenvectors of the training set.
    """
    train = _flat(arm.inputs(len(arm.dataset.train)))
    rest = _flat(arm.test_inputs()) - train.mean(axis=0)
    vectors = _eigen(arm)[1][:, : int(components)]
    missing = rest - rest @ vectors @ vectors.T
    return float(np.square(missing).sum() / np.square(rest).sum())


def _eigen(arm: Arm) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of the raw inputs' covariance, falling, and the eigenvectors as columns."""
    values, vectors = np.linalg.eigh(_covariance(_flat(arm.inputs(len(arm.dataset.train)))))
    return np.maximum(values[::-1], 0.0), vectors[:, ::-1]


def _covariance(x: np.ndarray) -> np.ndarray:
    centered = x.astype(np.float64) - x.mean(axis=0, dtype=np.float64)
    covariance: np.ndarray = centered.T @ centered / len(x)
    return covariance


def _flat(x: np.ndarray) -> np.ndarray:
    return x.reshape(len(x), -1).astype(np.float64)


def _span(first: int, last: int, count: int) -> slice:
    if not 1 <= first <= last <= count:
        raise UserError(f"components go from 1 to {count}. Received: {first:g} to {last:g}")
    return slice(int(first) - 1, int(last))


def _image_shape(arm: Arm) -> tuple[int, int, int]:
    shape = arm.dataset.input_shape
    if len(shape) != 3:
        raise UserError(f"the inputs of `{arm.dataset.name}` are no images: their shape is {shape}")
    height, width, channels = shape
    return height, width, channels
