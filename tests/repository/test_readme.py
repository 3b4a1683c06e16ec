"""What the README shows is true: recipe, commands, Python and links."""

from __future__ import annotations

import contextlib
import io
import re

import pytest

import suite
from suite.cli.parser import build_parser
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


def test_the_table_has_every_verb():
    table = TEXT[TEXT.index("## Verbs") : TEXT.index("## Python")]
    named = re.findall(r"^\| `(\w+)", table, flags=re.MULTILINE)
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        build_parser().print_help()
    verbs = re.findall(r"^    (\w+)(?: |$)", screen.getvalue(), flags=re.MULTILINE)
    assert named[1:] == verbs


def test_the_table_of_files_is_what_a_run_leaves(tmp_path, monkeypatch):
    table = TEXT[TEXT.index("## What a run leaves") : TEXT.index("## A recipe")]
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
