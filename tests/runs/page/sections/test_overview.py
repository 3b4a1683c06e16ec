"""What a stranger reads first."""

from __future__ import annotations

import math
import re

import pytest

from suite.runs import History, RunDirectory
from suite.runs.page.charts.key_figures import KeyFigures
from suite.runs.page.charts.section import Text
from suite.runs.page.comparison.given_runs import GivenRuns
from suite.runs.page.run_page import run_page
from suite.runs.page.sections.doctor import doctor
from suite.runs.page.sections.overview import overview
from suite.runs.run import Run
from suite.runs.run_record import RunRecord
from suite.runs.run_texts import doctor_text
from tests.runs.unopened_files import write_model

SETUP = {
    "targets": "classes", "classes": 10, "samples": 1252, "epochs": 12,
    "optimizer": {"kind": "adam", "class": "Adam"},
}  # fmt: skip
ROWS = [
    {"epoch": 1, "loss": 2.0, "val_loss": 1.0, "val_accuracy": 0.6, "images_per_second": 100.0},
    {"epoch": 2, "loss": 1.0, "val_loss": 2.0, "val_accuracy": 0.5, "images_per_second": 300.0},
]


def a_run(
    path, *, recipe="model: {kind: cnn}\ndata: {kind: digits}\n", setup=None, rows=ROWS, **summary
):
    directory = RunDirectory(path)
    if recipe:
        directory.write_recipe(recipe)
    directory.write_setup(SETUP if setup is None else setup)
    directory.write_findings([])
    (path / "identity.json").write_text("{}")
    directory.write_summary({"status": "finished", "epochs": len(rows), **summary})
    if rows:
        History(rows).write(directory.history_csv)
    write_model(directory.model_keras)
    return RunRecord(directory, is_forgiving=True)


def told(run) -> str:
    return " ".join(overview(run).parts[0].paragraphs).replace("\xa0", " ")


def figures(run) -> dict[str, tuple[str, str]]:
    (found,) = [part for part in overview(run).parts if isinstance(part, KeyFigures)]
    return {one.label: (one.value, one.note) for one in found.figures}


def test_two_sentences_tell_what_and_how(tmp_path):
    run = a_run(
        tmp_path,
        parameters={"trainable": 53098, "total": 53290},
        metrics={"test_accuracy": 0.98626},
    )
    assert told(run) == (
        "A convolutional network with 53,098 weights was trained to tell 10 classes apart from "
        "1,252 examples of digits by Adam. It took 2 epochs; it is right on 98.6 % of the test "
        "examples, where guessing gives about 10 %. " + told(run).rpartition("10 %. ")[2]
    )


@pytest.mark.parametrize(
    ("status", "rows", "said"),
    [
        ("failed", ROWS, "The run ended by an error after 2 epochs of 12; it is right on 50.0 %"),
        ("interrupted", ROWS[:1], "The run was interrupted after 1 epoch of 12; it is right on 60"),
        ("running", ROWS, "The run goes on, or its process was killed; 2 epochs of 12 are done"),
        ("failed", [], "The run ended by an error after 0 epochs of 12: no epoch was finished."),
        (
            "finished",
            [*ROWS, {"epoch": 3, "loss": math.nan}],
            "It took 3 epochs, but from epoch 3 on the loss is no number any more.",
        ),
    ],
)
def test_how_a_run_came_out(tmp_path, status, rows, said):
    assert said in told(a_run(tmp_path, status=status, rows=rows))


@pytest.mark.parametrize(
    ("setup", "metrics", "said"),
    [
        ({"targets": "values"}, {"test_r2_score": 0.4573}, "its r2 score is 0.4573"),
        ({}, {}, "its accuracy is 0.5000"),
        ({"targets": "labels"}, {"test_auc": 0.99}, "its auc is 0.9900"),
    ],
)
def test_another_task_is_told_by_its_first_metric(tmp_path, setup, metrics, said):
    assert said in told(a_run(tmp_path, setup=setup, metrics=metrics))


def test_a_run_of_code_names_no_recipe(tmp_path):
    run = a_run(tmp_path, recipe="", origin="code")
    assert told(run).startswith("A model from Python code was trained to tell 10 classes apart")
    assert len(overview(run).parts) == 2


@pytest.mark.parametrize(
    ("distance", "said"), [(0.0002, "0.0002 away from the nearest"), (None, "no longer finite")]
)
def test_a_walk_over_a_surface(tmp_path, distance, said):
    run = a_run(
        tmp_path, recipe="surface: rosenbrock\n", setup={}, rows=[], surface="rosenbrock",
        steps=2000, metrics={"value": distance, "distance": distance},
    )  # fmt: skip
    assert "the surface rosenbrock was looked for" in told(run)
    assert f"After 2,000 steps it is {said}" in told(run) or said in told(run)


def test_the_figures_that_matter(tmp_path):
    run = a_run(
        tmp_path, metrics={"test_loss": None, "test_accuracy": 0.9, "loss": 1.0},
        parameters={"trainable": 10}, seconds=187,
    )  # fmt: skip
    assert figures(run) == {
        "test loss": ("not finite", ""),
        "test accuracy": ("0.9000", ""),
        "best validation accuracy": ("0.6000", "in epoch 1 of 2"),
        "weights": ("10", ""),
        "time": ("3:07", "300 examples/s"),
    }


def test_what_is_missing_and_what_is_damaged_is_listed(tmp_path):
    run = a_run(tmp_path)
    assert not [one for one in overview(run).parts if getattr(one, "severity", "")]
    run.directory.model_keras.unlink()
    run.directory.findings_json.unlink()
    run.directory.setup_json.write_text("{")
    run = RunRecord(run.directory, is_forgiving=True)
    (note,) = [one for one in overview(run).parts if isinstance(one, Text) and one.severity]
    assert list(note.items[:2]) == ["findings.json is missing.", "model.keras is missing."]
    assert "setup.json: is damaged" in note.items[2]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "is missing."),
        ("", "is empty, though"),
        ("{}\n", "1 damaged line is"),
        ('{"step": 1, "diag', "its end is"),
        ('{"step": 1, "diagnostic": "gradient_norm", "values": {}}\n', None),
    ],
)
def test_measurements_that_the_history_knows_of_and_that_are_not_there(tmp_path, content, told):
    rows = [{**row, "gradient_norm/global": 1.0} for row in ROWS]
    run = a_run(tmp_path, rows=rows)
    if content is not None:
        run.directory.diagnostics_jsonl.write_text(content)
    notes = [one for one in overview(run).parts if isinstance(one, Text) and one.severity]
    assert bool(notes) is (told is not None)
    if told:
        assert notes[0].items[0].replace(":", "").startswith(f"diagnostics.jsonl {told}")


def test_the_error_of_a_failed_run_can_be_copied(tmp_path):
    run = a_run(tmp_path, status="failed", error="no space")
    assert [one.copied for one in overview(run).parts if isinstance(one, Text)][1] == "no space"


def test_a_run_whose_process_is_gone_is_cut_off(tmp_path):
    run = a_run(tmp_path, status="running")
    with run.directory.locked():
        assert "The run goes on; 2 epochs of 12 are done" in told(run)
    (run.directory.checkpoints / "lock").touch()
    assert "Its process is gone: it was killed, or the machine stopped; 2 epochs of 12" in told(run)
    page = run_page(run.directory)
    assert re.search(r'<span class="status [\w-]*">cut off<', page)


def test_without_a_summary_the_end_is_not_known(tmp_path):
    run = a_run(tmp_path, rows=ROWS[:1])
    run.directory.summary_json.write_text("{")
    run = RunRecord(run.directory, is_forgiving=True)
    assert "How it ended is not known; 1 epoch of 12 is done" in told(run)
    assert run.outcome == "status unknown after 1 epoch"


NAN = [*ROWS, {"epoch": 3, "loss": math.nan}]
UNKNOWN = "Whether anything is wrong is not known: there is no findings.json to read."
LOST = "Nothing that was measured tells why the loss is lost from epoch 3 on."


@pytest.mark.parametrize(
    ("rows", "has_findings", "said"),
    [
        (ROWS[:1], True, "Nothing wrong was found."),
        (ROWS[:1], False, UNKNOWN),
        (NAN, True, LOST),
        ([*NAN, {"epoch": 4, "loss": 1.0}], True, "Nothing wrong was found."),
    ],
)
def test_nothing_wrong_is_said_only_where_it_is_known(tmp_path, rows, has_findings, said):
    run = a_run(tmp_path, rows=rows)
    if not has_findings:
        run.directory.findings_json.unlink()
    run = Run(run.directory, is_forgiving=True)
    run.diagnosis = None
    assert told(run).endswith(said)
    (first, *_) = doctor(run).parts
    assert first.paragraphs[0].startswith(said.removesuffix("."))
    short = "nothing wrong found" if said.startswith("Nothing wrong") else said
    assert doctor_text(run).replace("\n  ", " ") == short
    (compared,) = GivenRuns.among([tmp_path]).runs
    if said is UNKNOWN:
        assert compared.doctor == "cannot be told"


def test_a_walk_that_is_lost_is_not_right(tmp_path):
    lost = a_run(
        tmp_path, recipe="surface: beale\n", setup={}, rows=[], surface="beale",
        steps=9, metrics={"value": None, "distance": None},
    )  # fmt: skip
    assert doctor_text(Run(lost.directory)) == "Its numbers are no longer finite."
