"""Measures of the loss's gradient by the weights, on the probe set, the first training examples."""

from __future__ import annotations

import math

import numpy as np

from suite.studies.measures.arm import Arm
from suite.studies.measures.network.probe import SAMPLES, gradients, loss_gradients


def gradient_norm(arm: Arm, layer: str, samples: int = SAMPLES) -> float:
    """Norm of the loss's gradient by a layer's kernel.

    || dL / dW ||,   L the mean loss of the examples
    """
    return float(np.linalg.norm(gradients(arm, layer, samples)))


def gradient_ratio(arm: Arm, first: str, last: str, samples: int = SAMPLES) -> float:
    """The norm of the loss's gradient by one kernel, as a share of that by another.

        || dL / dW_first || / || dL / dW_last ||

    Far below 1 the gradient vanishes on its way back, far above it explodes.
    """
    own, other = (np.linalg.norm(one) for one in loss_gradients(arm, [first, last], samples))
    return float(own / other) if other else math.nan


def same_sign_share(arm: Arm, layer: str, samples: int = 16) -> float:
    """Share of units all of whose incoming weights have, for one example, gradients of one sign.

        g_i = delta x_i:   all of one sign   iff   all x_i, the inputs of the layer, are

    Mean over the first examples, each by itself. Gradients of 0 have no sign, and units of which
    fewer than two weights have one do not count.

    Args:
        layer: with a kernel.
        samples: examples that are looked at.
    """
    same = counted = 0
    for number in range(int(samples)):
        signs = np.sign(gradients(arm, layer, 1, first=number))
        signs = signs.reshape(-1, signs.shape[-1])
        known = np.abs(signs).sum(axis=0)
        same += int(np.sum((known >= 2) & (np.abs(signs.sum(axis=0)) == known)))
        counted += int(np.sum(known >= 2))
    return same / counted if counted else math.nan
