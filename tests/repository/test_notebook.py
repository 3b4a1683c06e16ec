"""The notebook runs from its first cell to its last, against the installed wheel."""

from __future__ import annotations

import os
import re

import nbclient
import nbformat
import pytest

from tests.commands import CHECKOUT

PATH = CHECKOUT / "notebooks" / "quickstart.ipynb"
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
    assert f'"https://github.com/{repository}"' in code_cells(read())[0].source
    assert address in (CHECKOUT / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def executed(installed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook")
    notebook = read()
    notebook.cells.append(nbformat.v4.new_code_cell(WHERE))
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(installed), "IPYTHONDIR": str(folder)})
    return notebook


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
