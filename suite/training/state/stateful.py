"""What a checkpoint collects: parts of a run that say themselves what their state is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np


@dataclass
class State:
    """What a part of a run is at a moment, or all parts together.

    Args:
        values: as JSON holds them.
        arrays: by name.

    No two parts use one name.

    Example:
        >>> State({"step": 3}).joined(State(arrays={"kernel": np.zeros(2)})).values
        {'step': 3}
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)

    def joined(self, other: State) -> State:
        """Both of them as one.

        Raises:
            ValueError: they have a name in common.
        """
        shared = (self.values.keys() & other.values) | (self.arrays.keys() & other.arrays)
        if shared:
            raise ValueError(f"two parts of a run call their state {min(shared)!r}")
        return State({**self.values, **other.values}, {**self.arrays, **other.arrays})


class Stateful(Protocol):
    """A part of a run that a checkpoint reaches.

    Training changes it, and neither recipe nor data tells what it has become.

    Example:
        >>> from suite.training.process.random_state import RandomStates
        >>> parts: list[Stateful] = [RandomStates()]
        >>> sorted(collected(parts).arrays)
        ['random/numpy']
    """

    def state(self) -> State:
        """All that a resumed run needs to know of it."""

    def restore(self, state: State) -> None:
        """Be what `state` told; it is given the states of all parts, and takes its own names."""


def collected(parts: Iterable[Stateful]) -> State:
    """The state of all parts."""
    state = State()
    for part in parts:
        state = state.joined(part.state())
    return state
