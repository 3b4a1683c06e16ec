"""The page of a study: what the lecture says, the picture, the verdicts, one thing to try."""

from __future__ import annotations

from pathlib import Path

from suite.language import chosen_language
from suite.lectures.languages import lecture_texts
from suite.runs.files.write_whole import write_whole
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.page.charts.table import Table
from suite.runs.page.page_place import place_of_page
from suite.runs.page.render.page import page
from suite.studies.claims.terms import ONLY
from suite.studies.pages.pca_pictures import component_sections
from suite.studies.pages.study_parts import pictures, verdicts
from suite.studies.running.study_result import Study


def write_study_page(study: Study) -> Path:
    """Write report.html into the folder of a study.

    Returns:
        The page's path.

    Raises:
        RunFailure: the file cannot be written.
    """
    path = place_of_page(study.path / "report.html")
    settings, topics = study.recipe.settings, ", ".join(study.recipe.topics)
    sections = study_sections(study)
    title = lecture_texts(chosen_language()).study(study.recipe.name) or settings.title
    write_whole(path, page(title, sections, subtitle=f"A study of {topics}"))
    return path


def study_sections(study: Study) -> list[Section]:
    """The parts of the page, from top to bottom."""
    settings = study.recipe.settings
    told = lecture_texts(chosen_language()).explanation(study.recipe.name)
    says = Text(paragraphs=[told or " ".join(settings.says.split())])
    shown: list[Part] = [says, *pictures(study)]
    sections = [Section(name="lecture", title="What the lecture says", parts=shown)]
    sections += component_sections(study.recipe)
    if study.judged:
        parts = list(verdicts(study))
        sections.append(Section(name="verdicts", title="Verdicts", parts=parts))
    if settings.changed:
        text = Text(paragraphs=[" ".join(settings.changed.split())])
        sections.append(Section(name="changed", title="Changed after a first look", parts=[text]))
    if settings.next:
        text = Text(paragraphs=[" ".join(settings.next.split())])
        sections.append(Section(name="try", title="Try", parts=[text]))
    return [*sections, _what_was_run(study)]


def _what_was_run(study: Study) -> Section:
    """The variants, and the command that runs them."""
    recipe = study.recipe
    parts: list[Part] = []
    if recipe.arms != [ONLY]:
        rows = [[arm, "\n".join(recipe.edits_of(arm)) or "nothing"] for arm in recipe.arms]
        columns = ["variant", "changes"]
        parts.append(Table(name="variants", title="Variants", columns=columns, rows=rows))
    parts.append(Text(title="Run it again", copied=f"python -m suite study {recipe.name}"))
    if recipe.has_chance:
        intro = f"{len(study.seeds)} seeds, the same in every variant."
    else:
        intro = "Chance has no part in it: everything was computed once."
    if recipe.settings.base:
        intro += f" Each variant changes the recipe `{recipe.settings.base}`."
    return Section(name="run", title="What was run", parts=parts, intro=intro)
