"""A run as Python sees it."""

from __future__ import annotations

import math
import subprocess
import sys

import keras
import pytest

from suite.errors import UserError
from suite.runs import History, Run, RunDirectory, closing_text
from tests.runs.unopened_files import write_model

FINDING = {
    "diagnostic": "dead_neurons",
    "severity": "warning",
    "text": "half of conv1 is dead",
    "layer": "conv1",
    "step": 8,
    "figure": 0.5,
    "limit": 0.5,
    "topic": "activations/dying-relu",
    "edit": "optimizer.learning_rate: 0.3 -> 0.03",
}


def make_run(path, *, status="finished", epochs=3, metrics=None) -> RunDirectory:
    directory = RunDirectory(path)
    directory.write_recipe("model: mlp\n")
    directory.write_summary(
        {"status": status, "recipe": "mlp<1>", "metrics": metrics or {}, "seconds": 41.4}
    )
    directory.write_findings([FINDING])
    accuracies = [0.5, 0.9, 0.8]
    rows = [
        {
            "epoch": epoch + 1,
            "step": 100 * epoch,
            "loss": 1.0 / (epoch + 1),
            "accuracy": accuracies[epoch],
            "val_loss": 0.5,
            "val_accuracy": accuracies[epoch],
            "seconds": 1.0,
        }
        for epoch in range(epochs)
    ]
    History(rows).write(directory.history_csv)
    return directory


def test_opens_what_is_in_the_directory(tmp_path):
    make_run(tmp_path)
    run = Run.open(str(tmp_path))
    assert run.path == tmp_path
    assert run.recipe_text == "model: mlp\n"
    assert run.status == "finished"
    assert run.summary["seconds"] == 41.4
    assert run.findings == [FINDING]
    assert run.history.column("epoch") == [1, 2, 3]
    assert repr(run) == f"<Run mlp<1>: finished, 3 epochs, {tmp_path}>"


def test_refuses_what_is_no_run(tmp_path):
    with pytest.raises(UserError, match="is not the folder of a run"):
        Run.open(tmp_path)


@pytest.mark.parametrize("name", ["summary.json", "findings.json"])
def test_a_damaged_file_is_named(tmp_path, name):
    make_run(tmp_path)
    (tmp_path / name).write_text("{")
    with pytest.raises(UserError, match=f"{name}: is damaged"):
        Run.open(tmp_path)


# Keras 3.15 saves with a call that NumPy 2.4 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_model_is_the_live_one_or_that_of_the_file(tmp_path):
    directory = make_run(tmp_path)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    assert Run(directory, model=model).model is model
    with pytest.raises(UserError, match=r"the run is finished and has no model\.keras"):
        _ = Run(directory).model
    model.save(directory.model_keras)
    run = Run(directory)
    assert run.model is run.model
    assert (run.model.get_weights()[0] == model.get_weights()[0]).all()


def test_the_report_is_the_page(tmp_path):
    run = Run(make_run(tmp_path / "run"))
    assert run.report() == tmp_path / "run" / "report.html"
    assert "<title>mlp&lt;1&gt;</title>" in run.directory.report_html.read_text("utf-8")
    text = Run(make_run(tmp_path / "empty", epochs=0)).report().read_text("utf-8")
    assert "No epoch has been finished" in text


def test_the_closing_text_of_a_finished_run(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    directory = make_run(tmp_path, metrics={"test_loss": math.nan, "test_accuracy": 0.875})
    write_model(directory.model_keras)
    assert closing_text(Run(directory)).splitlines() == [
        f"finished after 3 epochs in 41 s: {tmp_path}",
        "  test_loss           not finite",
        "  test_accuracy       0.8750",
        "  loss           ^._  0.3333",
        "  val_loss       ___  0.5000",
        "  accuracy       _^*  0.8000",
        "  val_accuracy   _^*  0.8000 (best 0.9000 in epoch 2)",
        "no single cause found; what was noticed:",
        "warning: half of conv1 is dead (since step 8)",
        "  try: optimizer.learning_rate: 0.3 -> 0.03",
        "what to do now:",
        f"  measure it:  python -m suite evaluate {tmp_path}",
        f"  look at it:  python -m suite report {tmp_path}",
    ]


def test_the_closing_text_of_a_run_that_came_nowhere(tmp_path):
    path = tmp_path / "my run"
    text = closing_text(Run(make_run(path, status="failed", epochs=0)))
    assert text.splitlines()[0] == f"failed after 0 epochs in 41 s: {path}"
    assert "what to do now" not in text


def test_neither_keras_nor_what_draws_is_imported():
    code = (
        "import sys, suite.runs, suite.runs.progress.progress, suite.runs.environment;"
        "import suite.runs.pictures.curves;"
        "print([m for m in ('keras', 'tensorflow', 'numpy', 'matplotlib', 'rich') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("summary", "targets", "names"),
    [
        ({}, "classes", None),
        ({"classes": ["cat", "dog"]}, "classes", ["cat", "dog"]),
        ({"classes": ["cat"]}, "labels", None),
        ({"labels": ["a", "b"]}, "labels", ["a", "b"]),
        ({"values": ["height"]}, "values", ["height"]),
        ({"labels": [1, 2]}, "labels", ["1", "2"]),
        ({"labels": "a"}, "labels", None),
    ],
)
def test_the_names_of_what_the_outputs_stand_for(tmp_path, summary, targets, names):
    RunDirectory(tmp_path).write_summary({"status": "finished", **summary})
    assert Run(RunDirectory(tmp_path)).output_names(targets) == names


def test_a_folder_in_which_nothing_is_written_yet_is_running(tmp_path):
    run = Run(RunDirectory(tmp_path))
    assert (run.status, run.surface, run.findings, run.history.rows) == ("running", None, [], [])
    assert run.name == tmp_path.name


@pytest.mark.parametrize(("counted", "rows"), [(1, 0), (3, 2), (100, 1)])
def test_a_history_with_fewer_epochs_than_were_counted_is_damaged(tmp_path, counted, rows):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "finished", "epochs": counted})
    History([{"epoch": n + 1, "step": n} for n in range(rows)]).write(directory.history_csv)
    message = f"it has {rows} of the {counted} epochs that summary.json counts"
    with pytest.raises(UserError, match=message):
        Run(directory)


@pytest.mark.parametrize("counted", [0, 1, 2])
def test_more_epochs_than_were_counted_are_no_damage(tmp_path, counted):
    """The history is written at the end of an epoch, the summary later."""
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "interrupted", "epochs": counted})
    History([{"epoch": 1, "step": 1}, {"epoch": 2, "step": 2}]).write(directory.history_csv)
    assert len(Run(directory).history.rows) == 2


def test_a_lost_history_is_told_where_curves_are_asked_for(tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "finished", "epochs": 3})
    assert "history.csv is missing." in Run(directory).report().read_text("utf-8")


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (None, r"recipe\.yaml: cannot be read: No such file"),
        ("- a\n", r"recipe\.yaml: is damaged: the whole: input should be a valid dictionary"),
        ("a: [", r"recipe\.yaml: is damaged: while parsing"),
    ],
)
def test_a_recipe_that_the_doctor_cannot_read(tmp_path, recipe, message):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "finished"})
    if recipe is not None:
        directory.write_recipe(recipe)
    with pytest.raises(UserError, match=message):
        _ = Run(directory).diagnosis
