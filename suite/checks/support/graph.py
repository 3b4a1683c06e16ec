"""Walking over the calls of a functional model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import keras

from suite.summary.graph import Call, Key, calls


class Graph:
    """The calls of a model's layers, and who takes whose output.

    Args:
        calls: inputs first.

    Example:
        >>> layers = [keras.layers.Dense(2, name="one"), keras.layers.Dense(2, name="two")]
        >>> graph = Graph.of(keras.Sequential([keras.Input((2,)), *layers]))
        >>> [consumer.layer.name for consumer in graph.consumers(graph.calls[1])]
        ['two']
    """

    def __init__(self, calls: list[Call]) -> None:
        self.calls = tuple(calls)
        self._by_key = {call.key: call for call in calls}
        self._consumers: dict[Key, list[Call]] = defaultdict(list)
        for call in calls:
            for key in dict.fromkeys(call.inputs):
                self._consumers[key].append(call)

    @classmethod
    def of(cls, model: keras.Model) -> Graph:
        """The model's graph; without any call if the model is not functional."""
        try:
            return cls(calls(model))
        except (ValueError, NotImplementedError):  # a subclassed model tells nothing of its inside
            return cls([])

    def consumers(self, call: Call) -> list[Call]:
        return self._consumers[call.key]

    def inputs(self, call: Call) -> list[Call]:
        return [self._by_key[key] for key in call.inputs]

    @property
    def input(self) -> Call | None:
        """The only input."""
        return _only([call for call in self.calls if not call.inputs])

    @property
    def output(self) -> Call | None:
        """The only call whose output nobody takes."""
        return _only([call for call in self.calls if not self.consumers(call)])

    def after(self, call: Call, passing: Callable[[Any], bool]) -> Call | None:
        """The next call down the line, past layers that pass; None where the line forks or ends."""
        following = _only(self.consumers(call))
        while following is not None and passing(following.layer):
            following = _only(self.consumers(following))
        return following

    def before(self, call: Call, passing: Callable[[Any], bool]) -> Call | None:
        """The call up the line, past layers that pass; None where several lines meet."""
        preceding = _only(self.inputs(call))
        while preceding is not None and passing(preceding.layer):
            preceding = _only(self.inputs(preceding))
        return preceding

    @property
    def spine(self) -> list[Call]:
        """The calls that every path from the input to the output goes through."""
        place = {call.key: index for index, call in enumerate(self.calls)}
        reach, spine = 0, []
        for index, call in enumerate(self.calls):
            # The calls are in topological order: what no edge jumps over, no path avoids.
            if reach <= index:
                spine.append(call)
            reach = max([reach, *(place[follower.key] for follower in self.consumers(call))])
        return spine


def _only(found: list[Call]) -> Call | None:
    return found[0] if len(found) == 1 else None
