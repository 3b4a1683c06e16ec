"""The notebook of a lecture: each experiment's picture first, then the words, then exercises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from suite.language import chosen_language
from suite.lectures.languages import LectureTexts, lecture_texts
from suite.lectures.lessons import LESSONS
from suite.package import REPOSITORY
from suite.recipe.text.shipped import shipped_studies
from suite.runs.files.write_whole import write_whole
from suite.runs.page.languages import Phrases, phrases
from suite.studies.definition.load_study import load_study
from suite.studies.definition.study_recipe import StudyRecipe
from suite.studies.exercises.exercise import Exercise, exercises, load_exercise
from suite.studies.pages.lecture_page import by_topic

_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
_COLAB = "https://colab.research.google.com/github/"
_INSTALL = f"""\
import importlib.metadata
import importlib.util

# Where the suite comes from: its repository, or the path of a wheel or of a folder.
SUITE = "git+{REPOSITORY}"

if importlib.util.find_spec("suite") is None:
    # What is at hand and much depends on stays in the version that it has.
    stays = ("tensorflow", "keras", "numpy", "protobuf")
    there = [one for one in importlib.metadata.distributions() if one.name in stays]
    with open("at-hand.txt", "w") as file:
        file.writelines(f"{{one.name}}=={{one.version}}\\n" for one in there)
    %pip install -q --upgrade-strategy only-if-needed -c at-hand.txt "{{SUITE}}\""""
_BEGIN = """\
import suite

SEEDS = 5  # 1 is a quick look, in which only facts are decided


def show(name):
    # What is known of it from before is not run again.
    return suite.study(name, f"runs/verify/{name}", seeds=SEEDS, quiet=True)"""
_INTRO = """\
Every experiment below runs a recipe in several variants, each with the same seeds, and judges \
claims that were written beforehand. Look at the picture first and say what you see; the words \
stand below it. What was run once is kept in `runs/verify` and is not run again."""


def write_lecture_notebook(lecture: str, folder: Path) -> Path:
    """Write `NAME.ipynb` of a lecture in the chosen language; nothing is run.

    Args:
        lecture: its id, as `init`.
        folder: that it is written into.

    Returns:
        The notebook's path.
    """
    cells = [
        {"id": f"cell-{number}", "metadata": {}, **cell}
        for number, cell in enumerate(_cells(lecture, chosen_language()))
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path = folder / f"{lecture}.ipynb"
    write_whole(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
    return path


def _cells(lecture: str, language: str) -> Iterator[dict[str, Any]]:
    said, texts = phrases(language), lecture_texts(language)
    address = f"{_COLAB}{REPOSITORY.partition('github.com/')[2]}/blob/main/notebooks/lectures"
    badge = f"[![Open In Colab]({_BADGE})]({address}/{lecture}.ipynb)"
    yield _text(f"# {texts.lecture(lecture)}\n\n{badge}\n\n{said(_INTRO)}")
    yield _code(_INSTALL)
    yield _code(_BEGIN)
    studies = [load_study(name) for name in shipped_studies() if name.startswith(f"{lecture}/")]
    for topic, own in by_topic(lecture, studies).items():
        if own:
            yield _text(f"## {texts.title(topic)}")
        for study in own:
            yield _code(f'show("{study.name}")')
            yield _text(_words(study, topic, texts, said))
    tasks = [load_exercise(name) for name in exercises() if name.startswith(f"{lecture}/")]
    if tasks:
        yield _text(f"# {said('Exercises')}\n\n{said(_HOW_TO_ANSWER)}")
    for task in tasks:
        yield _text(_task(task.told_in(language), said))
        yield _code(f'suite.grade("{task.name}", seeds=1)')


_HOW_TO_ANSWER = """\
Write your changes behind the exercise's name, each as `"key=value"`, for instance \
`suite.grade("...", "optimizer.learning_rate=0.1")`, and run the cell: it trains and \
measures. Leave `seeds=1` out for the last word: an answer must be enough with every seed. \
`print(suite.load("init/zeros").to_yaml())` shows a recipe, and with it the keys that can be \
changed; `suite.grade` says which others there are where it meets one that it does not know."""


def _words(study: StudyRecipe, topic: str, texts: LectureTexts, said: Phrases) -> str:
    """What the picture shows, and what the lecture says of the topic."""
    settings, name = study.settings, study.name
    told = texts.study(name)
    title = f"**{told}**：" if told else f"**{settings.title}.** "
    parts = [title + (texts.explanation(name) or " ".join(settings.says.split()))]
    if topic in LESSONS:
        parts.append(f"*{said('What to look at:')}* {texts.look(topic)}")
    if settings.next:
        parts.append(f"*{said('Try:')}* {' '.join(settings.next.split())}")
    return "\n\n".join(parts)


def _task(task: Exercise, said: Phrases) -> str:
    goals = "\n".join(f"- `{goal.text}`" for goal in task.goals)
    hints = "\n".join(
        f"<details><summary>{said(f'Hint {number}')}</summary>{' '.join(hint.split())}</details>"
        for number, hint in enumerate(task.hints, 1)
    )
    kept = said(f"Leave as they are: {', '.join(f'`{one}`' for one in task.keeps)}.")
    asks, begins = " ".join(task.asks.split()), said(f"The recipe to begin with: `{task.begins}`.")
    parts = [f"## {task.title}", asks, begins, goals, *([kept] if task.keeps else []), hints]
    return "\n\n".join(parts)


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source.splitlines(keepends=True)}


def _code(source: str) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "outputs": [], "source": lines}
