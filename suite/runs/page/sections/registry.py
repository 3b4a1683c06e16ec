"""The sections of a run's page, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable

from suite.errors import one_line
from suite.runs.page.charts.section import Section, Text
from suite.runs.page.sections.curves import curves
from suite.runs.page.sections.diagnostics.closer import closer
from suite.runs.page.sections.diagnostics.diagnostics import diagnostics
from suite.runs.page.sections.doctor import doctor
from suite.runs.page.sections.lesson import lesson
from suite.runs.page.sections.network.network import network
from suite.runs.page.sections.outcome.features import features
from suite.runs.page.sections.outcome.predictions import predictions
from suite.runs.page.sections.overview import overview
from suite.runs.page.sections.repeat import repeat
from suite.runs.page.sections.settings.settings import settings
from suite.runs.page.sections.timeline import timeline
from suite.runs.page.sections.walk import walk
from suite.runs.run_record import RunRecord

# Each returns None where the run has nothing of it.
SECTIONS: tuple[Callable[[RunRecord], Section | None], ...] = (
    overview,
    doctor,
    lesson,
    curves,
    walk,
    timeline,
    diagnostics,
    predictions,
    features,
    closer,
    network,
    settings,
    repeat,
)


def sections_of(run: RunRecord) -> list[Section]:
    """What can be shown of a run; a section that cannot be made says so in its place.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "running"})
        >>> isinstance(sections_of(RunRecord(directory)), list)
        True
    """
    found = []
    for make in SECTIONS:
        try:
            section = make(run)
        except Exception as error:  # whatever a half-written run makes of it: the rest is shown
            name = make.__module__.rpartition(".")[2]
            text = f"{name.replace('_', ' ')}: cannot be shown ({one_line(error)})."
            section = Section(
                name=name, title=name.replace("_", " "), parts=[Text(paragraphs=[text])]
            )
        if section is not None:
            found.append(section)
    return found
