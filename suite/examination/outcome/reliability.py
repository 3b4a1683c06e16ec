"""How far a classifier's confidence is from its accuracy; NumPy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_BINS = 15


@dataclass(frozen=True, eq=False)
class Reliability:
    """A reliability diagram: predictions sorted into bins of equal width by their confidence.

    The confidence of a prediction is the probability p of its most probable class; bin m of M
    holds the predictions with (m - 1) / M < p <= m / M.

    Args:
        counts: predictions in each bin.
        confidence: their mean confidence; the middle of the bin where it is empty.
        accuracy: the share of them that is right; 0 where the bin is empty.

    Shapes:
        all: (M,).

    Reference: Guo, Pleiss, Sun, Weinberger (2017), On calibration of modern neural networks.

    Example:
        >>> sure = Reliability.of(np.array([[0.9, 0.1], [0.9, 0.1]]), np.array([0, 1]), bins=2)
        >>> sure.counts.tolist(), round(sure.error, 3)
        ([0, 2], 0.4)
    """

    counts: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray

    @classmethod
    def of(cls, probabilities: np.ndarray, labels: np.ndarray, bins: int = _BINS) -> Reliability:
        """Sort predictions into bins.

        Args:
            probabilities: of shape (N, C); NaN among them makes the error NaN.
            labels: class numbers, of shape (N,).
            bins: M, at least 1.
        """
        if bins < 1:
            raise ValueError(f"Argument `bins` must be at least 1. Received: bins={bins}")
        confidence = probabilities.max(axis=-1)
        right = probabilities.argmax(axis=-1) == labels
        edges = np.linspace(0, 1, bins + 1)
        # Rounding may have made a sum a little more than 1.
        place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
        counts = np.bincount(place, minlength=bins)
        some = np.maximum(counts, 1)
        sums = np.bincount(place, weights=confidence, minlength=bins)
        return cls(
            counts=counts,
            confidence=np.where(counts > 0, sums / some, (edges[:-1] + edges[1:]) / 2),
            accuracy=np.bincount(place, weights=right, minlength=bins) / some,
        )

    @property
    def error(self) -> float:
        """The expected calibration error, ECE = sum_m n_m / N |accuracy_m - confidence_m|."""
        gaps = np.abs(self.accuracy - self.confidence)
        return float(np.average(gaps, weights=self.counts))


@dataclass(frozen=True)
class Figures:
    """What probabilities are worth, measured on labels.

    Args:
        cross_entropy: the mean of -ln p_y, with y the label.
        accuracy: the share of the examples whose most probable class is the label.
        ece: the expected calibration error, in 15 bins.
    """

    cross_entropy: float
    accuracy: float
    ece: float

    @classmethod
    def of(cls, probabilities: np.ndarray, labels: np.ndarray) -> Figures:
        """Measure probabilities of shape (N, C) on class numbers of shape (N,)."""
        return cls(
            cross_entropy(probabilities, labels),
            float(np.mean(probabilities.argmax(axis=-1) == labels)),
            Reliability.of(probabilities, labels).error,
        )

    @classmethod
    def mean(cls, several: list[Figures]) -> Figures:
        """Each figure's mean over several models."""
        rows = [(one.cross_entropy, one.accuracy, one.ece) for one in several]
        return cls(*map(float, np.mean(rows, axis=0)))


def cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The mean of -ln p_y; a probability of 0 counts as the smallest number above it."""
    of_label = probabilities[np.arange(len(labels)), labels]
    return float(-np.mean(np.log(np.maximum(of_label, np.finfo(np.float64).tiny))))


def probabilities(outputs: np.ndarray, activation: str | None) -> np.ndarray:
    """A model's outputs as probabilities of the classes, in float64.

    Logits s become p = softmax(s); of one logit, p = (1 - sigmoid(s), sigmoid(s)). Several
    sigmoids, which judge each class by itself, are divided by their sum.

    Args:
        outputs: (N, C), or (N, 1) for two classes.
        activation: `softmax` or `sigmoid` where the model ends in it; None for logits.

    Shapes:
        returns: (N, C), or (N, 2) for one output.
    """
    outputs = outputs.astype(np.float64)
    if activation is None:
        # One logit is the lead of the second class over the first.
        scores = np.hstack([np.zeros_like(outputs), outputs]) if _is_single(outputs) else outputs
        with np.errstate(invalid="ignore"):  # of a diverged model: inf - inf
            powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares: np.ndarray = powers / powers.sum(axis=-1, keepdims=True)
        return shares
    if _is_single(outputs):
        return np.hstack([1 - outputs, outputs])
    if activation == "softmax":
        return outputs
    total = outputs.sum(axis=-1, keepdims=True)
    parts: np.ndarray = outputs / np.maximum(total, np.finfo(np.float64).tiny)
    return parts


def _is_single(outputs: np.ndarray) -> bool:
    """Whether one output stands for two classes."""
    return bool(outputs.shape[-1] == 1)


def are_distributions(outputs: np.ndarray) -> bool:
    """Whether each row is at least 0 and sums to 1, up to the rounding of float16."""
    return bool(np.all(outputs >= 0) and np.allclose(outputs.sum(axis=-1), 1, rtol=0, atol=2e-3))
