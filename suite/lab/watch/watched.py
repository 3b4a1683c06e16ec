"""A folder that is looked at again and again: which run it has, and how far that is."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from suite.lab.sweep.sweep_folder import is_sweep
from suite.lab.watch.position import position
from suite.runs.directory.at_work import is_at_work
from suite.runs.directory.run_directory import RunDirectory
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
        version: another one whenever its files are others.
        is_over: whether nothing more will come.
    """

    folder: Path | None
    says: str
    version: str = ""
    is_over: bool = False


class Watched:
    """The run or sweep in a folder, or the one at work in a folder of runs, as soon as there is one.

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
        if is_sweep(self.folder):
            is_over, says = self._of_sweep(self.folder)
        else:
            is_over, says = self._of_run(self.folder)
        return Look(self.folder, says, version, is_over)

    def _found(self) -> Path | None:
        if _is_one(self.path):
            return self.path
        below = [*self.path.glob("*/summary.json"), *self.path.glob("*/*/summary.json")]
        below += [*self.path.glob("*/sweep.json"), *self.path.glob("*/*/sweep.json")]
        working = [file for file in below if is_at_work(_lock(file.parent))]
        return max(working, key=lambda file: file.stat().st_mtime).parent if working else None

    def _of_run(self, folder: Path) -> tuple[bool, str]:
        run = RunRecord(RunDirectory(folder), is_forgiving=True)
        if is_at_work(_lock(folder)):
            return False, position(run)
        if run.status != "running":
            return True, run.outcome
        if not _lock(folder).exists() and _age(folder / "summary.json") < _SILENT_SECONDS:
            return False, position(run)
        return True, f"{run.outcome}: its process is gone"

    def _of_sweep(self, folder: Path) -> tuple[bool, str]:
        from suite.lab.sweep.sweep_folder import open_sweep

        sweep = open_sweep(folder)
        count = len(sweep.trials)
        done = f"{count:,} trial{'' if count == 1 else 's'}"
        if is_at_work(_lock(folder)):
            return False, f"{done} done"
        gone = ": its process is gone" if sweep.status == "running" else ""
        return True, f"{sweep.status} after {done}{gone}"


def _is_one(folder: Path) -> bool:
    return (folder / "summary.json").is_file() or is_sweep(folder)


def _lock(folder: Path) -> Path:
    return folder / ("trials" if is_sweep(folder) else "checkpoints") / "lock"


def _age(file: Path) -> float:
    return time.time() - file.stat().st_mtime


def _version(folder: Path) -> str:
    """A text of names, times and sizes: of the run's files, and of those of a sweep's runs."""
    files = [folder, *folder.glob("trials/*"), *folder.glob("trials/*/fold-*")]
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
