"""Checkpoints from which a run goes on as if it had never stopped."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from suite.errors import UserError
from suite.runs import History
from suite.runs.files.write_whole import write_whole_with
from suite.training.callbacks.callback_files import CallbackFiles
from suite.training.callbacks.callback_states import CallbackStates
from suite.training.loop.loop import Loop
from suite.training.process.random_state import RandomStates
from suite.training.state.background_writer import BackgroundWriter
from suite.training.state.checkpoint_file import DamagedCheckpoint, read, text_of, unpack, write
from suite.training.state.checkpoint_schedule import CheckpointSchedule
from suite.training.state.rows_together import rows_together
from suite.training.state.run_parts import (
    HistoryRows,
    all_variables,
    mirrored_variables,
    replica_copies,
)
from suite.training.state.snapshot import Snapshot
from suite.training.state.stateful import State, Stateful, collected
from suite.training.state.variables import Form, bytes_of, differing

_PREFIX = "step-"
# Arrays that are no values of variables.
_OTHERS = ("callbacks/", "random/", "history")
# A state of so many bytes is no trifle: memory is got for it beside the training, and until one
# was written, it is expected to take a second for so many.
_LARGE, _A_SECOND = 2**26, 7e8


class Checkpoints:
    """The checkpoint files of a run, which hold the state of each of its parts.

    These are every variable (weights, seed generators, optimizer, metrics, averaged weights, the
    diagnostics' accumulators, each replica's own), where the loop stands, what was measured and
    found, the callbacks, Python's and NumPy's random state and the history. Batches have no state:
    they are a function of the seed and the step. A file ends in a digest of itself.

    Training is held while the state is copied in memory; the copy is written beside it. One copy is
    on its way at a time: whoever asks for the next one sooner waits.

    Worker 0 writes and reads for all.

    Args:
        folder: `checkpoints/` of a run directory.
        loop: whose state is saved and restored.
        schedule: when to save.
        recipe: a digest of the recipe; a file that was written by another one is told of.
        history: whose rows are saved and restored.
        files: of the callbacks, whose lengths are saved.

    Example:
        >>> from suite.training.loop.mini_batches import MiniBatches
        >>> from suite.runs.progress.progress import Progress
        >>> import tensorflow as tf
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> data = tf.data.Dataset.from_tensors((np.zeros((4, 2)), np.zeros((4, 1)))).repeat()
        >>> loop = Loop(model, MiniBatches(lambda step: data, 3, 4), [], Progress())
        >>> Path("checkpoints").mkdir()
        >>> Checkpoints(Path("checkpoints"), loop).save()
        >>> [path.name for path in saved(Path("checkpoints"))]
        ['step-000000000.npz']
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
        self.loop = loop
        self.files = files or CallbackFiles(folder.parent, ())
        self.schedule = schedule or CheckpointSchedule()
        self.states = CallbackStates(loop.callbacks, lambda: all_variables(loop), folder.parent)
        self.variables = mirrored_variables(loop)
        self.others: list[Stateful] = [
            HistoryRows(History() if history is None else history),
            loop,
            loop.reporter,
            self.states,
            RandomStates(),
        ]
        self.snapshot, self.writer = Snapshot(), BackgroundWriter()
        self._began = self._saved = math.inf
        self._size = sum(map(bytes_of, self.variables))
        # Seconds in which training was held, and in which a core wrote.
        self._held, self._wrote = (self._size / _A_SECOND if self._is_large else 0.0), 0.0
        self._waits = False

    @property
    def _is_large(self) -> bool:
        return self._size >= _LARGE

    def save_if_due(self, epoch_ends: bool) -> None:
        """Save if the schedule says so, and if there is a state worth saving; called between two
        calls of the compiled function.

        Raises:
            RunFailure: the one before could not be written.
        """
        self.writer.look()
        agreement = self.loop.agreement
        is_due = agreement.index == 0 and self.is_due(epoch_ends)
        if agreement.chief_says(float(is_due)) and not self.loop.is_lost:
            self.begin()

    def is_due(self, epoch_ends: bool) -> bool:
        """Whether the schedule asks for one now, and it would not have to be waited for."""
        if not self.schedule.is_auto:
            return self._is_asked_for(epoch_ends)
        if self.writer.is_busy:
            return False
        self._waits = self._is_asked_for(epoch_ends or self._waits)
        return self._waits and (not self._is_large or self._has_room())

    def _has_room(self) -> bool:
        """Whether a copy can be made at once; if not, the memory for it is got meanwhile."""
        forms = {k: v for variables in self.variables for k, v in variables.forms().items()}
        kept = self.states.state().arrays  # callbacks may keep the weights of their best epoch
        forms |= {name: (array.shape, array.dtype.name) for name, array in kept.items()}
        ready = self.snapshot.has_room(forms)
        if not ready:
            self.writer.begin(lambda: self.snapshot.make_room(forms))
        return ready

    def _is_asked_for(self, epoch_ends: bool) -> bool:
        now = time.perf_counter()
        if math.isinf(self._began):  # the first call, which compiles, is no training yet
            self._began = now
            self._saved = min(now, self._saved)
        passed, trained = now - self._saved, self._saved - self._began
        step = self.loop.position.step
        return self.schedule.is_due(step, passed, trained, self.cost, epoch_ends)

    @property
    def cost(self) -> float:
        """Seconds of training that the last one took: in which it was held, and in which a core
        wrote. Other cores trained meanwhile; but where a step waits for its slowest part, or other
        programs use the machine, that is not worth much."""
        return self._held + self._wrote

    def save(self) -> None:
        """Write a checkpoint of this moment, which is on the disk when this returns.

        Raises:
            RunFailure: it, or the one before, could not be written.
        """
        self.begin()
        self.writer.wait()

    def begin(self) -> None:
        """Take a copy of this moment, and begin to write it; then the oldest file goes.

        Raises:
            RunFailure: the one before could not be written.
        """
        self.writer.wait()
        start = time.perf_counter()
        loop = self.loop
        # All workers: each replica's values come from its own.
        state = collected([*self.variables, replica_copies(loop), *self.others])
        if loop.agreement.index == 0:
            about = {"recipe": self.recipe, "callback_names": self.callback_names()}
            files = {"files": self.files.record(loop.callbacks)}
            path = self.folder / f"{_PREFIX}{loop.position.step:09d}.npz"
            text = text_of({**about, **state.values, **files})
            arrays = self.snapshot.take(state.arrays)
            self.writer.begin(lambda: self._write(path, arrays, text))
        for _, message in self.states.refused():  # it has come up since training began
            loop.progress.message(f"a resumed run will not know it: {message}")
        self._saved = time.perf_counter()
        self._held, self._waits = self._saved - start, False

    def _write(self, path: Path, arrays: Mapping[str, np.ndarray], text: str) -> None:
        def save(temporary: Path) -> None:
            with temporary.open("wb") as file:
                write(file, arrays, text)

        start = time.thread_time()
        for left in self.folder.glob(f".*-{_PREFIX}*.npz"):  # by a run that was killed writing it
            left.unlink(missing_ok=True)
        write_whole_with(path, save)
        self.prune(path)
        self._wrote = time.thread_time() - start

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
        self.writer.wait()
        agreement = self.loop.agreement
        told, content = newest(self.folder) if agreement.index == 0 else ([], None)
        content = agreement.broadcast(content)
        if content is not None:
            arrays, values = unpack(content)
            arrays = rows_together(arrays, self.loop.callbacks)
            told += self._restore(State(values, arrays))
        elif told:
            raise UserError("; ".join(told) + "; no checkpoint is left. Run the recipe anew.")
        return "; ".join(told) or None

    def _restore(self, state: State) -> list[str]:
        """Give all parts their state; what to tell the user."""
        loop = self.loop
        # The callbacks make what they need for an epoch that goes on in its midst; what they
        # change, such as the learning rate, is about to be restored.
        if loop.is_inside(**state.values["position"]):
            loop.hooks.on_epoch_begin(state.values["position"]["epoch"])
        _check_same_callbacks(self.folder, state.values["callback_names"], self.callback_names())
        copies = replica_copies(loop)
        wanted = copies.forms()
        for variables in self.variables:
            wanted |= variables.forms()
        _check_same(self.folder, wanted, state.arrays)
        parts: list[Stateful] = [*self.variables, copies, *self.others]
        for part in parts:
            part.restore(state)
        told = []
        if state.values["recipe"] != self.recipe:
            told.append("the recipe has changed since this checkpoint was written")
        if (before := copies.replicas_in(state.arrays)) != copies.replicas:
            told.append(f"{before} replicas before and {copies.replicas} now: equal to rounding")
        return told

    def callback_names(self) -> list[str]:
        """The classes of the run's callbacks, in their order."""
        return [type(callback).__name__ for callback in self.loop.callbacks]


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
    return sorted(folder.glob(f"{_PREFIX}*.npz"))


def _check_same(folder: Path, wanted: Mapping[str, Form], arrays: Mapping[str, np.ndarray]) -> None:
    """Refuse a checkpoint of another model, and say which variables differ.

    Args:
        folder: of the checkpoints, for the message.
        wanted: name -> shape and dtype; None stands for any size.
        arrays: of the checkpoint.
    """
    variables = {name: array for name, array in arrays.items() if not name.startswith(_OTHERS)}
    if names := differing(variables, wanted):
        # The model's own weights say most; optimizer slots and averages only follow them.
        own = [name for name in names if name.startswith("weights/")]
        first = ", ".join(name.split("/", 2)[-1] for name in (own or names)[:3])
        raise UserError(
            f"{folder} belongs to another model: {len(names)} variables "
            f"differ, such as {first}. Resume with the recipe.yaml that the run began with."
        )


def _check_same_callbacks(folder: Path, before: Sequence[str], now: Sequence[str]) -> None:
    """Refuse a checkpoint of a run with other callbacks, whose counters could not go on."""
    if list(before) != list(now):
        there, here = (", ".join(names) or "none" for names in (before, now))
        raise UserError(
            f"{folder} belongs to a run with other callbacks: {there}; now there are {here}. "
            "Resume with the recipe.yaml that the run began with."
        )
