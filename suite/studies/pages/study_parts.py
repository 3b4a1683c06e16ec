"""The parts of a page that tell of a study: its pictures and its verdicts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from suite.language import chosen_language
from suite.lectures.languages import lecture_texts
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
    charts: list[Part] = [] if drawn else list(seed_charts(study, prefix))
    return [*drawn, *(charts or [facts_table(study, prefix)])]


def seed_charts(study: Study, prefix: str = "") -> Iterator[PointChart]:
    """A chart for each measure: every seed a point, mean and interval of each variant.

    Args:
        study: finished; of one without variants there is none.
        prefix: of the names of the charts.
    """
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


def facts_table(study: Study, prefix: str = "") -> Table:
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
    told = lecture_texts(chosen_language()).reason(study.recipe.name)
    for judged in study.judged:
        settings = judged.claim.settings
        known = [statements()[one] for one in settings.id if one in statements()]
        said = [f"{one.number}: {one.says}" for one in known]
        said.append(f"Claim: `{judged.claim.claim.text}`. {explained(judged)}")
        reason = settings.reason or study.recipe.settings.reason
        if judged.verdict.word != "holds" and reason:
            said.append(told or " ".join(reason.split()))
        word = judged.verdict.word
        yield Text(title=word.capitalize(), paragraphs=said, severity=_SEVERITIES[word])


def explained(judged: JudgedClaim) -> str:
    """In a sentence or two, what a verdict rests on."""
    verdict, claim = judged.verdict, judged.claim
    seeds = f"{verdict.seeds} seed{'' if verdict.seeds == 1 else 's'}"
    said = []
    if claim.is_exact:
        said.append("This is a fact, in which chance has no part.")
    elif verdict.mean is not None and verdict.low is not None and verdict.high is not None:
        said.append(_tested(judged, seeds))
    elif not verdict.reason:
        word = "It is so" if verdict.word == "holds" else "It is not so"
        each = f"each of {seeds}" if verdict.seeds > 1 else "the one seed"
        said.append(f"{word} with {each}.")
    if judged.fails_in:
        others = " and ".join(f"`{one}`" for one in judged.fails_in)
        said.append(f"Where the cause is removed, in {others}, it is not so.")
    if verdict.reason:
        said.append(f"{verdict.reason[0].upper()}{verdict.reason[1:]}.")
    return " ".join(said)


def _tested(judged: JudgedClaim, seeds: str) -> str:
    """What was tested, in words; the differences of `a < b` are those of b and a."""
    verdict, kind = judged.verdict, judged.claim.claim.kind
    average = verdict.mean or 0.0
    mean = show(average)
    interval = f"{show(verdict.low or 0.0)} to {show(verdict.high or 0.0)}"
    if kind == "within":
        return f"On average over {seeds} they differ by {mean} (90 % interval {interval})."
    if kind == "monotone":
        said = f"The smallest step comes to {mean} on average over {seeds}, upwards if above 0"
    elif average > 0:
        said = f"What is said to be larger is larger, by {mean} on average over {seeds}"
    else:
        said = f"What is said to be larger is not: the difference is {mean} on average over {seeds}"
    said += f" (95 % interval {interval})."
    if verdict.p is None:
        return said
    return f"{said} By chance alone such a difference comes in {100 * verdict.p:.2g} % of cases."
