"""The runs that somebody has named: themselves, sweeps, and folders that hold any."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suite.errors import UserError
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.directory.several_seeds import SEEDS, is_of_seeds
from suite.runs.files.damage import without_remedy
from suite.runs.page.comparison.compared_run import ComparedRun
from suite.runs.page.comparison.swept import Swept, lost_seeds, read_swept
from suite.runs.run_record import RunRecord

# What a run has written by the time it can be killed, beside its recipe.
_BEGUN = ("identity.json", "history.csv", "checkpoints")


@dataclass
class GivenRuns:
    """The runs that were found.

    Args:
        runs: each once, in the order in which they were named.
        notes: a sentence for each that could not be read, was cut off or was named twice.
        sweep: where all of them are the trials of one.

    Example:
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.make()
        >>> directory.write_summary({"status": "finished"})
        >>> directory.write_recipe("model: mlp")
        >>> [run.label for run in GivenRuns.among(["mine"]).runs]
        ['mine']
    """

    runs: list[ComparedRun] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sweep: Swept | None = None

    @classmethod
    def among(cls, references: Iterable[Any]) -> GivenRuns:
        """Read them.

        Args:
            references: runs, paths, or what has a `path`, as the result of a sweep.

        Raises:
            UserError: a folder is not there or holds no run, or no run can be read.
        """
        found = cls()
        records: dict[Path, RunRecord] = {}
        sweeps: list[Swept] = []
        for reference in references:
            for record in found._records(reference, sweeps):
                place = record.path.resolve()
                if place in records:
                    found.notes.append(f"{record.path}: is named twice; it is shown once.")
                records.setdefault(place, record)
        if not records:
            raise UserError(found._why_none(sweeps))
        labels = _labels(list(records))
        stopped = {place: word for sweep in sweeps for place, word in sweep.stopped.items()}
        for label, (place, record) in zip(labels, records.items(), strict=True):
            word = stopped.get(place) or stopped.get(place.parent, "")  # that of a fold's trial
            found.runs.append(ComparedRun(label, record, word))
        found.notes += [note for run in found.runs for note in run.notes]
        found.sweep = _the_only(sweeps, records)
        return found

    def _records(self, reference: Any, sweeps: list[Swept]) -> Iterator[RunRecord]:
        """What one reference stands for; what cannot be read is noted."""
        if isinstance(reference, RunRecord):
            yield _read(reference.path)
            return
        root = Path(getattr(reference, "path", reference))
        if not root.is_dir():
            raise UserError(f"{root}: there is no such folder; give the folder of a run.")
        any_found = False
        if is_of_seeds(root):
            self.notes += lost_seeds(root)
        for folder, is_sweep in _inside(root):
            any_found = True
            if is_sweep:
                self._add_sweep(folder, sweeps)
                continue
            yield _read(folder)
        if not any_found:
            raise UserError(
                f"{root}: is not the folder of a run, and holds none at any depth; give the folder "
                "of a run or of a sweep, or one that holds some."
            )

    def _why_none(self, sweeps: list[Swept]) -> str:
        if self.notes:
            return " ".join(self.notes)
        if sweeps:
            return f"{sweeps[0].path}: no trial of the sweep has left a run yet."
        return "name at least one run, sweep or folder."

    def _add_sweep(self, folder: Path, sweeps: list[Swept]) -> None:
        try:
            sweep = read_swept(folder)
        except UserError as error:
            self.notes.append(f"{without_remedy(error)}; its runs are read from their folders.")
            return
        sweeps.append(sweep)
        self.notes += sweep.lost


def holds_runs(path: str | Path) -> bool:
    """Whether a folder, itself neither a run nor a sweep, holds any at some depth.

    Example:
        >>> RunDirectory(Path("mine")).write_summary({"status": "finished"})
        >>> holds_runs("."), holds_runs("mine")
        (True, False)
    """
    first = next(_inside(Path(path)), None)
    return first is not None and first[0] != Path(path)


def _read(folder: Path) -> RunRecord:
    return RunRecord(RunDirectory(folder), is_forgiving=True, is_brief=True)


def _inside(root: Path) -> Iterator[tuple[Path, bool]]:
    """Runs and sweeps in a folder, each with whether it is a sweep; itself, if it is one.

    What lies inside a run is not looked at; no folder is entered twice, whatever links there are.
    """
    entered = set()
    for folder, below, files in os.walk(root, followlinks=True):
        place = Path(folder)
        real = os.path.realpath(folder)
        if real in entered:
            below.clear()
            continue
        entered.add(real)
        if "sweep.json" in files:
            yield place, True
            below[:] = [name for name in below if name == "trials"]
        elif is_of_seeds(place):
            below[:] = [name for name in below if name == SEEDS]
        elif _is_run(files, below):
            yield place, False
            below.clear()
        below[:] = sorted(name for name in below if not name.startswith("."))


def _is_run(files: Iterable[str], folders: Iterable[str]) -> bool:
    """Whether a folder is that of a run, be it one that was cut off in its first moments."""
    names = {*files, *folders}
    return "summary.json" in names or ("recipe.yaml" in names and not names.isdisjoint(_BEGUN))


def _labels(places: list[Path]) -> list[str]:
    """What tells the places from one another: their paths below the folder that holds them all."""
    if len(places) == 1:
        return [places[0].name]
    common = Path(os.path.commonpath(places))
    paths = [place.relative_to(common) for place in places]
    short = [
        "/".join(part for part in path.parts if part not in ("trials", SEEDS)) for path in paths
    ]
    labels = short if len(set(short)) == len(short) else [path.as_posix() for path in paths]
    return [label or common.name for label in labels]


def _the_only(sweeps: list[Swept], records: dict[Path, RunRecord]) -> Swept | None:
    """The sweep that all of the runs belong to."""
    if len(sweeps) != 1:
        return None
    root = sweeps[0].path.resolve()
    return sweeps[0] if all(root in place.parents for place in records) else None
