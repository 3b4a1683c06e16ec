"""What the README shows is true: recipe, commands, Python and links."""

from __future__ import annotations

import re

import pytest

import suite
from suite.cli.parser import VERBS
from tests.commands import CHECKOUT, succeed

TEXT = (CHECKOUT / "README.md").read_text("utf-8")


def blocks(language):
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
    return [text for kind, text in fenced if kind == language]


def test_the_recipe_is_right(tmp_path):
    (recipe,) = blocks("yaml")
    path = tmp_path / "mine.yaml"
    path.write_text(recipe)
    loaded = suite.load(path, "optimizer.momentum=0.8", "callbacks+=terminate_on_nan")
    assert len(loaded.callbacks) == 4
    assert len(recipe.splitlines()) == 12


def test_the_two_commands_stand_on_the_first_screen():
    setup, tests = blocks("")
    assert setup.strip().endswith(".venv/bin/python -m suite run quickstart")
    assert tests.strip().endswith(".venv/bin/python -m pytest -n 2")
    assert TEXT[: TEXT.index(tests)].count("\n") < 24
    automatic = (CHECKOUT / ".ci" / "run").read_text("utf-8").replace('"$environment"', ".venv")
    assert tests.strip() in automatic


def test_it_names_every_verb_in_the_table_or_after_it():
    part = TEXT[TEXT.index("## Verbs") : TEXT.index("## Python")]
    table, _, further = part.partition("Further verbs: ")
    named = re.findall(r"^\| `(\w+)", table, flags=re.MULTILINE)[1:]
    others = re.findall(r"`(\w+)`", further.partition(";")[0])
    verbs = [module.rpartition(".")[2] for module in VERBS]
    assert sorted([*named, *others]) == sorted(verbs)
    assert named == [verb for verb in verbs if verb in named]


def test_its_figures_stand_in_the_tables_that_it_links():
    part = TEXT[TEXT.index("## What is measured") : TEXT.index("## A recipe")]
    strengths = part.split("\n- ")[1:]
    assert len(strengths) >= 7
    for strength in strengths:
        pages = re.findall(r"\]\((docs/[\w-]+\.md)\)", strength)
        text = "".join((CHECKOUT / page).read_text("utf-8") for page in pages)
        figures = re.findall(r"\*\*(\d[\d.,e-]*)\*\*", strength)
        assert figures, strength
        for figure in figures:
            assert re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d.,]*\d)", text), figure


def test_it_is_short():
    assert TEXT.count("\n") < 150


def test_the_table_of_files_is_what_a_run_leaves(tmp_path, monkeypatch):
    table = (CHECKOUT / "docs" / "run-directory.md").read_text("utf-8")
    named = {name.rstrip("/") for name in re.findall(r"^\| `([\w./]+)`", table, flags=re.MULTILINE)}
    (tmp_path / "callbacks").mkdir()
    (plugin,) = [block for block in blocks("python") if "class MeanLoss" in block]
    (tmp_path / "callbacks" / "mean_loss.py").write_text(plugin)
    monkeypatch.chdir(tmp_path)
    succeed("run", "quickstart", "training.epochs=1", "callbacks=[mean_loss]", "--out", "run")
    assert named == {path.name for path in (tmp_path / "run").iterdir()}
    measured = (tmp_path / "run" / "diagnostics.jsonl").read_text("utf-8")
    assert '"mean_loss", "values": {"mean": ' in measured


@pytest.mark.parametrize("file", sorted(path.name for path in CHECKOUT.glob("*.md")))
def test_every_link_within_the_repository_leads_somewhere(file):
    text = (CHECKOUT / file).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("https://") or (CHECKOUT / target).exists(), target
