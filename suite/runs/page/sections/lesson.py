"""What the lecture says of the run's topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suite.errors import UserError
from suite.lectures.lessons import LESSONS
from suite.runs.page.charts.section import Section, Text
from suite.runs.run_record import RunRecord


def lesson(run: RunRecord) -> Section | None:
    """What the topics of the run are about and what to look at here: of what went wrong first, then
    of the recipe. None without a topic of the lectures.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "running"})
        >>> directory.write_recipe("model: mlp\\ntopic: models/mlp\\n")
        >>> [part.title for part in lesson(RunRecord(directory)).parts]
        ['models/mlp']
    """
    topic = _recipe(run).get("topic")
    names = [name.strip() for name in topic.split(",")] if isinstance(topic, str) else []
    names = [*_of_what_went_wrong(run), *names]
    parts = [_text(name, run) for name in dict.fromkeys(names) if name in LESSONS]
    if not parts:
        return None
    return Section(name="lesson", title="What the lecture says", parts=parts)


def _of_what_went_wrong(run: RunRecord) -> Iterator[str]:
    """The topic of the cause; of two that are about equally likely, of both."""
    try:
        found = run.diagnosis
    except UserError:
        return
    if found is not None:
        yield found.topic
        if found.rival is not None:
            yield found.rival.cause.topic


def _recipe(run: RunRecord) -> Mapping[str, Any]:
    """Empty where it cannot be read, which the section of the settings says."""
    try:
        return run.recipe
    except UserError:
        return {}


def _text(topic: str, run: RunRecord) -> Text:
    known = LESSONS[topic]
    missing = list(_missing(known.diagnostics, run))
    paragraphs = [known.says, f"What to look at: {known.look[:1].lower()}{known.look[1:]}"]
    if missing:
        words = " and ".join(f"`{name}`" for name in missing)
        paragraphs.append(f"This run did not measure {words}. To see that, add to the command:")
    copied = " ".join(f"callbacks+={name}" for name in missing)
    return Text(title=topic, paragraphs=paragraphs, copied=copied)


def _missing(diagnostics: tuple[str, ...], run: RunRecord) -> Iterator[str]:
    """Those that the run has not; of one over a surface, which measures nothing, none."""
    if run.surface is None:
        yield from (name for name in diagnostics if name not in run.measurements.of)
