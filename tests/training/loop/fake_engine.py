"""An engine that trains nothing, and a loop that writes down what happens in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import keras
import tensorflow as tf

from suite.diagnostics import Finding
from suite.runs.progress.progress import Progress
from suite.training.loop.engine import Call, Setup, Taken
from suite.training.loop.loop import Loop
from suite.training.loop.loop_events import LoopEvents
from suite.training.loop.loop_options import LoopOptions, Position


class FakeObservers:
    """Diagnostics that measure how often they were read, and find what they are told to find."""

    def __init__(self) -> None:
        self.diagnostics: list[Any] = []
        self.reads = 0
        self.to_find: list[Finding] = []
        self.said: set[Any] = set()

    def report(self) -> dict[str, dict[str, float | list[float]]]:
        self.reads += 1
        return {"fake": {"reads": float(self.reads), "shares": [0.5, 0.5]}}

    def new_findings(self) -> list[Finding]:
        found, self.to_find = self.to_find, []
        return found

    def restore(self, findings: list[Finding]) -> None:
        self.said = {finding.key for finding in findings}


class FakeEngine:
    """Calls of a fixed number of steps.

    Args:
        told: receives what the loop asks for.
        steps: of an epoch.
        count: of a call.
        taken: what the call of a step gives, where it is not the usual.
    """

    figures = ("fake/passes",)
    step_logs = None

    def __init__(
        self,
        told: list[str],
        steps: int = 4,
        count: int = 2,
        taken: Mapping[int, Taken] | None = None,
    ) -> None:
        self.told, self.count, self.taken = told, count, taken or {}
        self.steps_per_epoch, self.batch_size = steps, 10
        self.observers: Any = None

    def build(self, setup: Setup) -> None:
        self.setup = setup
        self.steps_per_call = setup.steps_per_call()

    def open(self, step: int) -> None:
        self.told.append(f"open {step}")

    def close(self, step: int) -> None:
        self.told.append(f"close {step}")

    def calls(self, epoch: int, position: Position) -> Iterator[Call]:
        begin = epoch * self.steps_per_epoch
        while (done := position.step - begin) < self.steps_per_epoch:
            yield Call(done, done + self.count - 1, lambda d=done: self.take(begin + d, d))
            if position.step == begin + done:
                return  # nothing was taken

    def take(self, step: int, done: int) -> Taken:
        self.told.append(f"take {step}")
        is_last = done + self.count >= self.steps_per_epoch
        usual = Taken(self.count, due=is_last, ends_epoch=is_last, measured={"fake/passes": 2.0})
        return self.taken.get(step, usual)

    def images(self, steps: int, measured: Mapping[str, float]) -> int:
        return steps * self.batch_size


class Telling(keras.callbacks.Callback):
    """Writes down what it is called with."""

    def __init__(self, told: list[str], stop_in: int | None = None) -> None:
        super().__init__()
        self.told, self.stop_in, self.logs = told, stop_in, []

    def on_train_begin(self, logs: Any = None) -> None:
        self.told.append("train begin")

    def on_train_end(self, logs: Any = None) -> None:
        self.told.append("train end")

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.told.append(f"epoch {epoch} begin")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.told.append(f"epoch {epoch} end")
        self.logs.append(dict(logs))
        if epoch == self.stop_in:
            self.model.stop_training = True


class Showing(Progress):
    """Keeps the lines it is asked to show."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def message(self, text: str) -> None:
        self.lines.append(text)


def small_model() -> keras.Model:
    """A compiled model of three weights; its variables have the same paths at each call."""
    dense = keras.layers.Dense(1, name="dense")
    model = keras.Sequential([keras.Input((2,)), dense], name="small")
    model.compile(keras.optimizers.SGD(0.25, name="sgd"), "mse")
    model.optimizer.build(model.trainable_variables)
    return model


def fake_loop(
    told: list[str],
    engine: FakeEngine | None = None,
    callbacks: list[keras.callbacks.Callback] | None = None,
    **options: Any,
) -> Loop:
    """A loop that tells of its events too."""
    events = LoopEvents(
        begin=lambda: told.append("begin"),
        report=lambda measured: told.append("report"),
        found=lambda: told.append("found"),
        between_calls=lambda: told.append("between"),
        epoch_end=lambda: told.append("epoch end"),
        stop=lambda: told.append("stop"),
    )
    return Loop(
        small_model(),
        engine or FakeEngine(told),
        [Telling(told)] if callbacks is None else callbacks,
        Showing(),
        LoopOptions(**options),
        strategy=tf.distribute.get_strategy(),
        events=events,
    )
