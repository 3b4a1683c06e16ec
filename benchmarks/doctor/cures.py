"""Whether the change that the doctor proposes helps: the fault's run again, with it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.doctor.judge import LEAST_LOSS, Judged, accuracy_of
from benchmarks.doctor.record import read, train, write
from benchmarks.doctor.train import in_processes, prepare
from suite.edit import Edit
from suite.errors import UserError

# So much of the way to the healthy twin must be made up.
RECOVERED = 0.5


@dataclass(frozen=True)
class Cure:
    """One proposed change, tried.

    Args:
        judged: the run, whose cause was named rightly.
        edit: what was proposed.
        refused: whether the recipe refuses it.
        accuracy: of the changed run.
    """

    judged: Judged
    edit: str
    refused: bool
    accuracy: float = 0.0

    @property
    def cured(self) -> bool:
        """Whether at least half of the gap to the healthy twin is gone."""
        gap = self.judged.twin - self.judged.accuracy
        return not self.refused and self.accuracy - self.judged.accuracy >= RECOVERED * gap


def cures(judged: Iterable[Judged], folder: Path) -> list[Cure]:
    """Every proposed change that has been tried, of faults that count and cost accuracy."""
    found = []
    for one in _proposed(judged):
        record = read(_file(one, folder))
        if record is not None and record["override"] == _override(one):
            accuracy = 0.0 if record["refused"] else accuracy_of(record)
            found.append(Cure(one, str(one.edit), record["refused"], accuracy))
    return found


def try_missing(judged: Iterable[Judged], folder: Path, processes: int = 1) -> None:
    """Train what the doctor proposes now and has not been tried."""
    missing = []
    for one in _proposed(judged):
        record = read(_file(one, folder))
        if record is None or record["override"] != _override(one):
            missing.append(one)
    in_processes(functools.partial(_try_all, folder=folder), missing, processes)


def _try_all(judged: Sequence[Judged], folder: Path) -> None:
    prepare()
    for one in judged:
        tried = {"override": _override(one), "refused": False}
        try:
            write({**tried, **train(one.case, _override(one))}, _file(one, folder))
        except UserError as error:
            tried |= {"refused": True, "message": str(error)}
            write(tried, _file(one, folder))
        print(f"{one.case.file_name}  {one.edit}  refused: {tried['refused']}", flush=True)


def _proposed(judged: Iterable[Judged]) -> Iterator[Judged]:
    for one in judged:
        changes_recipe = one.case.collection != "program" and isinstance(one.edit, Edit)
        if one.right and changes_recipe and one.twin - one.accuracy > LEAST_LOSS:
            yield one


def _override(one: Judged) -> str:
    return one.edit.override if isinstance(one.edit, Edit) else ""


def _file(one: Judged, folder: Path) -> Path:
    return folder / f"cure-{one.case.file_name}"
