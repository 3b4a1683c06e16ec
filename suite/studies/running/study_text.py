"""A study as the terminal prints it: a table of figures, and a verdict for each claim."""

from __future__ import annotations

import math
from collections.abc import Sequence

from suite.runs.numbers import show
from suite.runs.page.comparison.t_interval import TInterval
from suite.screen import columns, folded
from suite.studies.claims.terms import ONLY, Figure
from suite.studies.running.study_result import JudgedClaim, Study
from suite.tables import aligned


def study_text(study: Study) -> str:
    """Title, figures, verdicts.

    Args:
        study: finished, or as far as it has come.

    Example:
        >>> from pathlib import Path
        >>> from suite.studies.definition.load_study import load_study
        >>> found = Study(load_study("init/zeros"), Path("out"), [], "interrupted")
        >>> study_text(found).splitlines()[0]
        'init/zeros: Units that begin alike stay alike'
    """
    settings = study.recipe.settings
    parts = [f"{study.recipe.name}: {settings.title}"]
    if study.seeds:
        parts.append("\n".join(_table(study)))
    parts.append("\n".join(_verdict_line(one) for one in study.judged))
    refuted = [one for one in study.judged if one.verdict.word != "holds"]
    reasons = [one.claim.settings.reason or settings.reason or "" for one in refuted]
    parts += [f"why: {' '.join(one.split())}" for one in dict.fromkeys(reasons) if one]
    if settings.next:
        parts.append(f"try: {' '.join(settings.next.split())}")
    return folded("\n\n".join(filter(None, parts)), columns())


def _table(study: Study) -> list[str]:
    """A row for each arm, a column for each measure."""
    names = list(study.recipe.measures)
    rows = [["" if study.recipe.arms == [ONLY] else "variant", *names]]
    for arm in study.recipe.arms:
        shown = [_mean_text(study.values(Figure(name, arm))) for name in names]
        rows.append(["" if arm == ONLY else arm, *shown])
    lines = aligned(rows)
    if max(map(len, lines)) <= columns():
        return lines
    # Too wide: one block for each measure.
    table = [["measure", "variant", "value"]]
    for column, name in enumerate(names, 1):
        table += [
            [name if number == 0 else "", row[0], row[column]]
            for number, row in enumerate(rows[1:])
        ]
    return aligned(table)


def _mean_text(values: Sequence[float]) -> str:
    """`0.9713 ± 0.0042`: mean and half the width of its 95 % t interval, over seeds."""
    if any(map(math.isnan, values)):
        return "not a number"
    if len(set(values)) == 1 or not all(map(math.isfinite, values)):
        return show(values[0]) if len(set(values)) == 1 else "not finite"
    found = TInterval(values)
    return f"{show(found.mean)} ± {show(found.half_width or 0.0)}"


def _verdict_line(judged: JudgedClaim) -> str:
    """`holds      C131  units[zeros] == 1`, and the figures that decided."""
    verdict, numbers = judged.verdict, " ".join(judged.claim.settings.id)
    line = f"{verdict.word:<9}  {numbers + '  ' if numbers else ''}{judged.claim.claim.text}"
    return f"{line}   ({decided_by(judged)})"


def decided_by(judged: JudgedClaim) -> str:
    """In a few words what a verdict rests on."""
    verdict = judged.verdict
    said = []
    if judged.claim.is_exact:
        said.append("a fact")
    elif verdict.low is not None and verdict.mean is not None and verdict.high is not None:
        interval = f"{show(verdict.low)} to {show(verdict.high)}"
        said.append(f"by {show(verdict.mean)}, {interval}")
        if verdict.p is not None:
            said.append(f"p {verdict.p:.3f}")
    if not judged.claim.is_exact:
        said.append(f"{verdict.seeds} seed{'' if verdict.seeds == 1 else 's'}")
    if judged.fails_in:
        said.append(f"not in {', '.join(judged.fails_in)}")
    if verdict.reason:
        said.append(verdict.reason)
    return "; ".join(said)
