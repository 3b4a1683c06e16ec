"""What pages written by hand name exists, and what is drawn of the studies is what was found."""

from __future__ import annotations

import re

import pytest

from suite.catalog import HERE
from suite.cli.parser import VERBS, parser_of_verbs
from suite.lectures.statements import verdicts
from suite.recipe.schema.key_texts import all_keys
from suite.recipe.text.shipped import shipped, shipped_studies
from suite.studies.exercises.exercise import exercises
from suite.studies.running.verification import Verification
from tests.commands import CHECKOUT

DOCS = CHECKOUT / "docs"
GENERATED = {"learn", "lookup"}
PAGES = [
    path
    for path in sorted(DOCS.rglob("*.md"))
    if not GENERATED & set(path.relative_to(DOCS).parts)
    and path.name not in ("architecture.md", "contributing.md", "changelog.md")
]
COMMAND = re.compile(r"(?:python -m suite|keras-suite) ([a-z][\w-]*)")
OF_A_RECIPE = re.compile(r"(?:suite|keras-suite) (?:run|check|sweep|lr|summary) ([a-z]+/[\w-]+)\b")
OF_A_STUDY = re.compile(r"(?:suite|keras-suite) (?:study|verify) ([a-z]+/[\w-]+)\b")
OF_AN_EXERCISE = re.compile(r"(?:suite|keras-suite) grade ([a-z]+/[\w-]+)\b")
CODE = re.compile(r"`([^`\n]+)`")
KEY = re.compile(r"(?<![\w.])(?:training|data|transfer|sweep)\.[a-z_]+(?:\.[a-z_]+)*")
OPTION = re.compile(r"(?:suite|keras-suite) ([a-z]+)\b[^`\n]*?(--[a-z][\w-]+)")


def text_of(path):
    return path.read_text("utf-8")


def ids(path):
    return str(path.relative_to(DOCS))


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_every_command_has_a_verb_and_its_options(path):
    verbs = {module.rpartition(".")[2] for module in VERBS}
    text = text_of(path)
    assert sorted(set(COMMAND.findall(text)) - verbs) == []
    _, parsers = parser_of_verbs()
    for verb, option in set(OPTION.findall(text)):
        parsers[verb].learn()
        assert option in parsers[verb].format_help(), f"{verb} {option}"


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_every_recipe_study_and_exercise_exists(path):
    text = text_of(path)
    named = {name for name in OF_A_RECIPE.findall(text) if not name.startswith("runs/")}
    assert sorted(named - set(shipped())) == []
    assert sorted(set(OF_A_STUDY.findall(text)) - set(shipped_studies())) == []
    assert sorted(set(OF_AN_EXERCISE.findall(text)) - set(exercises())) == []


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_every_key_in_code_exists(path):
    known = {key.name for key in all_keys()}
    # An argument of a source, or of a component that stands in the block.
    open_ended = {
        f"data.{parameter.name}" for one in HERE.entries("data") for parameter in one.parameters
    }
    named = {one for code in CODE.findall(text_of(path)) for one in KEY.findall(code)}
    files = {one for one in named if one.endswith((".py", ".md", ".csv", ".json", ".png"))}
    missing = [
        one
        for one in sorted(named - known - open_ended - files)
        if ".".join(one.split(".")[:2]) not in known | open_ended
    ]
    assert missing == []


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_every_component_of_a_list_of_callbacks_exists(path):
    known = {one.name for one in HERE.entries("callbacks")}
    written = re.findall(r"callbacks: \[([^\]\n{]+)\]", text_of(path))
    named = {name.strip() for one in written for name in one.split(",")}
    # Of a file that the page writes, or of a package whose entry point it shows.
    text = text_of(path)
    own = {name for name in named if f"callbacks/{name}.py" in text or f"\n{name} = " in text}
    assert sorted(name for name in named - known - own if re.fullmatch(r"\w+", name)) == []


@pytest.mark.slow
def test_the_verdicts_of_the_figures_are_those_of_the_ledger(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    from pages.study_figures import studies

    assert set(studies()) == set(shipped_studies())
    found = Verification(list(studies().values()))
    assert found.words == {number: one.word for number, one in verdicts().items()}


def test_a_chart_has_a_point_for_each_seed_within_its_frame(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    from pages.chart_svg import point_svg

    from suite.runs.page.charts.point_chart import PointChart

    chart = PointChart(
        name="a",
        title="a < b",
        value_label="a",
        categories=["one", "two"],
        labels=["seed 0", "seed 1"],
        points=[[1.0, 10.0], [None, 1000.0]],
        means=[5.5, 1000.0],
        intervals=[(2.0, 9.0), None],
        log=True,
    )
    drawn = point_svg(chart)
    across = [float(one) for one in re.findall(r'cx="([\d.]+)"', drawn)]
    assert len(across) == 3
    # Decades are equally far from one another.
    assert across[2] - across[1] == pytest.approx(2 * (across[1] - across[0]), abs=0.3)
    width = float(re.search(r'viewBox="0 0 (\d+)', drawn)[1])
    assert all(0 < one < width for one in across)
    assert 'aria-label="a &lt; b, mean of the seeds: one: 5.5; two: 1,000"' in drawn
