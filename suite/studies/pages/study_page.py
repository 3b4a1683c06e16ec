"""The page of a study: what the lecture says, the picture, the verdicts, one thing to try."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from suite.runs.files.write_whole import write_whole
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.page.charts.table import Table
from suite.runs.page.comparison.t_interval import TInterval
from suite.runs.page.page_place import place_of_page
from suite.runs.page.render.page import page
from suite.studies.claims.terms import ONLY, Figure
from suite.studies.running.study_result import JudgedClaim, Study
from suite.studies.running.study_text import decided_by

_WORDS = {"holds": "holds", "refuted": "is refuted", "undecided": "stays undecided"}


def write_study_page(study: Study) -> Path:
    """Write report.html into the folder of a study.

    Returns:
        The page's path.

    Raises:
        RunFailure: the file cannot be written.
    """
    path = place_of_page(study.path / "report.html")
    title = study.recipe.settings.title
    subtitle = f"study {study.recipe.name}"
    write_whole(path, page(title, _study_sections(study), subtitle=subtitle))
    return path


def _study_sections(study: Study) -> list[Section]:
    """The parts of a study's page, from top to bottom; a lecture's page has them too."""
    return [_lecture_section(study), _pictures_section(study), _arms_section(study)]


def _lecture_section(study: Study, prefix: str = "") -> Section:
    """The lecture's point, the verdicts, and one thing to try.

    Args:
        study: finished.
        prefix: of the names of the sections, where a page has several studies.
    """
    settings = study.recipe.settings
    parts: list[Part] = [Text(paragraphs=[" ".join(settings.says.split())])]
    parts += [_verdict(one, settings.reason) for one in study.judged]
    if settings.next:
        parts.append(Text(title="Try", paragraphs=[" ".join(settings.next.split())]))
    return Section(
        name=f"{prefix}lecture",
        title=settings.title if prefix else "What the lecture says",
        parts=parts,
    )


def _verdict(judged: JudgedClaim, otherwise: str | None) -> Text:
    verdict = judged.verdict
    numbers = " ".join(judged.claim.settings.id)
    title = f"`{judged.claim.claim.text}` {_WORDS[verdict.word]}"
    said = [f"{numbers + ': ' if numbers else ''}{decided_by(judged)}."]
    reason = judged.claim.settings.reason or otherwise
    if verdict.word != "holds" and reason:
        said.append(" ".join(reason.split()))
    severity = {"holds": "note", "refuted": "error", "undecided": "warning"}[verdict.word]
    return Text(title=title.replace("`", ""), paragraphs=said, severity=severity)


def _pictures_section(study: Study, prefix: str = "") -> Section:
    """A chart for each measure: every seed a point, mean and interval of each variant."""
    parts: list[Part] = list(_charts(study, prefix)) or [_facts(study, prefix)]
    return Section(name=f"{prefix}figures", title="What was measured", parts=parts)


def _charts(study: Study, prefix: str) -> Iterator[PointChart]:
    arms = study.recipe.arms
    labels = [f"seed {number}" for number in range(len(study.seeds))]
    for name, measure in study.recipe.measures.items():
        rows = [study.values(Figure(name, arm)) for arm in arms]
        finite = [[one if math.isfinite(one) else None for one in row] for row in rows]
        if arms == [ONLY] or not any(one is not None for row in finite for one in row):
            continue
        intervals = [TInterval([one for one in row if one is not None] or [0.0]) for row in finite]
        yield PointChart(
            name=f"{prefix}{name}",
            title=name,
            reads=f"`{measure.text}` of each variant; each point is a seed.",
            value_label=name,
            categories=arms,
            labels=labels,
            points=finite,
            means=[one.mean for one in intervals],
            intervals=[
                None
                if one.low is None or one.high is None or one.low == one.high
                else (one.low, one.high)
                for one in intervals
            ],
            log=_spans_decades([one for row in finite for one in row if one is not None]),
        )


def _spans_decades(values: list[float]) -> bool:
    return bool(values) and min(values) > 0 and max(values) > 100 * min(values)


def _facts(study: Study, prefix: str) -> Table:
    """The figures of a study without variants."""
    rows = [
        [name, measure.text, study.values(Figure(name, ONLY))[0] if study.seeds else None]
        for name, measure in study.recipe.measures.items()
    ]
    return Table(
        name=f"{prefix}facts",
        title="Figures",
        columns=["figure", "measured as", "value"],
        rows=rows,
    )


def _arms_section(study: Study, prefix: str = "") -> Section:
    """What the variants are, and how to run the study again."""
    recipe = study.recipe
    command = f"python -m suite study {recipe.name}"
    parts: list[Part] = [Text(title="Run it again", copied=command)]
    if recipe.arms != [ONLY]:
        rows = [
            [arm, ", ".join(recipe.edits_of(arm)) or "the recipe as it is"] for arm in recipe.arms
        ]
        parts.insert(
            0,
            Table(
                name=f"{prefix}variants",
                title="Variants",
                columns=["variant", "changes"],
                rows=rows,
            ),
        )
    base = recipe.settings.base
    intro = (
        f"{len(study.seeds)} seeds, the same in every variant."
        if not recipe.is_exact
        else "Facts, which need one computation."
    )
    if base:
        intro += f" Every variant changes the recipe `{base}`."
    return Section(
        name=f"{prefix}variants",
        title="What was run",
        parts=parts,
        intro=intro,
        folded=bool(prefix),
    )
