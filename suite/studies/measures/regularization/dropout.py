"""Dropout: its mask, its means, and the subnets that a trained net consists of."""

from __future__ import annotations

import math

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.network.predictions import outputs_of, probabilities_of

_PROBE = 1000


def zeroed_share(seed: int, rate: float) -> float:
    """The share of units that Keras's layer sets to zero in a training pass, of 100,000.

    Args:
        seed: of the mask.
        rate: of the layer, in [0, 1).
    """
    return float((_masked(seed, rate) == 0).mean())


def mean_kept(seed: int, rate: float, scaled: str = "inverted") -> float:
    """The mean of 100,000 activations of 1 after dropout in training.

        mean of  m / (1 - rate)  (inverted),   or of  m  (plain),    m = 0 with probability `rate`

    Args:
        seed: of the mask.
        rate: in [0, 1).
        scaled: inverted, as Keras's layer does it; or plain.

    Example:
        >>> round(mean_kept(0, 0.5), 1), round(mean_kept(0, 0.5, "plain"), 1)
        (1.0, 0.5)
    """
    if scaled not in ("inverted", "plain"):
        raise UserError(f"`scaled` is inverted or plain. Received: {scaled}")
    kept = _masked(seed, rate)
    return float(kept.mean() * (1.0 if scaled == "inverted" else 1 - rate))


def sum_under_mask(seed: int, keep: float, factor: float) -> float:
    """What a unit takes in under a plain mask, in what it took in without one.

        mean over the masks of  sum_i m_i (factor w_i) x_i / sum_i w_i x_i,    P(m_i = 1) = keep

    over 20,000 masks of 50 drawn inputs: `factor` is what weights that were trained without
    dropout are multiplied by before training goes on with it.

    Args:
        seed: of weights, inputs and masks.
        keep: p, the probability of a unit to be kept, in (0, 1].
        factor: 1 leaves the weights as they were, 1/p makes up for the mask.
    """
    draws = np.random.default_rng(seed)
    terms = draws.uniform(0.5, 1.5, 50) * draws.uniform(0.0, 1.0, 50)
    masks = draws.random((20_000, 50)) < keep
    return float((masks @ (factor * terms)).mean() / terms.sum())


def subnet_bits(units: float, rate: float) -> float:
    """How many different subnets dropout draws from, as a power of 2.

        units * H(rate),    H(q) = -q log2 q - (1 - q) log2 (1 - q)

    the entropy of the mask: 2 to this power subnets are as good as all that ever come up.

    Args:
        units: that may be dropped.
        rate: q, in [0, 1].
    """
    shares = (q for q in (rate, 1 - rate) if q > 0)
    return units * sum(-q * math.log2(q) for q in shares)


def masked_accuracy(arm: Arm, passes: float) -> float:
    """The test accuracy of the mean of several passes with units dropped, as in training.

        argmax_k 1/K sum_j p_jk        with p_j the probabilities of pass j of K

    Args:
        arm: of the run of a net with dropout.
        passes: K, at least 1.
    """
    found = _mean_of_passes(arm, int(passes)).argmax(axis=1)
    return float((found == arm.test_labels()).mean())


def subnet_agreement(arm: Arm, passes: float) -> float:
    """The share of the test set for which the mean of the subnets and the whole net say the same.

    Args:
        arm: of the run of a net with dropout.
        passes: how many subnets are drawn, at least 1.
    """
    whole = outputs_of(arm.model, arm.test_inputs()).argmax(axis=1)
    return float((_mean_of_passes(arm, int(passes)).argmax(axis=1) == whole).mean())


def unit_correlation(arm: Arm, layer: str) -> float:
    """How alike the units of a layer are: the mean |correlation| of two of them.

        mean over i < j of |corr(h_i, h_j)|

    over the first 1,000 training examples, of the trained model, at inference; units that never
    vary are left out.
    """
    h = outputs_of(arm.model, arm.inputs(_PROBE), layer)
    h = h.reshape(-1, h.shape[-1])
    h = h[:, h.std(axis=0) > 1e-6]
    pairs = np.triu_indices(h.shape[1], 1)
    return float(np.abs(np.corrcoef(h.T)[pairs]).mean())


def _masked(seed: int, rate: float) -> np.ndarray:
    import keras

    layer = keras.layers.Dropout(rate, seed=seed)
    return np.asarray(layer(np.ones((1000, 100), np.float32), training=True))


def _mean_of_passes(arm: Arm, passes: int) -> np.ndarray:
    """The mean probabilities; each pass draws its own masks, the same ones in every variant."""
    import keras

    keras.utils.set_random_seed(arm.seed)
    inputs = arm.test_inputs()
    repeated = np.concatenate([inputs] * passes)
    shares = probabilities_of(arm.model, repeated, training=True)
    return np.asarray(shares.reshape(passes, len(inputs), -1).mean(axis=0))
