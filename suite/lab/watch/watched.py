"""A folder that is looked at again and again: which run it has, and how far that is."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from suite.lab.seeds.seeds_folder import open_seeds
from suite.lab.shared.presence import processes_at_work
from suite.lab.sweep.sweep_folder import is_sweep, open_sweep
from suite.lab.sweep.trial_file import TRIALS
from suite.lab.watch.position import position
from suite.runs.directory.at_work import is_at_work
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.directory.several_seeds import SEEDS, is_of_seeds
from suite.runs.run_record import RunRecord

# A run that has no lock, as one over a surface, is given up when it was silent for so long.
_SILENT_SECONDS = 60.0
# Written by the run for others, and no source of the page.
_PRODUCTS = {"report.html", "model.keras", "best.keras"}


@dataclass(frozen=True)
class Look:
    """What was seen.

    Args:
        folder: of the run, or of the sweep; None where there is none yet.
        says: one sentence about it.
        name: of the recipe.
        version: another one whenever its files are others.
        is_over: whether nothing more will come.
        goes_on: whether what has ended can be resumed.
    """

    folder: Path | None
    says: str
    name: str = ""
    version: str = ""
    is_over: bool = False
    goes_on: bool = False


class Watched:
    """The run or sweep in a folder; of a folder of runs, the one at work, as soon as there is one.

    Args:
        path: of a run, of a sweep, or of runs; it may not be there yet.

    Example:
        >>> Watched(Path("later")).look().says
        'waiting for a run in later'
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder: Path | None = None

    def look(self) -> Look:
        """How it is now."""
        if self.folder is None:
            self.folder = self._found()
        if self.folder is None:
            return Look(None, f"waiting for a run in {self.path}")
        version = _version(self.folder)  # first: what is written meanwhile is seen the next time
        at = _at_run
        if is_sweep(self.folder) or is_of_seeds(self.folder):
            at = _at_sweep if is_sweep(self.folder) else _at_seeds
        look = at(self.folder)
        return replace(look, version=version)

    def _found(self) -> Path | None:
        if _is_one(self.path):
            return self.path
        below = [*self.path.glob("*/summary.json"), *self.path.glob("*/*/summary.json")]
        below += [*self.path.glob("*/sweep.json"), *self.path.glob("*/*/sweep.json")]
        working = [file for file in below if _is_anybody_at_work(file.parent)]
        return max(working, key=_changed).parent if working else None


def _at_run(folder: Path) -> Look:
    directory = RunDirectory(folder)
    run = RunRecord(directory, is_forgiving=True)
    held = is_at_work(_lock(folder))
    if held is None and run.status == "running":
        held = time.time() - directory.summary_json.stat().st_mtime < _SILENT_SECONDS
    if held:
        return Look(folder, position(run), run.name)
    # Its last words may have been written after they were read, and before the lock fell.
    run = RunRecord(directory, is_forgiving=True)
    gone = ": its process is gone" if run.status == "running" else ""
    return Look(
        folder, f"{run.outcome}{gone}", run.name, is_over=True, goes_on=directory.is_unfinished
    )


def _at_sweep(folder: Path) -> Look:
    # First: the last words are written before the last process is gone.
    goes_on = processes_at_work(folder / TRIALS)
    sweep = open_sweep(folder)
    count = len(sweep.trials)
    done = f"{count:,} trial{'' if count == 1 else 's'}"
    if goes_on:
        return Look(folder, f"{done} done", sweep.recipe.name)
    gone = ": its process is gone" if sweep.status == "running" else ""
    return Look(folder, f"{sweep.status} after {done}{gone}", sweep.recipe.name, is_over=True)


def _at_seeds(folder: Path) -> Look:
    held = processes_at_work(folder / SEEDS)  # first, as above
    seeds = open_seeds(folder)
    done = f"{len(seeds.runs)} of {seeds.count} seeds"
    if held:
        return Look(folder, f"{done} done", seeds.recipe.name)
    gone = ": its process is gone" if seeds.status == "running" else ""
    says, goes_on = f"{seeds.status} after {done}{gone}", seeds.status != "finished"
    return Look(folder, says, seeds.recipe.name, is_over=True, goes_on=goes_on)


def _is_one(folder: Path) -> bool:
    return (folder / "summary.json").is_file() or is_sweep(folder)


def _lock(folder: Path) -> Path:
    return folder / "checkpoints" / "lock"


def _is_anybody_at_work(folder: Path) -> bool:
    if is_sweep(folder) or is_of_seeds(folder):
        return processes_at_work(folder / (TRIALS if is_sweep(folder) else SEEDS)) > 0
    return is_at_work(_lock(folder)) is True


def _version(folder: Path) -> str:
    """A text of names, times and sizes: of the run's files, and of those of a sweep's runs."""
    files = [
        folder,
        *folder.glob("trials/*"),
        *folder.glob("trials/*/fold-*"),
        *folder.glob("seeds/*"),
    ]
    found = []
    for place in files:
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or entry.name in _PRODUCTS or entry.is_dir():
                        continue  # among them what is being written
                    stat = entry.stat()
                    found.append((entry.path, stat.st_mtime_ns, stat.st_size))
        except OSError:  # gone since it was listed
            continue
    return str(hash(tuple(sorted(found))))


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # gone since it was listed
        return 0.0
