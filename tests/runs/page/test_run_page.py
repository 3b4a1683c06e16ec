"""The page of a run, in whatever state it is."""

from __future__ import annotations

import html
import re
import subprocess
import sys

import pytest

from suite.errors import RunFailure, UserError
from suite.runs import History, RunDirectory
from suite.runs.page import run_page as module
from suite.runs.page.run_page import leave_page, run_page, write_page
from suite.runs.run import Run
from suite.runs.run_record import RunRecord
from tests.runs.unopened_files import write_model

FINDING = {
    "diagnostic": "dead_neurons", "severity": "warning", "text": "Half of `conv1` is dead.",
    "layer": "conv1", "step": 8, "figure": 0.5, "limit": 0.5, "topic": "activations/dying-relu",
    "edit": None,
}  # fmt: skip


def a_run(path, status="finished", epochs=3) -> RunDirectory:
    directory = RunDirectory(path)
    directory.write_recipe("model: {kind: mlp}\n")
    directory.write_summary({"status": status, "recipe": "mine", "epochs": epochs})
    directory.write_findings([FINDING])
    rows = [{"epoch": n + 1, "loss": 1 / (n + 1), "val_loss": 0.5} for n in range(epochs)]
    History(rows).write(directory.history_csv)
    directory.write_setup({"epochs": 3, "samples": 100})
    (path / "identity.json").write_text("{}")
    directory.log_measurement(9, "loss_curve", {"average": 0.5})
    write_model(directory.model_keras)
    return directory


def text_of(directory) -> str:
    """What a reader of the page sees, in one line."""
    page = re.sub(r"<(script|style).*?</\1>", " ", run_page(directory), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_a_run_has_its_sections(tmp_path):
    page = run_page(a_run(tmp_path))
    places = re.findall(r'<section id="(\w+)"', page)
    assert places[:4] == ["overview", "doctor", "curves", "timeline"]
    assert places[-1] == "repeat"
    assert "missing" not in text_of(RunDirectory(tmp_path))


@pytest.mark.parametrize("status", ["running", "interrupted", "failed"])
def test_a_run_that_did_not_end_has_a_page(tmp_path, status):
    directory = a_run(tmp_path, status)
    directory.model_keras.unlink()
    text = text_of(directory)
    assert f"mine {status}" in text
    assert "python -m suite run --resume" in text
    assert "missing" not in text


def test_an_empty_folder_has_a_page_that_says_what_is_missing(tmp_path):
    text = text_of(RunDirectory.remains(tmp_path))
    for name in ("recipe.yaml", "summary.json"):
        assert f"{name} is missing." in text
    assert "What was trained is not known" in text
    assert "cannot be shown" not in text


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1, 2]\n", b"null\n", b"a: [\n"])
@pytest.mark.parametrize(
    "name",
    [
        "recipe.yaml", "summary.json", "history.csv", "findings.json", "setup.json",
        "examination.json", "diagnostics.jsonl",
    ],
)  # fmt: skip
def test_what_is_damaged_is_named_and_the_rest_is_shown(tmp_path, name, content):
    directory = a_run(tmp_path)
    whole = text_of(directory)
    (tmp_path / name).write_bytes(content)
    text = text_of(directory)
    assert "cannot be shown" not in text
    assert "How to repeat it" in text
    is_harmless = name in ("diagnostics.jsonl", "history.csv") and not content.strip(b"{")
    assert name in text or is_harmless
    if name != "history.csv":
        assert "val_loss" in text or "validation" in text
    assert whole != text


def test_of_a_history_that_is_cut_off_the_whole_rows_are_kept(tmp_path):
    directory = a_run(tmp_path)
    cut = directory.history_csv.read_text("utf-8")[:-3]
    directory.history_csv.write_text(cut, "utf-8")
    with pytest.raises(UserError, match=r"history\.csv"):
        RunRecord(directory)
    record = RunRecord(directory, is_forgiving=True)
    assert [row["epoch"] for row in record.history.rows][:2] == [1, 2]
    assert len(record.damage) == 1


def test_a_folder_in_the_place_of_a_file_is_damage(tmp_path):
    directory = a_run(tmp_path)
    directory.findings_json.unlink()
    directory.findings_json.mkdir()
    assert "findings.json: is damaged" in text_of(directory)


def test_a_section_that_fails_says_so_in_its_place(tmp_path, monkeypatch):
    def broken(run):
        raise RuntimeError("no luck")

    broken.__module__ = "suite.runs.page.sections.curves"
    monkeypatch.setattr("suite.runs.page.sections.registry.SECTIONS", (broken,))
    assert "curves: cannot be shown (no luck)" in text_of(a_run(tmp_path))


def test_where_no_run_has_begun_no_page_is_left(tmp_path):
    leave_page(RunDirectory(tmp_path / "none"), pytest.fail)
    assert not (tmp_path / "none").exists()
    discarded = RunDirectory.discarded()
    discarded.write_summary({"status": "finished"})
    leave_page(discarded, pytest.fail)
    assert not discarded.report_html.exists()


def test_a_page_that_fails_is_a_note_and_not_the_end_of_the_run(tmp_path, monkeypatch):
    directory = a_run(tmp_path)

    def broken(*_):
        raise RunFailure("report.html: cannot be written: No space left on device.")

    monkeypatch.setattr(module, "write_page", broken)
    notes = []
    assert not leave_page(directory, notes.append)
    (note,) = notes
    assert note.startswith("note: the page could not be made: RunFailure: report.html")


def test_a_run_that_failed_tells_why(tmp_path):
    directory = a_run(tmp_path, "failed")
    directory.note_failure("disk <full>")
    assert leave_page(directory, pytest.fail)
    assert "The error disk <full>" in text_of(directory)
    finished = a_run(tmp_path / "finished")
    finished.note_failure("disk full")
    assert "disk full" not in text_of(finished)
    RunDirectory(tmp_path / "none").note_failure("disk full")
    assert not (tmp_path / "none").exists()


def test_the_page_goes_where_one_wants_it(tmp_path):
    directory = a_run(tmp_path / "run")
    assert write_page(directory, tmp_path / "out" / "a.html") == tmp_path / "out" / "a.html"
    assert not directory.report_html.exists()
    assert Run(directory).report() == directory.report_html


def test_folders_that_are_no_run_are_refused(tmp_path):
    with pytest.raises(UserError, match="there is no such folder"):
        RunDirectory.remains(tmp_path / "none")
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(UserError, match="has none of its files"):
        RunDirectory.remains(tmp_path)


def test_making_a_page_imports_nothing_heavy(tmp_path):
    a_run(tmp_path)
    code = (
        "import sys; from pathlib import Path;"
        "from suite.runs.directory.run_directory import RunDirectory;"
        "from suite.runs.page.run_page import write_page;"
        f"write_page(RunDirectory(Path({str(tmp_path)!r})));"
        "print([m for m in ('keras', 'tensorflow', 'numpy', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
