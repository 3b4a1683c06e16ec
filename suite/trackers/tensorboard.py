"""TensorBoard: event files in the run directory."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from suite.trackers._tracker import TrackedRun, Tracker, told

# Training and validation of one metric stand in one chart, as by Keras's callback.
_TRAIN, _VALIDATION = "train", "validation"


class TensorBoard(Tracker):
    """Event files in `track/tensorboard` of the run directory: scalars, recipe, findings.

    `tensorboard --logdir runs` shows all runs below a folder; the recipe's keys are in HPARAMS,
    findings in TEXT.

    Example:
        >>> recipe = suite.load("quickstart", "training.track=[tensorboard]")
        >>> recipe.training.track[0].kind
        'tensorboard'
    """

    package = "tensorboard"
    install = "keras-training-suite[tensorboard]"

    def open(self, run: TrackedRun) -> str:
        from tensorboard.plugins.hparams import summary_v2 as hparams

        self._writers = {
            name: _Events(run.folder / "tensorboard" / name) for name in (_TRAIN, _VALIDATION)
        }
        self._step = 0
        if run.id is None:
            self._add(_TRAIN, 0, hparams.hparams_pb(run.settings, trial_id=run.name))
            self._add_text("recipe", 0, "\n".join(_table(run.settings)))
        return run.id or run.name

    def log(self, step: int, values: Mapping[str, float]) -> None:
        from tensorboard.plugins.scalar import summary_v2 as scalar

        self._step = max(step, self._step)
        for name, value in values.items():
            writer = _VALIDATION if name.startswith("val_") else _TRAIN
            self._add(writer, step, scalar.scalar_pb(name.removeprefix("val_"), value))
        self._flush()

    def finding(self, finding: Mapping[str, Any]) -> None:
        name = f"findings/{finding['diagnostic']}"
        self._add_text(name, finding.get("step") or 0, f"{finding['severity']}: {told(finding)}")
        self._flush()

    def finish(self, status: str, figures: Mapping[str, float], files: Sequence[Path]) -> None:
        self._add_text("status", self._step, status)
        self.log(self._step, figures)

    def _add(self, writer: str, step: int, summary: Any) -> None:
        self._writers[writer].add(step, summary)

    def _add_text(self, name: str, step: int, text: str) -> None:
        from tensorboard.plugins.text import summary_v2 as text_summary

        self._add(_TRAIN, step, text_summary.text_pb(name, text))

    def _flush(self) -> None:
        for writer in self._writers.values():
            writer.flush()


class _Events:
    """An event file of its own for each start of a run.

    TensorBoard's `EventFileWriter` would import TensorFlow, which takes seconds.
    """

    def __init__(self, folder: Path) -> None:
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.summary.writer.record_writer import RecordWriter

        folder.mkdir(parents=True, exist_ok=True)
        name = f"events.out.tfevents.{time.time_ns()}.{socket.gethostname()}.{os.getpid()}"
        self._event, self._file = Event, (folder / name).open("xb")
        self._records = RecordWriter(self._file)
        self._write(file_version="brain.Event:2")

    def add(self, step: int, summary: Any) -> None:
        self._write(step=step, summary=summary)

    def flush(self) -> None:
        self._file.flush()

    def _write(self, **content: Any) -> None:
        event = self._event(wall_time=time.time(), **content)
        self._records.write(event.SerializeToString())


def _table(settings: Mapping[str, Any]) -> Iterator[str]:
    """Settings as Markdown, which TensorBoard's texts are."""
    yield "| key | value |\n| --- | --- |"
    for key, value in settings.items():
        yield f"| {key} | `{value}` |"
