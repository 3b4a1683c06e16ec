"""Tell a tracker what a run does, until the run ends."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

import filelock

from suite.runs.directory.run_directory import RunDirectory
from suite.runs.files.damage import read_yaml
from suite.runs.files.write_whole import write_whole
from suite.trackers._tracker import TrackedRun, Tracker
from suite.trackers.process.memory import Memory
from suite.trackers.process.news import News

# Seconds between two looks.
_PAUSE = 0.5


@dataclass(frozen=True)
class Follow:
    """A tracker and the run that it follows.

    Args:
        tracker: made, and not open.
        directory: of the run.
        label: names the tracker's files in the folder `track` of the run.

    Example:
        >>> run = suite.run(suite.load("optim/surface-beale", "training.steps=5"), "out")
        >>> ended = threading.Event()
        >>> ended.set()
        >>> Follow(suite.Tracker(), run.directory, "mine").until(ended)
        >>> Path("out", "track", "mine.json").is_file()
        True
    """

    tracker: Tracker
    directory: RunDirectory
    label: str

    def until(self, ended: threading.Event) -> None:
        """Open the tracker, tell it all that is new, and finish when the run has ended.

        Args:
            ended: set when the run's process has nothing more to write.
        """
        self.folder.mkdir(exist_ok=True)
        # Of a run that was killed a moment ago, a process of this tracker may still be at work.
        with filelock.FileLock(self.folder / f"{self.label}.lock"):
            self._follow(ended)

    def _follow(self, ended: threading.Event) -> None:
        while not self.directory.recipe_yaml.exists() and not ended.wait(_PAUSE):
            pass  # its first moments
        path = self.folder / f"{self.label}.json"
        memory = Memory.read(path)
        news = News(self.directory, memory)
        memory.id = self.tracker.open(self.run(memory.id)) or memory.id
        memory.write(path)
        is_last, told = False, deque[tuple[float, str]]()
        while not is_last:
            is_last = ended.wait(_PAUSE)
            if self._tell(news):
                told.append((time.monotonic() + self.tracker.lag, memory.to_json()))
            while told and told[0][0] <= time.monotonic():
                write_whole(path, told.popleft()[1])
        status, figures = news.summary()
        pages = [page for page in (self.directory.path / "report.html",) if page.is_file()]
        # A run whose process is gone has not come to say so.
        self.tracker.finish("killed" if status == "running" else status, figures, pages)
        memory.write(path)

    def _tell(self, news: News) -> bool:
        """Tell the tracker what is new; whether anything was."""
        figures, findings = news.figures(), list(news.findings())
        for step, values in figures:
            self.tracker.log(step, values)
        for finding in findings:
            self.tracker.finding(finding)
        return bool(figures or findings)

    @property
    def folder(self) -> Path:
        """Where the trackers of the run leave their files."""
        return self.directory.path.absolute() / "track"

    def run(self, known: str | None) -> TrackedRun:
        """What the tracker is told when it is opened."""
        recipe = read_yaml(self.directory.recipe_yaml)
        recipe.pop("from_web", None)
        directory, sweep = self.directory.path.absolute(), sweep_of(self.directory.path)
        own = "-".join(directory.relative_to(sweep / "trials").parts) if sweep else directory.name
        name = f"{recipe.get('name', 'recipe')}-{own}"
        run = TrackedRun(name, recipe, self.folder, self.folder, id=known)
        if sweep is None:
            return run
        (sweep / "track").mkdir(exist_ok=True)
        return replace(run, shared=sweep / "track", group=sweep.name)


def sweep_of(path: Path) -> Path | None:
    """The folder of the sweep that a run belongs to, as a trial or a fold of one.

    Example:
        >>> sweep_of(Path("runs/mlp/mine")) is None
        True
    """
    path = path.absolute()
    for trials in path.parents[:2]:
        if trials.name == "trials" and (trials.parent / "sweep.json").is_file():
            return trials.parent
    return None
