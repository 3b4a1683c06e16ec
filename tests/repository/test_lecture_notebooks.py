"""The notebooks of the lectures: what they are made of, and that they run."""

from __future__ import annotations

import os
import re

import nbclient
import nbformat
import pytest

from suite.language import VARIABLE
from suite.lectures.languages import lecture_texts
from suite.recipe.text.shipped import shipped_studies
from suite.studies.exercises.exercise import exercises
from suite.studies.pages.lecture_notebook import write_lecture_notebook
from suite.studies.pages.lecture_page import NAMES
from tests.commands import CHECKOUT

FOLDER = CHECKOUT / "notebooks" / "lectures"


def read(lecture):
    return nbformat.read(FOLDER / f"{lecture}.ipynb", as_version=4)


def sources(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("lecture", NAMES)
def test_is_what_the_studies_and_exercises_make_of_it(lecture, tmp_path):
    written = write_lecture_notebook(lecture, tmp_path).read_text("utf-8")
    stored = (FOLDER / f"{lecture}.ipynb").read_text("utf-8")
    assert written == stored, "run: python -m suite lecture all --notebook notebooks/lectures"
    nbformat.validate(read(lecture))


@pytest.mark.parametrize("lecture", NAMES)
def test_in_another_language_the_same_is_run(lecture, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "zh")
    written = nbformat.read(write_lecture_notebook(lecture, tmp_path), as_version=4)
    assert sources(written) == sources(read(lecture))
    words = [cell.source for cell in written.cells if cell.cell_type == "markdown"]
    assert words[0].startswith(f"# {lecture_texts('zh').lecture(lecture)}\n")
    told = "\n".join(words)
    # What to try is a command with a few words.
    told = re.sub(
        r"`[^`]*`|python -m suite \w+ \S+|^\*可以试试：\*.*$|\[!\[.*$|</?\w+>", "", told, flags=re.M
    )
    assert re.findall(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", told) == []


@pytest.mark.parametrize("lecture", NAMES)
def test_has_every_study_and_three_exercises(lecture):
    text = "\n".join(sources(read(lecture)))
    for name in shipped_studies():
        assert (f'show("{name}")' in text) == name.startswith(f"{lecture}/")
    own = [name for name in exercises() if name.startswith(f"{lecture}/")]
    assert len(own) >= 3
    assert all(f'suite.grade("{name}"' in text for name in own)


# SUITE_WHOLE_TABLES=1 runs all of them.
SOME = NAMES if os.environ.get("SUITE_WHOLE_TABLES") else ("init",)


@pytest.mark.slow
@pytest.mark.parametrize("lecture", SOME)
def test_runs_from_its_first_cell_to_its_last(lecture, tmp_path, installed):
    """With the wheel and one seed; of the experiments those at both ends, of the exercises one."""
    notebook = read(lecture)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    studies = [cell for cell in notebook.cells if cell.source.startswith("show(")]
    tasks = [cell for cell in notebook.cells if "suite.grade(" in cell.source]
    notebook.cells = [*notebook.cells[:2], studies[0], studies[-1], tasks[0]]
    notebook.cells[1].source = notebook.cells[1].source.replace("SEEDS = 5", "SEEDS = 1")
    resources = {"metadata": {"path": tmp_path}}
    client = nbclient.NotebookClient(notebook, timeout=300, resources=resources)
    notebook.cells.append(nbformat.v4.new_code_cell("print(suite.__file__)"))
    client.execute(env={**os.environ, "PYTHONPATH": str(installed), "IPYTHONDIR": str(tmp_path)})
    assert notebook.cells[5].outputs[0].text.strip() == str(installed / "suite" / "__init__.py")
    for cell in notebook.cells[2:4]:
        (shown,) = [one for one in cell.outputs if one.output_type == "execute_result"]
        assert "text/html" in shown.data
        assert any(word in shown.data["text/plain"] for word in ("holds", "refuted", "undecided"))
    assert notebook.cells[4].outputs[0].data["text/plain"].splitlines()[-1] == "not yet"
