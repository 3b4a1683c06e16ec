"""`new KIND NAME` writes something that works as it is."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import suite
from suite.catalog import HERE, Catalog, Doors
from suite.cli.lookup.scaffold import SCAFFOLDS, write_scaffold
from suite.errors import UserError
from tests.commands import CHECKOUT, succeed

IN_A_RECIPE = {
    "model": "model={}:my_part",
    "source": "data.kind={}:my_part",
    "loss": "loss={}:MyPart",
    "metric": "metrics+={}:MyPart",
    "augmentation": "data.augment+={}:MyPart",
    "check": "checks+={}:my_part",
}


def pytest_in(folder, *tests):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, tests)],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_written_tests_pass(tmp_path):
    tests = []
    for kind in SCAFFOLDS:
        files, _ = write_scaffold(kind, f"MyOwn{kind.capitalize()}", tmp_path / kind)
        tests += [file for file in files if file.name.startswith("test_")]
    result = pytest_in(tmp_path, *tests)
    assert result.returncode == 0, result.stdout
    assert len(tests) == len(SCAFFOLDS)  # two of a plugin, none of a recipe


@pytest.mark.parametrize("kind", SCAFFOLDS)
def test_what_it_writes_reads_well(tmp_path, kind):
    """The style of the suite's own code, by its own rules."""
    files, _ = write_scaffold(kind, "my_part", tmp_path)
    code = [str(file) for file in files if file.suffix == ".py"]
    for verb in (["check", "-q"], ["format", "-q", "--check"]) if code else ():
        config = ["--config", str(CHECKOUT / "pyproject.toml")]
        command = [sys.executable, "-m", "ruff", *verb, *config, *code]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("kind", IN_A_RECIPE)
def test_a_recipe_takes_it_as_it_says(tmp_path, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    said = succeed("new", kind, "my_part")
    use = said.splitlines()[-1]
    assert use.startswith("use it:  python -m suite run quickstart")
    words = use.split()[7:]
    assert words[0] == IN_A_RECIPE[kind].format("./my_part.py")
    suite.load("quickstart", *words)


def test_a_callback_is_found_beside_the_recipe(tmp_path):
    write_scaffold("callback", "loss_spread", tmp_path / "callbacks")
    entry = Catalog(Doors(tmp_path)).find("callbacks", "loss_spread")
    assert entry.attribute == "LossSpread"
    assert [parameter.name for parameter in entry.parameters] == ["every", "limit"]


def test_a_recipe_has_the_line_for_editors_and_is_right(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    succeed("new", "recipe", "first_try")
    text = (tmp_path / "first_try.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=")
    assert succeed("check", "first_try.yaml").endswith("no problems found (first_try)\n")


@pytest.mark.slow
def test_an_installed_plugin_is_found_by_every_recipe(tmp_path, monkeypatch):
    files, _ = write_scaffold("plugin", "loudest_batch_of_all", tmp_path / "package")
    target = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation"]
    result = subprocess.run(
        [*command, "--target", target, files[0].parent],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    monkeypatch.syspath_prepend(target)
    entry = HERE.find("callbacks", "loudest_batch_of_all")
    assert (entry.origin, entry.attribute) == ("loudest-batch-of-all", "LoudestBatchOfAll")


def test_nothing_is_overwritten(tmp_path):
    write_scaffold("callback", "loss_spread", tmp_path)
    with pytest.raises(UserError, match="exists already"):
        write_scaffold("callback", "loss_spread", tmp_path)


@pytest.mark.parametrize("name", ["2nd", "a-b", "a b", "", "class"])
def test_a_bad_name_is_refused(tmp_path, name):
    with pytest.raises(UserError, match=r"is no name|word of Python"):
        write_scaffold("model", name, tmp_path / "new")
    assert not (tmp_path / "new").exists()
