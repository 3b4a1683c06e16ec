"""What the doctor makes of the records, and how often it is right."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.doctor.case import Case, Collection
from benchmarks.doctor.cases import all_cases
from benchmarks.doctor.record import recorded
from suite.doctor import Diagnosis, diagnose
from suite.edit import Edit
from suite.runs.accepted_edits import accepted_by

# How many images of the digits are not trained on.
VALIDATION, TEST = 181, 364
# A run is significantly worse than its twin by so many points and standard deviations of the twin.
LEAST_LOSS, LEAST_DEVIATIONS = 0.02, 3.0
# What a run is good at: the first of these that was measured.
_MEASURES = ("accuracy", "r2_score")

Record = Mapping[str, Any]
Known = Mapping[tuple[Collection, str, str], Sequence[tuple[int, float]]]


@dataclass(frozen=True)
class Judged:
    """One run and what was said of it.

    Args:
        case: the run.
        named: the cause that the doctor named, or None; a withheld diagnosis names none.
        edit: what it proposes.
        warned: whether a warning or an error was reported.
        counts: whether the fault counts.
        accuracy: on what is not trained on.
        twin: the accuracy of the healthy twin of the same seed; 0 without one.
        record: what the run left.
    """

    case: Case
    named: str | None
    edit: Edit | str | None
    warned: bool
    counts: bool
    accuracy: float
    twin: float
    record: Record

    @property
    def right(self) -> bool:
        return self.named in self.case.causes

    @property
    def alarm(self) -> bool:
        """Whether a healthy run is accused."""
        return not self.case.fault and (self.named is not None or self.warned)


@dataclass(frozen=True)
class Score:
    """Figures of a set of runs; see `score`."""

    faults: int
    named: int
    right: int
    healthy: int
    accused: int
    alarms: int

    @property
    def recall(self) -> float:
        return self.right / max(1, self.faults)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.named + self.accused)


def score(judged: Iterable[Judged]) -> Score:
    """recall = right / faults that count;  precision = right / causes named;  accused: healthy runs
    with a cause named;  alarms: these, and those with a warning or an error."""
    judged = list(judged)
    faults = [one for one in judged if one.case.fault and one.counts]
    healthy = [one for one in judged if not one.case.fault]
    return Score(
        len(faults),
        sum(one.named is not None for one in faults),
        sum(one.right for one in faults),
        len(healthy),
        sum(one.named is not None for one in healthy),
        sum(one.alarm for one in healthy),
    )


def judge(folder: Path) -> list[Judged]:
    """Every run that has a record, diagnosed anew."""
    pairs = [(case, recorded(case, folder)) for case in all_cases()]
    found = [(case, record) for case, record in pairs if record is not None]
    known: dict[tuple[Collection, str, str], list[tuple[int, float]]] = {}
    for case, record in found:
        if not case.fault:
            place = known.setdefault((case.collection, case.family, case.name), [])
            place.append((case.seed, accuracy_of(record)))
    return [_judged(case, record, known) for case, record in found]


def _judged(case: Case, record: Record, known: Known) -> Judged:
    diagnosis = diagnosed(record)
    accuracy = accuracy_of(record)
    others = known.get((case.collection, case.family, case.twin), ())
    return Judged(
        case,
        diagnosis.named if diagnosis else None,
        diagnosis.edit if diagnosis else None,
        any(one["severity"] != "note" for one in reported(record)),
        case.fault and (case.counts_anyway or worse(accuracy, case.seed, others)),
        accuracy,
        dict(others).get(case.seed, 0.0),
        record,
    )


def worse(accuracy: float, seed: int, others: Sequence[tuple[int, float]]) -> bool:
    """Whether it is significantly worse than the twin of the same seed.

    Args:
        others: (seed, accuracy) of the twin's runs.
    """
    own = dict(others).get(seed)
    if own is None:
        return False
    values = [value for _, value in others]
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return own - accuracy > max(LEAST_LOSS, LEAST_DEVIATIONS * deviation)


def accuracy_of(record: Record) -> float:
    """On what is not trained on: the accuracy, or R2 but at least 0."""
    if "score" in record:
        return record["score"]
    metrics = record["summary"]["metrics"]
    for measure in _MEASURES:
        values = [metrics.get(f"val_{measure}"), metrics.get(f"test_{measure}")]
        if values != [None, None]:
            pairs = list(_weighted(values))
            return max(0.0, sum(v * w for v, w in pairs) / sum(w for _, w in pairs))
    return 0.0


def _weighted(values: Sequence[float | None]) -> Iterator[tuple[float, int]]:
    for value, weight in zip(values, (VALIDATION, TEST), strict=True):
        if value is not None:
            yield (value if value == value else 0.0), weight


def reported(record: Record) -> list[Mapping[str, Any]]:
    """The findings, but for those that were measured for other tools."""
    return [one for one in record["findings"] if one["diagnostic"] != "activation_stats"]


def diagnosed(record: Record) -> Diagnosis | None:
    """What the doctor says, from what every run measures."""
    names = ("history", "recipe", "summary", "setup", "examination")
    known = [record.get(name) or {} for name in names]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "recipe.yaml")
        if record["recipe"]:
            file.write_text(yaml.safe_dump(record["recipe"]), "utf-8")
        return diagnose(reported(record), *known, accepts=accepted_by(file))
