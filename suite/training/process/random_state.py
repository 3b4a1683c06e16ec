"""Python's and NumPy's global generators, which plugins and custom code may use."""

from __future__ import annotations

import random

import numpy as np

from suite.training.state.stateful import State

_KEYS = "random/numpy"


class RandomStates:
    """Where both generators stand.

    Example:
        >>> generators = RandomStates()
        >>> before, drawn = generators.state(), np.random.rand()
        >>> generators.restore(before)
        >>> np.random.rand() == drawn
        True
    """

    def state(self) -> State:
        """Both as plain values, but for the array of NumPy's."""
        state = np.random.get_state(legacy=False)
        kind, position = state["bit_generator"], state["state"]["pos"]
        version, numbers, gauss = random.getstate()
        values = {
            "numpy": [kind, position, state["has_gauss"], state["gauss"]],
            "python": [version, list(numbers), gauss],
        }
        return State({"random": values}, {_KEYS: state["state"]["key"]})

    def restore(self, state: State) -> None:
        """Set both as they were."""
        kept = state.values["random"]
        kind, *rest = kept["numpy"]
        np.random.set_state((kind, state.arrays[_KEYS], *rest))
        version, numbers, gauss = kept["python"]
        random.setstate((version, tuple(numbers), gauss))
