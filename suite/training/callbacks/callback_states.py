"""The states of a run's callbacks in its checkpoints."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from suite.diagnostics import Diagnostic
from suite.diagnostics.plugin_failure import PluginFailure
from suite.diagnostics.state import (
    Decoder,
    Encoder,
    NoState,
    attributes,
    held_by_class,
    is_live_only,
    set_attributes,
)
from suite.errors import UserError
from suite.training.state.stateful import State


class CallbackStates:
    """Reads the state of every callback, and gives it back.

    Args:
        callbacks: of the run, in its order.
        variables: all that the checkpoint saves beside them.
        folder: the run directory, where there is one.

    Example:
        >>> stopping = keras.callbacks.EarlyStopping()
        >>> states = CallbackStates([stopping], list)
        >>> stopping.wait = 3
        >>> states.state().values["callbacks"][0]["wait"]
        3
    """

    def __init__(
        self,
        callbacks: Sequence[keras.callbacks.Callback],
        variables: Callable[[], Sequence[Any]],
        folder: Path | None = None,
    ) -> None:
        self.callbacks = list(callbacks)
        self.variables = variables
        self.folder = folder
        self.told: set[tuple[int, str]] = set()
        self.given = [self.given_to(callback) for callback in self.callbacks]

    def state(self) -> State:
        """A mapping for each callback; names of arrays begin with `callbacks/`."""
        arrays: dict[str, np.ndarray] = {}
        states = [self.read_one(index, arrays)[0] for index in range(len(self.callbacks))]
        return State({"callbacks": states}, arrays)

    def read_one(
        self, index: int, arrays: dict[str, np.ndarray]
    ) -> tuple[dict[str, Any], dict[str, NoState]]:
        """The state of one callback, and what of it cannot be saved."""
        callback = self.callbacks[index]
        encoder = self.encoder(callback, arrays, f"callbacks/{index}")
        state, refused = {}, {}
        for name, value in _state_of(callback).items():
            try:
                encoded = encoder.encode(value)
            except NoState as error:
                refused[name] = error
                continue
            as_given = name in self.given[index] and self.given[index][name] == encoded
            if not is_live_only(encoded) and not as_given:
                state[name] = encoded
        return state, refused

    def restore(self, state: State) -> None:
        """Bring every callback to the state it had.

        Raises:
            UserError: a callback has changed, so that its state does not fit.
        """
        shared = self.shared()
        for callback, kept in zip(self.callbacks, state.values["callbacks"], strict=True):
            decoder = Decoder(state.arrays, type(callback).__module__, self.folder, shared)
            present, values = _state_of(callback), {}
            for name, encoded in kept.items():
                if not _takes(callback, name):
                    continue  # an earlier version kept it, and it follows from the model
                try:
                    values[name] = decoder.decode(encoded, present.get(name))
                except LookupError as error:
                    raise UserError(
                        f"{type(callback).__name__}.{name} cannot go on from the checkpoint: "
                        f"{error}. Resume with the plugin as it was, or start a new run."
                    ) from error
            _restore(callback, values)

    def refused(self, has_begun: bool = True) -> Iterator[tuple[keras.callbacks.Callback, str]]:
        """The callbacks with something that cannot be saved, and what to say of it; each once.

        Args:
            has_begun: whether training has; a `state()` of the user's may need what is made then.
        """
        for index, callback in enumerate(self.callbacks):
            try:
                refused = self.read_one(index, {})[1]
            except PluginFailure:
                if has_begun:
                    raise
                continue
            for name, error in refused.items():
                if (index, name) not in self.told:
                    self.told.add((index, name))
                    yield callback, _told(callback, name, error)

    def encoder(
        self, callback: keras.callbacks.Callback, arrays: dict[str, np.ndarray], prefix: str
    ) -> Encoder:
        return Encoder(arrays, prefix, type(callback).__module__, self.folder, self.shared())

    def shared(self) -> frozenset[int]:
        """What is saved elsewhere: variables, and the callbacks themselves."""
        own = [v for c in self.callbacks if isinstance(c, Diagnostic) for v in _accumulated(c)]
        variables = list(self.variables())
        inner = [variable.value for variable in variables if isinstance(variable, keras.Variable)]
        return frozenset(map(id, [*variables, *inner, *own, *self.callbacks]))

    def given_to(self, callback: keras.callbacks.Callback) -> dict[str, Any]:
        """Attributes that are arguments of the constructor, or stand in the body of the class, as
        they are before training.

        As long as one stays as it is it is no state: a resumed run has it from its recipe.
        """
        if _has_own_state(callback):
            return {}
        encoder = Encoder({}, "given", type(callback).__module__, self.folder)
        held, given = attributes(callback), {}
        names = {*inspect.signature(type(callback)).parameters, *held_by_class(type(callback))}
        for name in names & set(held):
            try:
                given[name] = encoder.encode(held[name])
            except NoState:
                continue
        return given


def _accumulated(diagnostic: Diagnostic) -> list[Any]:
    return [one.variable for one in diagnostic.accumulators.values()]


def _has_own_state(callback: keras.callbacks.Callback) -> bool:
    """Whether its class says itself what its state is."""
    kind = type(callback)
    own = callable(getattr(kind, "state", None)) and callable(getattr(kind, "restore", None))
    return own and getattr(kind, "state", None) is not Diagnostic.state


def _takes(callback: keras.callbacks.Callback, name: str) -> bool:
    """Whether a callback can be given back an attribute: one that declares what it keeps knows."""
    if _has_own_state(callback) or not isinstance(callback, Diagnostic):
        return True
    declared = callback.declared()
    return declared is None or name in declared


def _state_of(callback: keras.callbacks.Callback) -> dict[str, Any]:
    """What a callback says its state is; by default its attributes."""
    if not _has_own_state(callback) and not isinstance(callback, Diagnostic):
        return attributes(callback)
    with _told_of(callback, "state"):
        state = callback.state()
        if not isinstance(state, dict) or not all(isinstance(name, str) for name in state):
            kind = type(state).__name__
            raise TypeError(f"it must return a dict with texts as keys. Received: a {kind}")
    return state


def _restore(callback: keras.callbacks.Callback, state: dict[str, Any]) -> None:
    if _has_own_state(callback) or isinstance(callback, Diagnostic):
        with _told_of(callback, "restore"):
            callback.restore(state)
    else:
        set_attributes(callback, state)


@contextlib.contextmanager
def _told_of(callback: keras.callbacks.Callback, method: str) -> Iterator[None]:
    """Name the callback whose method fails."""
    try:
        yield
    except Exception as error:
        message = " ".join(str(error).split())
        raise PluginFailure(
            f"{type(callback).__name__} failed in {method}: {type(error).__name__}: {message}",
            callback,
        ) from error


def _told(callback: keras.callbacks.Callback, name: str, error: NoState) -> str:
    """What cannot be saved, and what to do about it."""
    kind, owner = type(error.value), type(callback).__name__
    what = f"`state()` gives {name!r}" if _has_own_state(callback) else f"{owner}.{name}"
    where = f"{what}{error.at} is a {kind.__module__}.{kind.__qualname__}"
    return (
        f"{where}, whose state a checkpoint cannot keep; give {owner} the methods `state()`, which "
        "returns what to keep as a dict of plain values, and `restore(state)`"
    )
