"""The page of a lecture: its topics in their order, each with what it says, pictures, verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from suite.errors import UserError
from suite.language import chosen_language
from suite.lectures.languages import lecture_texts
from suite.lectures.lectures import LECTURES, NAMES
from suite.lectures.lessons import LESSONS
from suite.lectures.statements.statement import Statement, statements
from suite.runs.files.write_whole import write_whole
from suite.runs.page.charts.key_figures import KeyFigure, KeyFigures
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.page.charts.table import Table
from suite.runs.page.page_place import place_of_page
from suite.runs.page.render.page import page
from suite.studies.definition.study_recipe import StudyRecipe
from suite.studies.pages.study_parts import pictures, verdicts
from suite.studies.running.study_result import Study
from suite.studies.running.verification import Verification
from suite.suggest import close_names, did_you_mean


def lectures_named(name: str) -> list[str]:
    """The lectures that a name stands for: one, or with `all` each of them.

    Raises:
        UserError: there is none of that name.

    Example:
        >>> lectures_named("init")
        ['init']
    """
    if name == "all":
        return list(NAMES)
    if name not in NAMES:
        hint = did_you_mean(close_names(name, NAMES), ";")
        raise UserError(f"no lecture is called '{name}'{hint} there are: {', '.join(NAMES)}, all")
    return [name]


def write_lecture_page(lecture: str, found: Verification, path: Path) -> Path:
    """Write the page of a lecture.

    Args:
        lecture: its id, as `init`.
        found: its studies.
        path: the file.

    Raises:
        RunFailure: the file cannot be written.
    """
    path = place_of_page(path)
    sections = [_overview(lecture, found), *_topics(lecture, found)]
    subtitle = "What the lecture says, and what was measured of it"
    write_whole(path, page(NAMES[lecture], sections, subtitle=subtitle))
    return path


def _overview(lecture: str, found: Verification) -> Section:
    """How much of the lecture was measured, and what came out."""
    own = [one for one in statements().values() if one.topic.startswith(f"{lecture}/")]
    words = [found.words[one.number] for one in own if one.number in found.words]
    measurable = sum(one.kind == "measurable" for one in own)
    figures = [
        KeyFigure(label="statements", value=str(len(own)), note=f"{measurable} measurable"),
        KeyFigure(label="hold", value=str(words.count("holds"))),
        KeyFigure(label="undecided", value=str(words.count("undecided"))),
        KeyFigure(label="refuted", value=str(words.count("refuted")), note="at this size"),
    ]
    said = [
        "Each topic begins with what the lecture says. Below it stand the experiments: a row for "
        "each variant, a point for each seed, and the verdict of each claim. Claims were written "
        "before anything was run."
    ]
    if found.failed:
        said.append(f"Could not be run: {', '.join(found.failed)}.")
    parts: list[Part] = [Text(paragraphs=said), KeyFigures(figures=figures)]
    return Section(name="overview", title="Overview", parts=parts)


def _topics(lecture: str, found: Verification) -> Iterator[Section]:
    """A section for each topic."""
    shown = {study.recipe.name: study for study in found.studies}
    for topic, own in by_topic(lecture, [study.recipe for study in found.studies]).items():
        lesson = LESSONS.get(topic)
        parts = [part for recipe in own for part in _study(shown[recipe.name])]
        parts += _statements(topic, found)
        name = topic.partition("/")[2]
        yield Section(
            name=name,
            title=name.replace("-", " ").capitalize(),
            parts=parts or [Text(paragraphs=[LECTURES[topic]])],
            intro=lesson.says if lesson else LECTURES[topic],
        )


def by_topic(lecture: str, studies: Sequence[StudyRecipe]) -> dict[str, list[StudyRecipe]]:
    """The studies of each topic of a lecture, each once: under the first of its topics there, and
    where it has none there, under the lecture's last.

    Example:
        >>> list(by_topic("loss", []))
        ['loss/softmax', 'loss/svm', 'loss/focal']
    """
    topics = [one for one in LECTURES if one.startswith(f"{lecture}/")]
    found: dict[str, list[StudyRecipe]] = {topic: [] for topic in topics}
    for study in studies:
        own = [topic for topic in topics if topic in study.topics]
        found[(own or topics[-1:])[0]].append(study)
    return found


def _study(study: Study) -> Iterator[Part]:
    settings, name = study.recipe.settings, study.recipe.name
    texts = lecture_texts(chosen_language())
    says = texts.explanation(name) or " ".join(settings.says.split())
    yield Text(title=texts.study(name) or settings.title, paragraphs=[says])
    yield from pictures(study, f"{name.replace('/', '-')}-")
    yield from verdicts(study)
    said = [" ".join(settings.next.split())] if settings.next else []
    yield Text(paragraphs=said, copied=f"python -m suite study {name}")


def _statements(topic: str, found: Verification) -> list[Part]:
    """What the lecture states of a topic, each with its verdict."""
    own = [one for one in statements().values() if one.topic == topic]
    rows = [[one.number, one.says, *_verdict(one, found)] for one in own]
    if not rows:
        return []
    columns: Sequence[str] = ["id", "statement", "verdict", "study"]
    name = f"statements-{topic.replace('/', '-')}"
    return [Table(name=name, title="Every statement", columns=columns, rows=rows)]


def _verdict(statement: Statement, found: Verification) -> tuple[str, str]:
    claims = found.deciding.get(statement.number)
    if claims is not None:
        return claims[0][1].verdict.word, claims[0][0].recipe.name
    if statement.kind != "measurable":
        return statement.kind, ""
    return "not measured", statement.why
