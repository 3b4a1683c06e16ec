"""The parts of a page that tell of a study: its pictures and its verdicts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from suite.lectures.statements.statement import statements
from suite.runs.numbers import show
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.charts.section import Part, Text
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.comparison.t_interval import TInterval
from suite.studies.claims.terms import ONLY, Figure
from suite.studies.pages.formula_pictures import formula_pictures
from suite.studies.running.study_result import JudgedClaim, Study

_SEVERITIES = {"holds": "note", "undecided": "warning", "refuted": "error"}


def pictures(study: Study, prefix: str = "") -> list[Part]:
    """A chart for each measure: every seed a point, mean and interval of each variant. Of a
    study of formulas its graphs and curves with a table, of one without variants a table.

    Args:
        study: finished.
        prefix: of the names of the charts, where a page has several studies.
    """
    drawn = formula_pictures(study.recipe, prefix)
    charts: list[Part] = [] if drawn else list(_charts(study, prefix))
    return [*drawn, *(charts or [_facts(study, prefix)])]


def _charts(study: Study, prefix: str) -> Iterator[PointChart]:
    arms = study.recipe.arms
    for name, measure in study.recipe.measures.items():
        rows = [study.values(Figure(name, arm)) for arm in arms]
        finite = [[one for one in row if math.isfinite(one)] for row in rows]
        if arms == [ONLY] or not any(finite):
            continue
        said = "" if measure.text == name else f"`{measure.text}`. "
        yield PointChart(
            name=f"{prefix}{name}",
            title=name.replace("_", " "),
            reads=f"{said}A row is a variant, a point a seed.",
            value_label=name.replace("_", " "),
            categories=arms,
            labels=[f"seed {number}" for number in range(len(study.seeds))],
            points=[[one if math.isfinite(one) else None for one in row] for row in rows],
            means=[TInterval(row).mean if row else None for row in finite],
            intervals=[_interval(row) for row in finite],
            log=_spans_decades([one for row in finite for one in row]),
        )


def _interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Of the mean; None where all values are one."""
    if len(set(values)) < 2:
        return None
    found = TInterval(values)
    half = found.half_width or 0.0
    return found.mean - half, found.mean + half


def _spans_decades(values: Sequence[float]) -> bool:
    return min(values) > 0 and max(values) > 100 * min(values)


def _facts(study: Study, prefix: str) -> Table:
    """A row for each measure, a column for each variant."""
    arms = study.recipe.arms if study.seeds else []
    rows: list[list[Cell]] = [
        [
            name.replace("_", " "),
            measure.text,
            *(study.values(Figure(name, arm))[0] for arm in arms),
        ]
        for name, measure in study.recipe.measures.items()
    ]
    names = ["figure", "measured as", *("value" if arm == ONLY else arm for arm in arms)]
    return Table(name=f"{prefix}facts", title="Figures", columns=names, rows=rows)


def verdicts(study: Study) -> Iterator[Text]:
    """A box for each claim: its statement, its verdict, and what that rests on."""
    for judged in study.judged:
        settings = judged.claim.settings
        known = [statements()[one] for one in settings.id if one in statements()]
        said = [f"{one.number}: {one.says}" for one in known]
        said.append(f"Claim: `{judged.claim.claim.text}`. {explained(judged)}")
        reason = settings.reason or study.recipe.settings.reason
        if judged.verdict.word != "holds" and reason:
            said.append(" ".join(reason.split()))
        word = judged.verdict.word
        yield Text(title=word.capitalize(), paragraphs=said, severity=_SEVERITIES[word])


def explained(judged: JudgedClaim) -> str:
    """In a sentence or two, what a verdict rests on."""
    verdict, claim = judged.verdict, judged.claim
    seeds = f"{verdict.seeds} seed{'' if verdict.seeds == 1 else 's'}"
    said = []
    if claim.is_exact:
        said.append("A fact: chance has no part in it.")
    elif verdict.mean is not None and verdict.low is not None and verdict.high is not None:
        level = "90" if claim.claim.kind == "within" else "95"
        interval = f"{show(verdict.low)} to {show(verdict.high)}"
        said.append(
            f"The left side exceeds the right by {show(verdict.mean)} on average over {seeds} "
            f"({level} % interval {interval}"
            + (")." if verdict.p is None else f"; p = {verdict.p:.3f}).")
        )
    elif not verdict.reason:
        said.append(f"So with each of {seeds}." if verdict.word == "holds" else f"Not so: {seeds}.")
    if judged.fails_in:
        said.append(f"Without its cause, in {' and '.join(judged.fails_in)}, it does not hold.")
    if verdict.reason:
        said.append(f"{verdict.reason[0].upper()}{verdict.reason[1:]}.")
    return " ".join(said)
