"""Name the cause, not the symptom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from suite.doctor.advice import Accepts, advised
from suite.doctor.case import Case
from suite.doctor.cause import CAUSES
from suite.doctor.consequences import accounts_for, explains
from suite.doctor.diagnosis import HINT, Diagnosis, PlainFinding, Suspect
from suite.doctor.rules import RULES

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

    Every rule is asked. The cause whose evidence weighs most is named; of equal ones the first in
    the order of the rules: facts of the data and the definition, then what was seen before
    training, then what came first in training, then the curves. Where no more than hints are there,
    and two weigh the same, the diagnosis is withheld: it names both and what would decide.

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
    found = _weighed(case)
    return found and advised(found, case, accepts)


def _weighed(case: Case) -> Diagnosis | None:
    """The weightiest suspect, what it leaves to others, and whether another weighs the same."""
    suspects = _suspects(case)
    if not suspects:
        return None
    first, rest = suspects[0], suspects[1:]
    consequences, others = _sorted(case.findings, first)
    if rest and rest[0].evidence.weight == first.evidence.weight == HINT:
        return Diagnosis(first.cause, first.evidence, consequences, others, rival=rest[0])
    also = tuple(one for one in rest if not accounts_for(first, one))
    told = [one.evidence.finding for one in also]
    others = tuple(one for one in others if not any(one is finding for finding in told))
    return Diagnosis(first.cause, first.evidence, consequences, others, also)


def _suspects(case: Case) -> list[Suspect]:
    """A suspect for each cause that something speaks for, the weightiest first."""
    found: dict[str, Suspect] = {}
    for rule in RULES:
        evidence = rule(case)
        if evidence is None or evidence.weight < HINT:
            continue
        suspect = Suspect(CAUSES[rule.__name__], evidence)
        before = found.get(rule.__name__)
        found[rule.__name__] = suspect if before is None else _together(before, suspect)
    # Sorting keeps the order of the rules among equals.
    return sorted(found.values(), key=lambda one: -one.evidence.weight)


def _together(one: Suspect, other: Suspect) -> Suspect:
    """Two signs of a cause: the stronger is told, and the other supports it."""
    strong, weak = sorted((one.evidence, other.evidence), key=lambda evidence: -evidence.weight)
    support = (*strong.support, weak.text, *weak.support)
    edit = strong.edit or weak.edit
    return Suspect(one.cause, replace(strong, support=support, edit=edit))


def _sorted(
    findings: Sequence[PlainFinding], first: Suspect
) -> tuple[tuple[PlainFinding, ...], tuple[PlainFinding, ...]]:
    """Consequences, the first of each diagnostic and topic in order of time; and the others."""
    follow: dict[tuple[str, str | None], PlainFinding] = {}
    others = []
    told = first.evidence.finding or {}
    for one in sorted(findings, key=lambda one: -1 if one["step"] is None else one["step"]):
        # What was a note first and grew worse is told once.
        again = all(one[key] == told.get(key) for key in ("diagnostic", "topic", "layer"))
        if again or one["severity"] == "note":
            continue
        if explains(first.cause.name, one):
            follow.setdefault((one["diagnostic"], one["topic"]), one)
        else:
            others.append(one)
    return tuple(follow.values())[:_MOST_CONSEQUENCES], tuple(others)
