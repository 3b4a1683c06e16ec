"""Checkpoints from which a run goes on as if it had never stopped."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from suite.diagnostics import Diagnostic, Finding
from suite.errors import UserError
from suite.runs.files import write_whole
from suite.training.plain_state import read_state, write_state

if TYPE_CHECKING:
    from suite.training.loop import Loop

KEPT = 2
# A checkpoint may cost this share of the time since the last one.
SHARE = 0.02
_STATE = "state"


class Checkpoints:
    """The checkpoint files of a run.

    A file holds every variable (weights, seed generators, optimizer, metrics, averaged weights, the
    diagnostics' accumulators), the plain attributes of the callbacks, Python's and NumPy's random
    state, the findings, and (epoch, step). Batches need no state: they are a function of the seed
    and the step. A zip archive carries a checksum of each array.

    Args:
        folder: `checkpoints/` of a run directory.
        loop: whose state is saved and restored.
    """

    def __init__(self, folder: Path, loop: Loop) -> None:
        self.folder = folder
        self.loop = loop
        self._saved = time.perf_counter()
        self._cost = 0.0

    def save_if_due(self) -> None:
        """Save, unless that would cost more than two per cent of the time since the last save."""
        if self._cost <= SHARE * (time.perf_counter() - self._saved):
            self.save()

    def save(self) -> None:
        """Write a checkpoint of this moment, and remove all but the newest two."""
        start = time.perf_counter()
        arrays = {name: variable.numpy() for name, variable in self.variables().items()}
        loop = self.loop
        state = {
            "position": asdict(loop.position),
            "stop_training": bool(loop.model.stop_training),
            "measured": loop.measured,
            "callbacks": [
                read_state(callback, arrays, f"callbacks/{index}")
                for index, callback in enumerate(loop.callbacks)
            ],
            "findings": [finding.to_plain() for finding in loop.findings],
            "random": read_random_state(arrays),
        }
        arrays[_STATE] = np.array(json.dumps(state))
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        write_whole(self.folder / f"step-{loop.position.step:09d}.npz", buffer.getvalue())
        for old in self.files()[:-KEPT]:
            old.unlink()
        self._saved = time.perf_counter()
        self._cost = self._saved - start

    def files(self) -> list[Path]:
        """The checkpoints there are, oldest first."""
        return sorted(self.folder.glob("step-*.npz"))

    def restore(self) -> str | None:
        """Bring the loop to the newest readable checkpoint.

        Returns:
            What to tell the user: which files were damaged and passed over; None if none was.

        Raises:
            UserError: the checkpoint is of another model, or none of the files can be read.
        """
        damaged = []
        for path in reversed(self.files()):
            try:
                with np.load(path, allow_pickle=False) as file:
                    arrays = {name: file[name] for name in file.files}
            except (zipfile.BadZipFile, ValueError, EOFError, OSError, KeyError) as error:
                damaged.append(f"{path} is damaged ({error})")
                continue
            self._restore(path, arrays)
            return "; ".join([*damaged, f"going on from {path.name}"]) if damaged else None
        if damaged:
            raise UserError("; ".join(damaged) + "; no checkpoint is left. Run the recipe anew.")
        return None

    def _restore(self, path: Path, arrays: Mapping[str, np.ndarray]) -> None:
        variables = self.variables()
        check_same(path, variables, arrays)
        for name, variable in variables.items():
            variable.assign(arrays[name])
        state = json.loads(str(arrays[_STATE]))
        loop = self.loop
        loop.position = type(loop.position)(**state["position"])
        loop.model.stop_training = state["stop_training"]
        loop.measured = state["measured"]
        loop.findings = [Finding(**finding) for finding in state["findings"]]
        if loop.observers is not None:
            loop.observers.seen = {finding.key for finding in loop.findings}
        for callback, values in zip(loop.callbacks, state["callbacks"], strict=True):
            write_state(callback, values, arrays)
        write_random_state(state["random"], arrays)

    def variables(self) -> dict[str, Any]:
        """Name -> variable. The running number keeps apart variables whose paths are equal."""
        loop, model = self.loop, self.loop.model
        groups: dict[str, Sequence[keras.Variable]] = {
            "model": model.variables,
            "optimizer": model.optimizer.variables,
            "metrics": model.metrics_variables,
            "average": loop.options.average.averages if loop.options.average else (),
        }
        named = {
            f"{group}/{index}/{variable.path}": variable
            for group, variables in groups.items()
            for index, variable in enumerate(variables)
        }
        for index, callback in enumerate(loop.callbacks):
            if isinstance(callback, Diagnostic):
                for name, accumulator in callback.accumulators.items():
                    named[f"diagnostics/{index}/{callback.name}/{name}"] = accumulator.variable
        return named


def check_same(path: Path, variables: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Refuse a checkpoint of another model, and say which variables differ."""
    saved = {name for name in arrays if name != _STATE and not name.startswith("callbacks/")}
    saved -= {name for name in saved if name.startswith("random/")}
    differing = saved ^ set(variables)
    differing |= {
        name
        for name in saved & set(variables)
        if arrays[name].shape != tuple(variables[name].shape)
    }
    if differing:
        # The model's own variables say most; optimizer slots and averages only follow them.
        own = sorted(name for name in differing if name.startswith("model/")) or sorted(differing)
        first = ", ".join(name.split("/", 2)[-1] for name in own[:3])
        raise UserError(
            f"{path} belongs to another model or other callbacks: {len(differing)} variables "
            f"differ, such as {first}. Resume with the recipe in its run directory."
        )


def read_random_state(arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """Python's and NumPy's global generators, which plugins and custom code may use."""
    kind, keys, *rest = np.random.get_state()
    arrays["random/numpy"] = keys
    version, numbers, gauss = random.getstate()
    return {"numpy": [kind, *rest], "python": [version, list(numbers), gauss]}


def write_random_state(state: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Set both generators as they were."""
    kind, *rest = state["numpy"]
    np.random.set_state((kind, arrays["random/numpy"], *rest))
    version, numbers, gauss = state["python"]
    random.setstate((version, tuple(numbers), gauss))
