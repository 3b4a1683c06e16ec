"""Begin and end the processes in which trackers follow a run."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from suite.catalog import Catalog, Component, ComponentError
from suite.errors import UserError
from suite.recipe import TrainingRecipe
from suite.recipe.rules.remarks import lacking_package
from suite.runs import RunDirectory
from suite.trackers._tracker import Tracker
from suite.trackers.process.main import Task

# Seconds after the run in which a tracker may do nothing, and that it has in all.
PATIENCE, LONGEST = 30.0, 300.0
# Seconds for which nobody asks what is going on.
_SHORT = 2.0


class Tracking:
    """The trackers of a run, of which nothing is asked but to follow what it writes.

    Training never waits for one; after it they are waited for, but not for one that hangs. One that
    fails is named once.

    Args:
        recipe: that names them.
        directory: of the run; of a worker that is not the chief, which tracks nothing, one that
            vanishes.
        say: shows a line.

    Raises:
        RecipeError: a tracker refuses its arguments, is none, or its package is not installed.

    Example:
        >>> directory = RunDirectory(Path("mine"))
        >>> tracking = Tracking(suite.load("quickstart"), directory, print)
        >>> with contextlib.closing(tracking):
        ...     tracking.begin()
        ...     tracking.look()
    """

    def __init__(
        self, recipe: TrainingRecipe, directory: RunDirectory, say: Callable[[str], object]
    ) -> None:
        self.directory = directory
        self.say = say
        self.tasks = [] if directory.is_discarded else list(_tasks(recipe, directory))
        self.processes: dict[str, subprocess.Popen[str]] = {}

    def begin(self) -> None:
        """Start the processes."""
        for task in self.tasks:
            try:
                self.processes[task.label] = _started(task)
            except OSError as error:
                self._warn(task.label, str(error))

    def look(self) -> None:
        """Name the trackers that have failed."""
        for label, process in list(self.processes.items()):
            if process.poll() is not None:
                del self.processes[label]
                self._hear_out(label, process)

    def close(self) -> None:
        """Tell the trackers that all is written, the page too, and wait until they are through."""
        for process in self.processes.values():
            _hang_up(process)
        deadline = time.monotonic() + LONGEST
        for label, process in self.processes.items():
            if not _ends_within(process, _SHORT):
                self.say(f"waiting for {label} to finish")
            if _ends_within(process, deadline - time.monotonic()):
                self._hear_out(label, process)
            else:
                process.kill()
                _last_word(process)
                self._warn(label, f"it took longer than {LONGEST:g} s after the run")
        self.processes.clear()

    def _hear_out(self, label: str, process: subprocess.Popen[str]) -> None:
        _hang_up(process)
        message = _last_word(process)
        if process.returncode != 0:
            self._warn(label, message or f"its process ended with status {process.returncode}")

    def _warn(self, label: str, message: str) -> None:
        log = self.directory.path / "track" / f"{label}.log"
        self.say(
            f"warning: training.track: {label} has failed and is left alone: {message} ({log})"
        )


def _tasks(recipe: TrainingRecipe, directory: RunDirectory) -> Iterator[Task]:
    """What each tracker's process is told."""
    catalog, labels = Catalog(recipe.doors), set[str]()
    for index, component in enumerate(recipe.training.track):
        path = ("training", "track", index)
        try:
            tracker = catalog.build("trackers", component)
        except ComponentError as error:
            raise recipe.problem((*path, *error.path), str(error)) from error
        except UserError as error:  # of a file that cannot be imported
            raise recipe.problem(path, str(error)) from error
        if not isinstance(tracker, Tracker):
            message = f"is a {type(tracker).__name__}, not a suite.Tracker; derive from that class"
            raise recipe.problem(path, message)
        if (lacking := lacking_package(tracker.package, tracker.install)) is not None:
            raise recipe.problem(path, lacking)
        entry = catalog.find("trackers", component.kind)
        label = _free(_label(component), labels)
        labels.add(label)
        yield Task(
            str(directory.path.absolute()),
            label,
            entry.module,
            entry.attribute,
            str(entry.file),
            component.arguments,
            PATIENCE,
        )


def _label(component: Component) -> str:
    """`mlflow`; of a class of the user's, its name."""
    return component.kind.rpartition(":")[2].strip().lower()


def _free(label: str, taken: set[str]) -> str:
    """The label, or with a number if another tracker has it."""
    number, free = 1, label
    while free in taken:
        number += 1
        free = f"{label}-{number}"
    return free


def _started(task: Task) -> subprocess.Popen[str]:
    """A process that has its task."""
    Path(task.directory, "track").mkdir(exist_ok=True)
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(
        [sys.executable, "-m", "suite.trackers.process.main"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=variables,
        start_new_session=True,  # Ctrl-C is for the run alone
    )
    assert process.stdin is not None
    process.stdin.write(f"{task.line}\n")
    process.stdin.flush()
    return process


def _hang_up(process: subprocess.Popen[str]) -> None:
    """End a process's input."""
    if process.stdin is not None:
        with contextlib.suppress(OSError):  # it is gone
            process.stdin.close()


def _ends_within(process: subprocess.Popen[str], seconds: float) -> bool:
    try:
        process.wait(max(0.0, seconds))
    except subprocess.TimeoutExpired:
        return False
    return True


def _last_word(process: subprocess.Popen[str]) -> str:
    """What a process has said that has ended."""
    process.wait()
    assert process.stdout is not None
    with process.stdout as out:
        return out.read().strip()
