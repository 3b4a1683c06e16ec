"""Progress in a notebook cell, run in a real kernel."""

from __future__ import annotations

import pytest

from tests.commands import CHECKOUT

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")

CELL = """
from suite.runs.progress import moving_progress
from suite.runs.progress.choose_progress import choose_progress

moving_progress.REFRESH_SECONDS = 0.0
progress = choose_progress()
progress.begin(2, 4, 32)
for epoch in range(2):
    for step in range(1, 5):
        progress.advance(epoch, step, lambda: {"loss": 0.5})
    progress.epoch_end(epoch, {"loss": 0.5, "val_<b>": 0.25, "seconds": 2.0})
progress.message("stopped & done")
"""


# The kernel's own machinery leaves sockets and event loops to the garbage collector.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_one_output_is_updated_in_place():
    cells = [nbformat.v4.new_code_cell(CELL), nbformat.v4.new_code_cell(CELL + "progress.end()")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": str(CHECKOUT)}}
    ).execute()
    for cell in cells:
        assert [output.output_type for output in cell.outputs] == ["display_data"]
    running, ended = (cell.outputs[0].data for cell in cells)
    assert ended["text/plain"].splitlines() == [
        "epoch 1/2  loss 0.5000  val_<b> 0.2500  2.0 s",
        "epoch 2/2  loss 0.5000  val_<b> 0.2500  2.0 s",
        "stopped & done",
    ]
    assert ended["text/html"].count("<tr>") == 4
    assert "<th>val_&lt;b&gt;</th>" in ended["text/html"]
    assert "stopped &amp; done" in ended["text/html"]
    assert '<progress value="4" max="4">' in running["text/html"]
    assert "<progress" not in ended["text/html"]
