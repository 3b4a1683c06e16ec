"""What the doctor makes of the records, and how often it is right."""

from __future__ import annotations

import functools
import json
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.doctor.fault import Fault
from benchmarks.doctor.faults import FAULTS
from benchmarks.doctor.healthy import healthy_recipes
from benchmarks.doctor.record import SEEDS, Case, all_cases, recorded
from benchmarks.doctor.unseen import UNSEEN
from suite.doctor import Diagnosis, diagnose

# Rules and limits were chosen on the rest, without a look at these; as little as at `UNSEEN`.
HELD_OUT_SEED = 2
KINDS = {fault.name: fault for fault in (*FAULTS, *UNSEEN)}
_UNSEEN = frozenset(fault.name for fault in UNSEEN)
VALIDATION, TEST = 181, 364
# A run is significantly worse than its twin by so many points and standard deviations of the twin.
LEAST_LOSS, LEAST_DEVIATIONS = 0.02, 3.0

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """One run and what was said of it.

    Args:
        case: the run.
        cause: what is wrong with it; None with a healthy one.
        named: the cause that the doctor named, or None.
        counts: whether the fault counts.
        accuracy: on the validation and the test images together.
        record: what the run left.
    """

    case: Case
    cause: str | None
    named: str | None
    counts: bool
    accuracy: float
    record: Record

    @property
    def held_out(self) -> bool:
        return self.case.seed == HELD_OUT_SEED or (self.case.fault and self.case.name in _UNSEEN)


@dataclass(frozen=True)
class Score:
    """Figures of a set of runs; see `score`."""

    faults: int
    named: int
    right: int
    healthy: int
    alarms: int

    @property
    def recall(self) -> float:
        return self.right / max(1, self.faults)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.named + self.alarms)

    @property
    def alarm_rate(self) -> float:
        return self.alarms / max(1, self.healthy)


def score(judged: Iterable[Judged]) -> Score:
    """recall = right / faults that count;  precision = right / causes named;
    alarm rate = healthy runs with a cause named / healthy runs."""
    judged = list(judged)
    faults = [one for one in judged if one.cause and one.counts]
    healthy = [one for one in judged if one.cause is None]
    return Score(
        len(faults),
        sum(one.named is not None for one in faults),
        sum(one.named == one.cause for one in faults),
        len(healthy),
        sum(one.named is not None for one in healthy),
    )


def judge(folder: Path) -> list[Judged]:
    """Every run that has a record, diagnosed anew."""
    records = {(c.fault, c.family, c.name, c.seed): (c, recorded(c, folder)) for c in all_cases()}
    known = {key: pair for key, pair in records.items() if pair[1] is not None}
    return [_judged(case, record, known) for case, record in known.values()]


def _judged(case: Case, record: Record, known: Mapping[tuple, tuple]) -> Judged:
    diagnosis = diagnosed(record)
    named = diagnosis.cause.name if diagnosis else None
    accuracy = accuracy_of(record)
    if not case.fault:
        return Judged(case, None, named, False, accuracy, record)
    fault = KINDS[case.name]
    counts = fault.counts_anyway or worse(accuracy, case.seed, list(twins(fault, case, known)))
    return Judged(case, fault.cause, named, counts, accuracy, record)


def twins(fault: Fault, case: Case, known: Mapping[tuple, tuple]) -> Iterator[tuple[int, float]]:
    """(seed, accuracy) of the healthy twin's runs."""
    recipe = fault.recipes(case.family)[1]
    name = next(name for key, name in _healthy() if key == (case.family, json.dumps(recipe)))
    for seed in SEEDS:
        pair = known.get((False, case.family, name, seed))
        if pair is not None:
            yield seed, accuracy_of(pair[1])


@functools.cache
def _healthy() -> tuple[tuple[tuple[str, str], str], ...]:
    found = healthy_recipes().items()
    return tuple(((family, json.dumps(recipe)), name) for (family, name), recipe in found)


def worse(accuracy: float, seed: int, others: Sequence[tuple[int, float]]) -> bool:
    """Whether it is significantly worse than the twin of the same seed."""
    own = dict(others).get(seed)
    if own is None:
        return False
    values = [value for _, value in others]
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return own - accuracy > max(LEAST_LOSS, LEAST_DEVIATIONS * deviation)


def accuracy_of(record: Record) -> float:
    """On the images that are not trained on."""
    metrics = record["summary"]["metrics"]
    validation, test = metrics.get("val_accuracy", 0.0), metrics.get("test_accuracy", 0.0)
    return (VALIDATION * (validation or 0.0) + TEST * (test or 0.0)) / (VALIDATION + TEST)


def diagnosed(record: Record) -> Diagnosis | None:
    """What the doctor says, from what every run measures."""
    findings = [one for one in record["findings"] if one["diagnostic"] != "activation_stats"]
    return diagnose(findings, record["history"], record["recipe"], record["summary"])
