"""The notebook runs from first cell to last, against the installed wheel; what it installs."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys

import nbclient
import nbformat
import pytest

from suite.package import REPOSITORY
from tests.commands import CHECKOUT
from tests.loopback import CERTIFICATE, serving

PATH = CHECKOUT / "notebooks" / "quickstart.ipynb"
PROJECT = "keras-training-suite"
# Appended by the test: where the suite came from.
WHERE = "print(suite.__file__)"


def read():
    return nbformat.read(PATH, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(cell, kind):
    """What a cell left, of one MIME type."""
    return [output["data"][kind] for output in cell.outputs if kind in output.get("data", {})]


def printed(cell, stream="stdout"):
    return "".join(output.text for output in cell.outputs if output.get("name") == stream)


def cell_of(notebook, source):
    (found,) = [cell for cell in code_cells(notebook) if cell.source.rstrip().endswith(source)]
    return found


def test_is_stored_without_outputs():
    notebook = read()
    nbformat.validate(notebook)
    for cell in code_cells(notebook):
        assert cell.outputs == []
        assert cell.execution_count is None


def test_begins_with_a_badge_that_opens_this_file_in_colab():
    (address,) = re.findall(r"\]\((https://colab\.research\.google\.com/github/\S+)\)", str(read()))
    repository = address.split("/github/")[1].split("/blob/")[0]
    assert address.endswith("/blob/main/notebooks/quickstart.ipynb")
    assert f"https://github.com/{repository}" == REPOSITORY
    assert f'SUITE = "git+{REPOSITORY}"' in code_cells(read())[0].source
    assert address in (CHECKOUT / "README.md").read_text("utf-8")


def test_installs_as_the_notebooks_of_lectures_do():
    lecture = nbformat.read(CHECKOUT / "notebooks" / "lectures" / "init.ipynb", as_version=4)
    assert code_cells(lecture)[0].source == code_cells(read())[0].source


@pytest.mark.slow
@pytest.mark.parametrize("source", ["wheel", "folder"])
def test_installs_the_suite_and_nothing_that_is_at_hand(source, wheel, tmp_path, monkeypatch):
    """Where all that it needs is there; pip tells what it would install, without a network."""
    named = wheel if source == "wheel" else wheel.parent / "source"
    cell = code_cells(read())[0].source.replace(f"git+{REPOSITORY}", str(named))
    cell = cell.replace('find_spec("suite")', 'find_spec("absent")')
    plain, _, arguments = cell.partition("    %pip install ")
    monkeypatch.chdir(tmp_path)
    exec(plain, {})
    constraints = (tmp_path / "at-hand.txt").read_text().splitlines()
    assert f"tensorflow=={importlib.metadata.version('tensorflow')}" in constraints
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index"]
    command += ["--no-build-isolation", "--ignore-installed", "--no-deps"] * (source == "folder")
    command += ["--report", "report.json", *arguments.replace('"', "").split()[:-1], str(named)]
    subprocess.run(command, check=True, capture_output=True)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    named = [one["metadata"]["name"] for one in report["install"]]
    # The wheel itself is at hand where the tests run in an environment that has it.
    is_at_hand = source == "wheel" and any(importlib.metadata.distributions(name=PROJECT))
    assert named == ([] if is_at_hand else [PROJECT])


@pytest.fixture(scope="module")
def executed(installed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook")
    notebook = read()
    notebook.cells.append(nbformat.v4.new_code_cell(WHERE))
    environment = {"PYTHONPATH": str(installed), "IPYTHONDIR": str(folder)}
    with serving() as web:
        recipe = (CHECKOUT / "recipes" / "quickstart.yaml").read_text("utf-8")
        web.put("/blob/main/recipes/quickstart.yaml", recipe)
        fetched = cell_of(notebook, 'quickstart.yaml")')
        fetched.source = fetched.source.replace(REPOSITORY, web.host)
        client = nbclient.NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}
        )
        client.execute(env={**os.environ, **environment, "SSL_CERT_FILE": str(CERTIFICATE)})
    return notebook


@pytest.mark.slow
def test_loads_a_recipe_from_the_web(executed):
    (recipe,) = outputs(cell_of(executed, 'quickstart.yaml")'), "text/html")
    assert "a learning rate that follows one cycle" in recipe


@pytest.mark.slow
def test_sees_the_wheel_and_not_the_checkout(executed, installed):
    assert printed(executed.cells[-1]).strip() == str(installed / "suite" / "__init__.py")


@pytest.mark.slow
def test_writes_nothing_to_standard_error(executed):
    for cell in code_cells(executed):
        assert printed(cell, "stderr") == ""


@pytest.mark.slow
def test_the_recipe_and_the_run_show_themselves(executed):
    (recipe,) = outputs(cell_of(executed, "\nrecipe"), "text/html")
    assert "a learning rate that follows one cycle" in recipe
    (run,) = outputs(cell_of(executed, "run"), "text/html")
    # Where no script runs: words, figures and the curves as a picture.
    plain = re.sub(r"<script\b.*?</script>", "", run, flags=re.DOTALL)
    assert "data:image/png;base64," in plain
    assert "<script" not in plain
    accuracy = float(re.search(r"test accuracy</td>\s*<td[^>]*>([\d.]+)", plain)[1])
    assert accuracy >= 0.97
    (text,) = outputs(cell_of(executed, "run"), "text/plain")
    assert text.startswith("quickstart: finished after 15 epochs")


@pytest.mark.slow
def test_ten_runs_stay_below_5_mb(executed):
    assert len(nbformat.writes(executed)) < 1_000_000
    (run,) = outputs(cell_of(executed, "run"), "text/html")
    assert 10 * len(run) < 5_000_000


@pytest.mark.slow
def test_a_picture_is_drawn_large(executed):
    assert outputs(cell_of(executed, 'run.plot("accuracy")'), "image/png")


@pytest.mark.slow
def test_a_mistake_is_explained_in_the_cell(executed):
    assert "did you mean 'learning_rate'?" in printed(cell_of(executed, "print(error)"))


@pytest.mark.slow
def test_progress_stays_in_one_output(executed):
    for source, epochs in (("run = suite.run(recipe)", 15), ("TerminateOnNaN()],\n)", 5)):
        (table,) = outputs(cell_of(executed, source), "text/html")
        assert table.count("<tr>") >= epochs + 1
        assert "<progress" not in table


@pytest.mark.slow
def test_draws_the_predictions(executed):
    assert outputs(cell_of(executed, 'axes.axis("off")'), "image/png")
