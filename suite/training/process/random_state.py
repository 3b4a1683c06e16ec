"""Python's and NumPy's global generators, which plugins and custom code may use."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import numpy as np

_KEYS = "random/numpy"


def read_random_state(arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """Both generators as plain values; NumPy's array is added to `arrays`."""
    state = np.random.get_state(legacy=False)
    arrays[_KEYS] = state["state"]["key"]
    kind, position = state["bit_generator"], state["state"]["pos"]
    version, numbers, gauss = random.getstate()
    return {
        "numpy": [kind, position, state["has_gauss"], state["gauss"]],
        "python": [version, list(numbers), gauss],
    }


def write_random_state(state: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Set both generators as they were."""
    kind, *rest = state["numpy"]
    np.random.set_state((kind, arrays[_KEYS], *rest))
    version, numbers, gauss = state["python"]
    random.setstate((version, tuple(numbers), gauss))
