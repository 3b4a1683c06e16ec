"""A study on the page of its lecture: what it says, its pictures, the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pages.chart_svg import point_svg
from pages.docstring import escaped
from suite.lectures.statements import statements
from suite.runs.numbers import show
from suite.runs.page.charts.point_chart import PointChart
from suite.runs.page.charts.table import Table
from suite.studies.pages.study_parts import explained, facts_table, seed_charts
from suite.studies.running.study_result import JudgedClaim, Study

# Side by side; what else there is, can be opened.
_SHOWN = 2


def anchor_of(study: str) -> str:
    """The place of a study on its page."""
    return f"study-{study.replace('/', '-')}"


def badge(word: str, shown: str = "") -> str:
    """A verdict, or `none`, as a badge with its word, or what it is called in another language."""
    return f"[{shown or word}]{{.verdict .{word}}}"


def study_block(study: Study) -> Iterator[str]:
    """All of it, from its title to the command that runs it."""
    settings = study.recipe.settings
    yield f"({anchor_of(study.recipe.name)})=\n### {escaped(settings.title)}"
    yield escaped(" ".join(settings.says.split()))
    yield from study_pictures(study)
    yield "\n".join(_verdict(judged, study) for judged in study.judged)
    if settings.next:
        yield f"**Try:** {escaped(' '.join(settings.next.split()))}"
    yield f"```console\n$ python -m suite study {study.recipe.name}\n```"


def shown_study(study: Study) -> str:
    """A study in short, for the first page: its first pictures and the verdicts about the lectures."""
    pictures = next(study_pictures(study))
    told = [_verdict(judged, study) for judged in study.judged if judged.claim.settings.id]
    title = f"**{escaped(study.recipe.settings.title)}**"
    says = escaped(" ".join(study.recipe.settings.says.split()))
    command = f"```console\n$ python -m suite study {study.recipe.name}\n```"
    return "\n\n".join([title, says, pictures, "\n".join(told[:3]), command]) + "\n"


def study_pictures(study: Study, others: str = "More measures: {count}") -> Iterator[str]:
    """Its first charts, the others in what can be opened; a table, if it has none.

    Args:
        study: that was run.
        others: what the others are called, in the language of the page.
    """
    charts = list(seed_charts(study))
    if not charts:
        yield _table(facts_table(study))
        return
    yield _beside(charts[:_SHOWN])
    if more := charts[_SHOWN:]:
        yield f":::{{dropdown}} {others.format(count=len(more))}\n{_beside(more)}\n:::"


def _beside(charts: Sequence[PointChart]) -> str:
    figures = (
        f"<figure><figcaption>{_caption(chart)}</figcaption>{point_svg(chart)}</figure>"
        for chart in charts
    )
    return f'```{{raw}} html\n<div class="charts">{"".join(figures)}</div>\n```'


def _caption(chart: PointChart) -> str:
    measured = chart.reads.partition("`. ")
    code = f" <code>{measured[0].lstrip('`')}</code>" if measured[1] else ""
    return f"<b>{chart.title}</b>{code}".replace("$", "&#36;")


def _table(table: Table) -> str:
    head = f"| {' | '.join(table.columns)} |\n|{' --- |' * len(table.columns)}"
    rows = (f"| {' | '.join(map(_cell, row))} |" for row in table.rows)
    return "\n".join([head, *rows])


def _cell(value: object) -> str:
    if isinstance(value, float):
        return show(value)
    text = "" if value is None else " ".join(str(value).split())
    return f"`{text}`".replace("|", "\\|") if "(" in text else escaped(text)


def _verdict(judged: JudgedClaim, study: Study) -> str:
    settings, word = judged.claim.settings, judged.verdict.word
    known = [statements()[one] for one in settings.id if one in statements()]
    said = " ".join(f"{escaped(one.says)} ({one.number})" for one in known)
    text = f"- {badge(word)} {said}" if said else f"- {badge(word)}"
    text += f" `{judged.claim.claim.text}`. {escaped(explained(judged))}"
    reason = settings.reason or study.recipe.settings.reason
    if word != "holds" and reason:
        text += f"\n\n  {escaped(' '.join(reason.split()))}"
    return text
