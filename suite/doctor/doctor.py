"""Name the cause, not the symptom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suite.doctor.advice import Accepts, advised
from suite.doctor.case import Case
from suite.doctor.cause import CAUSES
from suite.doctor.diagnosis import Diagnosis, PlainFinding
from suite.doctor.rules import RULES

# What stands in the data or in the definition follows from nothing else.
_INDEPENDENT = ("leakage", "labels", "loss_output", "architecture", "input_scale")
_MOST_CONSEQUENCES = 6


def _everything(override: str) -> bool:
    return True


def diagnose(
    findings: Sequence[Any],
    rows: Sequence[Mapping[str, float]] = (),
    recipe: Mapping[str, Any] | None = None,
    summary: Mapping[str, Any] | None = None,
    setup: Mapping[str, Any] | None = None,
    examination: Mapping[str, Any] | None = None,
    accepts: Accepts = _everything,
) -> Diagnosis | None:
    """The one cause that explains a run best; None where nothing is wrong.

    The rules are asked in the order in which their evidence weighs: facts of the recipe and the
    data, then what was seen before training, then what came first in training, then the curves.

    Args:
        findings: `Finding`s, or mappings as in `findings.json`.
        rows: of the history.
        recipe: resolved.
        summary: of the run.
        setup: what was built; of `origin` "code", advice speaks of the user's code.
        examination: what was measured after a run in trouble.
        accepts: whether the recipe takes an override; what it refuses is not proposed.

    Example:
        >>> rows = [{"step": 9, "accuracy": 0.1}]
        >>> print(diagnose([], rows, {"training": {"epochs": 1}}).edit)
        training.epochs: 1 -> 12
    """
    plain = [one if isinstance(one, Mapping) else one.to_plain() for one in findings]
    case = Case(plain, rows, recipe or {}, summary or {}, setup or {}, examination or {})
    found = _named(case)
    return found and advised(found, case, accepts)


def _named(case: Case) -> Diagnosis | None:
    """The cause of the first rule that has evidence."""
    for rule in RULES:
        evidence = rule(case)
        if evidence is not None:
            consequences, others = _sorted(case.findings, evidence.finding)
            return Diagnosis(CAUSES[rule.__name__], evidence, consequences, others)
    return None


def _sorted(
    findings: Sequence[PlainFinding], primary: PlainFinding | None
) -> tuple[tuple[PlainFinding, ...], tuple[PlainFinding, ...]]:
    """Consequences, the first of each diagnostic and topic in order of time; and the others."""
    rest = [one for one in findings if one is not primary and one["severity"] != "note"]
    others = [one for one in rest if one["diagnostic"] in _INDEPENDENT]
    follow: dict[tuple[str, str | None], PlainFinding] = {}
    for one in sorted(rest, key=lambda one: -1 if one["step"] is None else one["step"]):
        if one["diagnostic"] not in _INDEPENDENT:
            follow.setdefault((one["diagnostic"], one["topic"]), one)
    return tuple(follow.values())[:_MOST_CONSEQUENCES], tuple(others)
