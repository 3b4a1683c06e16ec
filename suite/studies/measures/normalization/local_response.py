"""Local response normalization by itself."""

from __future__ import annotations

import numpy as np

_CHANNELS = 11
_MIDDLE = _CHANNELS // 2


def response_gain(own: float, neighbors: float, alpha: float = 1e-4) -> float:
    """What local response normalization multiplies a unit's activation by.

        b / a,    b = a / (k + alpha sum_j a_j^2)^beta,    n = 5, k = 2, beta = 0.75

    Args:
        own: a, the unit's activation, not 0.
        neighbors: the activation of the two channels on each side.
        alpha: how much the neighbors count; 1e-4 is AlexNet's.

    Example:
        >>> round(response_gain(1.0, 1.0), 3)  # 2 ** -0.75
        0.594
    """
    a = np.zeros(_CHANNELS)
    a[_MIDDLE - 2 : _MIDDLE + 3] = neighbors
    a[_MIDDLE] = own
    return float(_layer(a, 5, alpha)[_MIDDLE] / own)


def response_difference() -> float:
    """How far the layer with AlexNet's constants is from the formula, channel by channel.

    max |layer(a) - b|    over 11 channels of activations between 0 and 100
    """
    a = np.random.default_rng(0).uniform(0.0, 100.0, _CHANNELS)
    by_hand = [
        a[i] / (2 + 1e-4 * sum(a[j] ** 2 for j in _window(i))) ** 0.75 for i in range(_CHANNELS)
    ]
    return float(np.abs(_layer(a, 5, 1e-4) - by_hand).max())


def channels_in_window(n: float) -> float:
    """How many channels the output of a channel in the middle depends on.

    Args:
        n: of the layer.
    """
    a = np.ones(_CHANNELS)
    here = _layer(a, int(n), 0.1)[_MIDDLE]
    moved = (_layer(np.where(np.arange(_CHANNELS) == j, 9.0, a), int(n), 0.1) for j in range(11))
    return float(sum(bool(one[_MIDDLE] != here) for one in moved))


def _window(i: int) -> range:
    return range(max(0, i - 2), min(_CHANNELS - 1, i + 2) + 1)


def _layer(a: np.ndarray, n: int, alpha: float) -> np.ndarray:
    from suite.layers.local_response_normalization import LocalResponseNormalization

    layer = LocalResponseNormalization(n=n, alpha=alpha, dtype="float64")
    found: np.ndarray = np.asarray(layer(a[None]))[0]
    return found
