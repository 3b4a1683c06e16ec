"""What the command line says of a run."""

from __future__ import annotations

import pytest

from suite.runs import History, Run, RunDirectory
from suite.runs.run_texts import closing_text, doctor_text, report_text

FINDING = {
    "diagnostic": "gradient_norm",
    "severity": "note",
    "text": "gradients shrink",
    "layer": None,
    "step": None,
    "figure": None,
    "limit": None,
    "topic": None,
    "edit": None,
}


def a_run(path, *, rows=(), findings=(), summary=None, model=False):
    directory = RunDirectory(path)
    directory.write_recipe("model: mlp\n")
    directory.write_summary({"status": "finished", **(summary or {})})
    directory.write_findings([{**FINDING, **one} for one in findings])
    if rows:
        History(rows).write(directory.history_csv)
    if model:
        directory.model_keras.touch()
    return Run(directory)


ROW = {"epoch": 1, "step": 10, "loss": 0.5}
SURFACE = {"surface": "beale", "steps": 1234}


@pytest.mark.parametrize(
    ("summary", "rows", "outcome"),
    [
        ({}, 0, "finished after 0 epochs"),
        ({}, 1, "finished after 1 epoch"),
        ({}, 2, "finished after 2 epochs"),
        ({"seconds": None}, 1, "finished after 1 epoch"),
        ({"seconds": 0.04}, 1, "finished after 1 epoch in 0.04 s"),
        ({"seconds": 187}, 1, "finished after 1 epoch in 3:07"),
        ({"status": "interrupted"}, 2, "interrupted after 2 epochs"),
        ({"status": "failed"}, 0, "failed after 0 epochs"),
        ({"status": "running"}, 1, "running after 1 epoch"),
        (SURFACE, 0, "finished after 1,234 steps"),
        ({**SURFACE, "steps": 1}, 0, "finished after 1 step"),
        ({"surface": "beale"}, 0, "finished after 0 steps"),
    ],
)
def test_how_far_it_came(tmp_path, summary, rows, outcome):
    run = a_run(tmp_path, summary=summary, rows=[{**ROW, "epoch": n + 1} for n in range(rows)])
    assert run.outcome == outcome
    assert report_text(run).splitlines()[0] == f"{outcome}: {tmp_path}"


@pytest.mark.parametrize(
    ("status", "rows", "model", "verbs"),
    [
        ("finished", True, True, ["evaluate", "report"]),
        ("finished", False, True, ["evaluate"]),
        ("interrupted", True, True, ["run --resume", "evaluate", "report"]),
        ("interrupted", False, False, ["run --resume"]),
        ("failed", True, False, ["report"]),
        ("failed", False, False, []),
        ("running", False, False, []),
    ],
)
def test_what_to_do_next(tmp_path, status, rows, model, verbs):
    run = a_run(tmp_path, summary={"status": status}, rows=[ROW] if rows else (), model=model)
    lines = closing_text(run).splitlines()
    commands = [line.split(maxsplit=1)[1] for line in lines if line.startswith("next: ")]
    commands += [line.strip() for line in lines if line.startswith("      ")]
    assert commands == [f"python -m suite {verb} {tmp_path}" for verb in verbs]


def test_a_path_with_blanks_is_quoted(tmp_path):
    path = tmp_path / "my run"
    assert f'report "{path}"' in closing_text(a_run(path, rows=[ROW]))


@pytest.mark.parametrize(
    ("finding", "lines"),
    [
        ({}, ["note: gradients shrink"]),
        ({"step": 0}, ["note: gradients shrink (since step 0)"]),
        ({"step": 80, "severity": "warning"}, ["warning: gradients shrink (since step 80)"]),
        ({"edit": "seed: 0 -> 1"}, ["note: gradients shrink", "  try: seed: 0 -> 1"]),
        ({"edit": ""}, ["note: gradients shrink"]),
    ],
)
def test_a_finding_with_its_edit_below(tmp_path, finding, lines):
    text = doctor_text(a_run(tmp_path, findings=[finding]))
    assert text.splitlines() == ["nothing wrong found", *lines]


def test_errors_come_first_then_warnings_each_in_their_order(tmp_path):
    severities = ["note", "warning", "error", "note", "error"]
    findings = [{"severity": one, "text": str(at)} for at, one in enumerate(severities)]
    run = a_run(tmp_path, findings=findings)
    run.diagnosis = None
    assert doctor_text(run).splitlines()[1:] == [
        "error: 2",
        "error: 4",
        "warning: 1",
        "note: 0",
        "note: 3",
    ]


def test_nothing_wrong_and_nothing_noticed(tmp_path):
    assert doctor_text(a_run(tmp_path)) == "nothing wrong found"


NEEDS = [
    ({}, None),
    ({"dense": "suite.layers.maxout:Maxout"},
     "model.keras needs `import suite` before Keras opens it, for Maxout (dense)"),
    ({"a": "suite.layers.maxout:Maxout", "b": "suite.layers.maxout:Maxout"},
     "model.keras needs `import suite` before Keras opens it, for Maxout (a, ...)"),
    ({"a": "mine>Twice"},
     "model.keras needs your own files, or suite.Run.open, for mine>Twice (a)"),
    ({"a": "./net.py:Twice", "b": "suite.layers.maxout:Maxout"},
     "model.keras needs your own files, or suite.Run.open, for Twice (a), Maxout (b)"),
]  # fmt: skip


@pytest.mark.parametrize(("needs", "line"), NEEDS)
def test_what_keras_needs_to_open_the_model(tmp_path, needs, line):
    lines = closing_text(a_run(tmp_path, summary={"model": {"needs": needs}})).splitlines()
    assert [one for one in lines if one.startswith("model.keras")] == ([line] if line else [])


@pytest.mark.parametrize("model", [None, [], "text", {}, {"needs": None}, {"needs": []}])
def test_a_model_of_another_form_needs_nothing(tmp_path, model):
    assert "model.keras" not in closing_text(a_run(tmp_path, summary={"model": model}))


def test_figures_are_aligned_below_the_outcome(tmp_path):
    run = a_run(
        tmp_path,
        rows=[{**ROW, "accuracy": 0.75, "val_loss": 0.7, "val_accuracy": 0.5}],
        summary={"metrics": {"test_loss": 0.25, "loss": 0.5, "test_accuracy": None}},
    )
    run.diagnosis = None
    assert report_text(run).splitlines()[1:] == [
        "  test_loss      0.2500",
        "  test_accuracy  not finite",
        "  loss           0.5000",
        "  val_loss       0.7000",
        "  accuracy       0.7500",
        "  val_accuracy   0.5000",
    ]


def test_of_a_surface_all_metrics_are_shown(tmp_path):
    run = a_run(tmp_path, summary={**SURFACE, "metrics": {"f": 1e-9, "distance": 0.5}})
    assert report_text(run).splitlines()[1:] == ["  f         1e-9", "  distance  0.5000"]
