"""The compiled steps that one run leaves for the next one of its process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.data import Dataset
from suite.data.files.streaming.streamed import Streamed
from suite.diagnostics import Diagnostic
from suite.recipe import TrainingRecipe
from suite.recipe.identity.identity import Identity
from suite.runs.recorder import RunRecorder
from suite.training.loop.loop import Loop
from suite.training.loop.mini_batches import MiniBatches
from suite.training.process.kept_between_runs import kept
from suite.training.state.best_weights import BestWeights
from suite.training.state.run_parts import mirrored_variables, replica_copies
from suite.training.state.variables import local_copies

# Keys that change no operation of a step; what is drawn from the seed lies in variables.
_FREE = ("seed", "name", "topic")
_Handles = Mapping[str, tf.Tensor]


def reuse_steps(loop: Loop, recipe: TrainingRecipe, identity: Identity, dataset: Dataset) -> None:
    """Within `kept_between_runs`, let a loop call the steps that a run before it has traced.

    A traced step refers to tensors from outside: the variables of its run, which are replaced by
    this run's of the same names, as a checkpoint has them, and the training data. Where there is
    any other, or where something might have changed what is traced, the step is traced anew: code
    of the user's, weights taken from elsewhere, several replicas, diagnostics, data of which the
    seed has drawn a part.

    Args:
        loop: built, and not begun.
        recipe: of the run.
        identity: of the run.
        dataset: of the run.
    """
    shared = kept()
    if shared is None or not _is_plain(loop, recipe, identity):
        return
    if not shared.holds("data", dataset) or isinstance(dataset.train.inputs, Streamed):
        return
    settings = {key: one for key, one in recipe.resolved().items() if key not in _FREE}
    key = repr(settings), bool(identity["xla"]), id(dataset)
    left = shared.get("steps", key, lambda: _Left(dataset))
    arrays = dataset.train.inputs, dataset.train.labels
    constants = [one for one in arrays if isinstance(one, np.ndarray)]
    evaluation, engine = loop.evaluation, loop.engine
    evaluation.call = _KeptCall("evaluate", evaluation.call, left, loop, constants)
    watching = any(isinstance(callback, Diagnostic) for callback in loop.callbacks)
    if isinstance(engine, MiniBatches) and not watching:
        engine.train_call = _KeptCall("train", engine.train_call, left, loop, constants)


def _is_plain(loop: Loop, recipe: TrainingRecipe, identity: Identity) -> bool:
    """Whether what is traced follows from the recipe and the data alone."""
    own_code = bool(identity["code"]) or not all(map(_is_known, loop.callbacks))
    moved = recipe.transfer is not None or loop.strategy.num_replicas_in_sync > 1
    return not own_code and not moved and bool(loop.model.trainable_variables)


def _is_known(callback: keras.callbacks.Callback) -> bool:
    """Whether a callback is known to leave the layers of its model as they are."""
    if isinstance(callback, RunRecorder | BestWeights):
        return True
    module = type(callback).__module__
    return module.startswith("keras.src.callbacks.") or isinstance(callback, Diagnostic)


@dataclass(frozen=True)
class _Trace:
    """A traced step.

    Args:
        function: a concrete one.
        captured: what it refers to: by name, what each run has of its own; else a tensor that
            stays.
    """

    function: Any
    captured: Sequence[str | tf.Tensor]

    def rebound(self, handles: _Handles) -> Any | None:
        """The function, with a run's variables; None where the run lacks one."""
        wanted = [one for one in self.captured if isinstance(one, str)]
        if any(name not in handles for name in wanted):
            return None
        tensors = [handles[one] if isinstance(one, str) else one for one in self.captured]
        self.function.set_external_captures(tensors)
        return self.function


@dataclass(frozen=True)
class _Left:
    """What runs of one recipe have left.

    Args:
        dataset: kept, so that no other is taken for it.
        traces: by the name of the call and the form of its batches.
    """

    dataset: Dataset
    traces: dict[tuple[str, str], _Trace] = field(default_factory=dict)


@dataclass
class _KeptCall:
    """A compiled call over an iterator, traced at most once for several runs.

    Args:
        name: of the call.
        function: a `tf.function`, which would trace it.
        left: by the runs before.
        loop: of this run.
        constants: arrays that a trace may refer to.
    """

    name: str
    function: Any
    left: _Left
    loop: Loop
    constants: Sequence[np.ndarray]
    ready: dict[str, Callable[..., Any]] = field(default_factory=dict)

    def __call__(self, batches: Any, count: tf.Tensor) -> Any:
        form = repr(batches.element_spec)
        if form not in self.ready:
            self.ready[form] = self._found(form, batches, count)
        return self.ready[form](batches, count)

    def _found(self, form: str, batches: Any, count: tf.Tensor) -> Any:
        handles = _handles(self.loop)
        place = self.name, form
        if place in self.left.traces:
            found = self.left.traces[place].rebound(handles)
            if found is not None:
                return found
        traced = self.function.get_concrete_function(batches, count)
        names = {id(handle): name for name, handle in handles.items()}
        captured = [names.get(id(one), one) for one in traced.captured_inputs]
        if all(isinstance(one, str) or self._stays(one) for one in captured):
            self.left.traces[place] = _Trace(traced, captured)
        return self.function

    def _stays(self, tensor: tf.Tensor) -> bool:
        """Whether a tensor is some of the data, which all these runs have in common."""
        if tensor.dtype in (tf.resource, tf.variant):
            return False
        values = tensor.numpy()
        return any(
            values.dtype == one.dtype and np.array_equal(values, one) for one in self.constants
        )


def _handles(loop: Loop) -> dict[str, tf.Tensor]:
    """Name -> what a traced step refers to: the variables of a run, named as in a checkpoint, and
    the tensors of its layers."""
    found = {
        name: local_copies(variable)[0].handle
        for group in mirrored_variables(loop)
        for name, variable in group.named().items()
    }
    copies = replica_copies(loop).local
    found |= {name: own[0].handle for name, own in copies.items()}
    return found | {
        f"layers/{layer.name}/{name}": value  # the mean and the variance of a normalization
        for layer in loop.model.layers
        for name, value in vars(layer).items()
        if isinstance(value, tf.Tensor)
    }
