"""Measures of what a layer has learned to look for."""

from __future__ import annotations

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm

_PROBE = 1000


def edge_share(arm: Arm, layer: str) -> float:
    """How much of the filters of a convolution tells one side from the other.

    Of a kernel K without its mean, the share of |K|^2 that a plane  a x + b y  over its pixels
    takes; averaged over the filters and channels, weighed by |K|^2. A filter for edges is such a
    plane, or near it. Of random kernels of s x s numbers it is 2 / (s^2 - 1).

    Args:
        arm: of the run.
        layer: a convolution's name.
    """
    kernels = _kernel(arm, layer, 4)
    height, width = kernels.shape[:2]
    flat = kernels.reshape(height * width, -1)
    flat = flat - flat.mean(axis=0)
    ramps = np.stack(np.meshgrid(np.arange(height), np.arange(width), indexing="ij"))
    ramps = ramps.reshape(2, -1) - ramps.reshape(2, -1).mean(axis=1, keepdims=True)
    ramps = ramps / np.linalg.norm(ramps, axis=1, keepdims=True)
    return float(np.square(ramps @ flat).sum() / np.square(flat).sum())


def class_share(arm: Arm, layer: str) -> float:
    """How much of what the units of a layer say depends on the class alone.

    sum_k n_k (m_k - m)^2 / sum_i (h_i - m)^2   averaged over the units

    with h_i what a unit puts out for example i of the first 1,000 for training (of a map, its mean
    over the places), m_k its mean over the n_k of class k, m its mean over all.

    Args:
        arm: of the run.
        layer: the name of one of its layers.
    """
    h, labels = _outputs(arm, layer), arm.labels(_PROBE)
    h = h - h.mean(axis=0)
    total = np.square(h).sum(axis=0)
    between = sum(
        np.square(h[labels == label].mean(axis=0)) * (labels == label).sum()
        for label in np.unique(labels)
    )
    alive = total > 0
    return float((between[alive] / total[alive]).mean()) if alive.any() else 0.0


def template_share(arm: Arm, layer: str) -> float:
    """How many classes have, of all columns of a linear layer, the one most like their mean image.

    The share of classes k whose mean input, less the mean of all inputs, has its largest
    correlation over the columns of the kernel with column k.

    Args:
        arm: of the run.
        layer: the name of a dense layer that sees the inputs and puts out a number a class.
    """
    kernel = _kernel(arm, layer, 2)
    rows = np.asarray(arm.inputs(_PROBE), np.float64).reshape(-1, kernel.shape[0])
    means = _class_means(rows, arm.labels(_PROBE))
    if len(means) != kernel.shape[1]:
        raise UserError(f"`{layer}` puts out {kernel.shape[1]} numbers for {len(means)} classes")
    best = _correlations(means, kernel.T).argmax(axis=1)
    return float((best == np.arange(len(means))).mean())


def vote_share(arm: Arm, layer: str, head: str) -> float:
    """How many units vote for the class whose examples excite them most.

    The share of the units of a hidden layer that have their largest weight in the next layer, less
    that unit's mean, for the class over whose examples they put out most on average. By chance it
    is 1 / classes.

    Args:
        arm: of the run.
        layer: the name of the hidden layer's activation.
        head: the name of the dense layer behind it, which puts out a number a class.
    """
    votes = _kernel(arm, head, 2)
    h = _outputs(arm, layer)
    excited = h.max(axis=0) > h.min(axis=0)
    if not excited.any():
        return 0.0
    excites = _class_means(h, arm.labels(_PROBE)).argmax(axis=0)
    return float((votes.argmax(axis=1) == excites)[excited].mean())


def _kernel(arm: Arm, layer: str, axes: int) -> np.ndarray:
    found = arm.model.get_layer(layer)
    kernel = getattr(found, "kernel", None)
    if kernel is None or len(kernel.shape) != axes:
        kind = "a convolution over images" if axes == 4 else "a dense layer"
        raise UserError(f"`{layer}` is to be {kind}. Received: {type(found).__name__}")
    return np.asarray(kernel, np.float64)


def _outputs(arm: Arm, layer: str) -> np.ndarray:
    """What the units of a layer put out for the probe set, maps averaged over their places."""
    import keras

    model = arm.model
    part = keras.Model(model.input, model.get_layer(layer).output)
    h = np.asarray(part(arm.inputs(_PROBE), training=False), np.float64)
    return h if h.ndim == 2 else h.mean(axis=tuple(range(1, h.ndim - 1)))


def _class_means(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The mean of the rows of each class, less the mean of all rows."""
    means = [rows[labels == label].mean(axis=0) for label in np.unique(labels)]
    return np.asarray(means - rows.mean(axis=0))


def _correlations(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    a, b = (one - one.mean(axis=1, keepdims=True) for one in (rows, others))
    norms = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)
    return np.asarray((a @ b.T) / np.where(norms > 0, norms, 1.0))
