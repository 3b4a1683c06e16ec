"""Checkpoints from which a run goes on as if it had never stopped."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from suite.diagnostics import Diagnostic, Finding
from suite.errors import UserError
from suite.runs import History
from suite.runs.files.write_whole import write_whole
from suite.training.callbacks.callback_files import CallbackFiles
from suite.training.callbacks.callback_states import CallbackStates
from suite.training.loop.recovery import rate_variables
from suite.training.process.random_state import read_random_state, write_random_state
from suite.training.state.checkpoint_file import DamagedCheckpoint, pack, read, unpack
from suite.training.state.checkpoint_schedule import CheckpointSchedule
from suite.training.state.replica_copies import ReplicaCopies

if TYPE_CHECKING:
    from suite.training.loop.loop import Loop

_HISTORY = "history"
# What belongs to no variable.
_OTHERS = ("callbacks/", "random/", _HISTORY)


class Checkpoints:
    """The checkpoint files of a run.

    A file holds every variable (weights, seed generators, optimizer, metrics, averaged weights, the
    diagnostics' accumulators), the states of the callbacks, Python's and NumPy's random
    state, the findings, the history, and (epoch, step). Batches need no state: they are a function
    of the seed and the step. A file ends in a digest of itself.

    Every replica's own values are in it. Worker 0 writes and reads for all.

    Args:
        folder: `checkpoints/` of a run directory.
        loop: whose state is saved and restored.
        schedule: when to save.
        recipe: a digest of the recipe; a file that was written by another one is told of.
        history: whose rows are saved and restored.
        files: of the callbacks, whose lengths are saved.
    """

    def __init__(
        self,
        folder: Path,
        loop: Loop,
        schedule: CheckpointSchedule | None = None,
        recipe: str = "",
        history: History | None = None,
        files: CallbackFiles | None = None,
    ) -> None:
        self.folder = folder
        self.recipe = recipe
        self.history = History() if history is None else history
        self.loop = loop
        self.files = files or CallbackFiles(folder.parent, ())
        self.schedule = schedule or CheckpointSchedule()
        self.states = CallbackStates(loop.callbacks, self.saved_variables, folder.parent)
        self._began = self._saved = math.inf
        self._cost = 0.0

    def save_if_due(self, epoch_ends: bool) -> None:
        """Save if the schedule says so, and if there is a state worth saving; called between two
        calls of the compiled function."""
        if self.loop.agreement.chief_says(float(self.is_due(epoch_ends))) and not self.loop.is_lost:
            self.save()

    def is_due(self, epoch_ends: bool) -> bool:
        now = time.perf_counter()
        if math.isinf(self._began):  # the first call, which compiles, is no training yet
            self._began = now
            self._saved = min(now, self._saved)
        passed, trained = now - self._saved, self._saved - self._began
        step = self.loop.position.step
        return self.schedule.is_due(step, passed, trained, self._cost, epoch_ends)

    def save(self) -> None:
        """Write a checkpoint of this moment, and remove the oldest."""
        start = time.perf_counter()
        arrays = {name: variable.numpy() for name, variable in self.mirrored().items()}
        arrays |= self.copies().read()
        loop = self.loop
        state = {
            "recipe": self.recipe,
            "position": asdict(loop.position),
            "stop_training": bool(loop.model.stop_training),
            "measured": loop.measured,
            "callback_names": self.callback_names(),
            "callbacks": self.states.read(arrays),
            "findings": [finding.to_plain() for finding in loop.findings],
            "random": read_random_state(arrays),
        }
        if loop.agreement.index == 0:
            state["files"] = self.files.record(loop.callbacks)
            arrays[_HISTORY] = np.frombuffer(self.history.to_csv().encode(), np.uint8)
            path = self.folder / f"step-{loop.position.step:09d}.npz"
            write_whole(path, pack(arrays, state))
            self.prune(path)
        for _, message in self.states.refused():  # it has come up since training began
            loop.progress.message(f"a resumed run will not know it: {message}")
        self._saved = time.perf_counter()
        self._cost = self._saved - start

    def prune(self, newest: Path) -> None:
        """Remove all but the newest ones; what is later than the newest was passed over."""
        files = saved(self.folder)
        end = files.index(newest) + 1
        for path in files[: max(0, end - self.schedule.keep)] + files[end:]:
            if path.is_file():
                path.unlink()

    def restore(self) -> str | None:
        """Bring the loop to the newest readable checkpoint.

        Returns:
            What to tell the user: which files were damaged and passed over; None if none was.

        Raises:
            UserError: the checkpoint is of another model, or none of the files can be read.
        """
        agreement = self.loop.agreement
        told, content = newest(self.folder) if agreement.index == 0 else ([], None)
        content = agreement.broadcast(content)
        if content is not None:
            arrays, state = unpack(content)
            self.begin_epoch(**state["position"])
            told += self._restore(arrays, state)
        elif told:
            raise UserError("; ".join(told) + "; no checkpoint is left. Run the recipe anew.")
        return "; ".join(told) or None

    def begin_epoch(self, epoch: int, step: int) -> None:
        """Let the callbacks begin an epoch that goes on in its midst: they make what they need for
        it, and what they change, such as the learning rate, is about to be restored."""
        if step > epoch * self.loop.data.steps_per_epoch:
            self.loop.hooks.on_epoch_begin(epoch)

    def _restore(self, arrays: Mapping[str, np.ndarray], state: Mapping[str, Any]) -> list[str]:
        mirrored, copies = self.mirrored(), self.copies()
        wanted = {name: ((*v.shape,), dtype_name(v)) for name, v in mirrored.items()}
        wanted |= {
            name: ((None, *local[0].shape), dtype_name(local[0]))
            for name, local in copies.local.items()
        }
        check_same_callbacks(self.folder, state["callback_names"], self.callback_names())
        check_same(self.folder, wanted, arrays)
        for name, variable in mirrored.items():
            variable.assign(arrays[name])
        copies.write(arrays)
        self.history.rows = History.from_csv(bytes(arrays[_HISTORY]).decode(), _HISTORY).rows
        loop = self.loop
        loop.position = type(loop.position)(**state["position"])
        loop.model.stop_training = state["stop_training"]
        loop.measured = state["measured"]
        loop.findings = [Finding(**finding) for finding in state["findings"]]
        if loop.observers is not None:
            loop.observers.restore(loop.findings)
        self.states.write(state["callbacks"], arrays)
        write_random_state(state["random"], arrays)
        told = []
        if state["recipe"] != self.recipe:
            told.append("the recipe has changed since this checkpoint was written")
        before = len(next(arrays[name] for name in copies.local))
        if before != copies.replicas:
            told.append(f"{before} replicas before and {copies.replicas} now: equal to rounding")
        return told

    def mirrored(self) -> dict[str, Any]:
        """Name -> variable that is equal on all replicas. The running number keeps apart variables
        whose paths are equal."""
        loop, model = self.loop, self.loop.model
        average = loop.options.average.averages if loop.options.average else ()
        return (
            numbered("weights", model.trainable_variables)
            | numbered("optimizer", model.optimizer.variables)
            | numbered("average", average)
            | numbered("rate", rate_variables(model.optimizer))
        )

    def saved_variables(self) -> list[Any]:
        """What belongs to the run, in whatever attribute of a callback it is met again."""
        model, average = self.loop.model, self.loop.options.average
        own = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
        own += average.averages if average else ()
        return own + rate_variables(model.optimizer)

    def callback_names(self) -> list[str]:
        return [type(callback).__name__ for callback in self.loop.callbacks]

    def copies(self) -> ReplicaCopies:
        """The variables of which each replica has its own value."""
        loop, model = self.loop, self.loop.model
        own = numbered("model", model.non_trainable_variables)
        own |= numbered("metrics", model.metrics_variables)
        for index, callback in enumerate(loop.callbacks):
            if isinstance(callback, Diagnostic):
                for name, accumulator in callback.accumulators.items():
                    own[f"diagnostics/{index}/{callback.name}/{name}"] = accumulator.variable
        return ReplicaCopies(own, loop.strategy, loop.agreement)


def newest(folder: Path) -> tuple[list[str], bytes | None]:
    """What was passed over, and the newest file that is as it was written."""
    damaged: list[str] = []
    for path in reversed(saved(folder)):
        try:
            content = read(path)
            unpack(content)
        except DamagedCheckpoint as error:
            damaged.append(f"{path} is damaged ({error})")
            continue
        return [*damaged, f"going on from {path.name}"] if damaged else [], content
    return damaged, None


def roll_back(files: CallbackFiles, folder: Path) -> None:
    """Bring the callbacks' files to the newest checkpoint in a folder; all of them damaged, they
    stay as they are."""
    damaged, content = newest(folder)
    if content is not None:
        files.roll_back(unpack(content)[1]["files"])
    elif not damaged:
        files.roll_back(None)


def saved(folder: Path) -> list[Path]:
    """The checkpoints in a folder, oldest first."""
    return sorted(folder.glob("step-*.npz"))


def numbered(group: str, variables: Sequence[keras.Variable]) -> dict[str, keras.Variable]:
    """Variables by a name that they have in the next process too."""
    # Keras numbers variables without a name over the whole process, as one of Nadam's.
    paths = [re.sub(r"^variable_\d+$", "variable", variable.path) for variable in variables]
    return {
        f"{group}/{i}/{path}": variable
        for i, (path, variable) in enumerate(zip(paths, variables, strict=True))
    }


def dtype_name(variable: Any) -> str:
    """Of a Keras or TensorFlow variable, as NumPy calls it."""
    dtype = variable.dtype
    return dtype if isinstance(dtype, str) else dtype.name


def check_same(
    folder: Path, wanted: Mapping[str, tuple[tuple, str]], arrays: Mapping[str, np.ndarray]
) -> None:
    """Refuse a checkpoint of another model, and say which variables differ.

    Args:
        folder: of the checkpoints, for the message.
        wanted: name -> shape and dtype; None stands for any size.
        arrays: of the checkpoint.
    """
    saved = {name for name in arrays if not name.startswith(_OTHERS)}
    differing = saved ^ set(wanted)
    differing |= {name for name in saved & set(wanted) if not fits(arrays[name], *wanted[name])}
    if differing:
        # The model's own weights say most; optimizer slots and averages only follow them.
        own = sorted(name for name in differing if name.startswith("weights/"))
        first = ", ".join(name.split("/", 2)[-1] for name in (own or sorted(differing))[:3])
        raise UserError(
            f"{folder} belongs to another model: {len(differing)} variables "
            f"differ, such as {first}. Resume with the recipe.yaml that the run began with."
        )


def check_same_callbacks(folder: Path, before: Sequence[str], now: Sequence[str]) -> None:
    """Refuse a checkpoint of a run with other callbacks, whose counters could not go on."""
    if list(before) != list(now):
        there, here = (", ".join(names) or "none" for names in (before, now))
        raise UserError(
            f"{folder} belongs to a run with other callbacks: {there}; now there are {here}. "
            "Resume with the recipe.yaml that the run began with."
        )


def fits(array: np.ndarray, shape: tuple, dtype: str) -> bool:
    same_rank = len(array.shape) == len(shape) and array.dtype.name == dtype
    return same_rank and all(b in (None, a) for a, b in zip(array.shape, shape, strict=True))
