"""What the command line says of a run."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from suite.runs import History, Run, RunDirectory
from suite.runs.run_texts import closing_text, doctor_text, report_text, topic_lines
from tests.runs.unopened_files import write_model

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


NOTICED = "no single cause found; what was noticed:"


@pytest.fixture(autouse=True)
def _blocks(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def a_run(path, *, rows=(), findings=(), summary=None, model=False):
    directory = RunDirectory(path)
    directory.write_recipe("model: mlp\n")
    directory.write_summary({"status": "finished", **(summary or {})})
    directory.write_findings([{**FINDING, **one} for one in findings])
    if rows:
        History(rows).write(directory.history_csv)
    if model:
        write_model(directory.model_keras)
    return Run(directory)


ROW = {"epoch": 1, "step": 10, "loss": 0.5}
SURFACE = {"surface": "beale", "steps": 1234}


def test_a_run_that_has_a_page_ends_by_naming_it(tmp_path):
    run = a_run(tmp_path, rows=[ROW])
    page = run.report()
    assert closing_text(run).splitlines()[-1] == f"page: {page}"
    assert "look at it" not in closing_text(run)


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


RESUME, EVALUATE, REPORT = (
    ("go on", "run --resume"),
    ("measure it", "evaluate"),
    ("look at it", "report"),
)


@pytest.mark.parametrize(
    ("status", "rows", "model", "commands"),
    [
        ("finished", True, True, [EVALUATE, REPORT]),
        ("finished", False, True, [EVALUATE]),
        ("interrupted", True, True, [RESUME, EVALUATE, REPORT]),
        ("interrupted", False, False, [RESUME]),
        ("failed", True, False, [REPORT]),
        ("failed", False, False, []),
        ("running", False, False, []),
    ],
)
def test_what_to_do_now(tmp_path, status, rows, model, commands):
    run = a_run(tmp_path, summary={"status": status}, rows=[ROW] if rows else (), model=model)
    _, _, told = closing_text(run).partition("\nwhat to do now:\n")
    found = [line.strip().split(":", 1) for line in told.splitlines()]
    expected = [(what, f"python -m suite {verb} {tmp_path}") for what, verb in commands]
    assert [(what, command.strip()) for what, command in found] == expected


def in_trouble(path):
    finding = {"diagnostic": "finite", "severity": "error", "text": "The loss is nan.", "step": 7}
    finding["edit"] = "optimizer.learning_rate: 3 -> 0.03"
    run = a_run(path, findings=[finding], rows=[ROW])
    run.directory.write_recipe("model: mlp\noptimizer: {kind: sgd, learning_rate: 3}\n")
    return Run(run.directory)


def test_the_proposed_change_is_a_command_to_copy(tmp_path):
    run = in_trouble(tmp_path / "my run")
    lines = closing_text(run).splitlines()
    assert lines[2] == "diagnosis: The learning rate is too high."
    now = lines.index("what to do now:")
    change, try_first, _ = (line.split(":", 1) for line in lines[now + 1 :])
    recipe = str(tmp_path / "my run" / "recipe.yaml")
    command = ["python", "-m", "suite", "run", recipe, run.diagnosis.edit.override]
    assert (change[0].strip(), shlex.split(change[1])) == ("change it", command)
    command = ["python", "-m", "suite", "doctor", str(tmp_path / "my run"), "--try"]
    assert (try_first[0].strip(), shlex.split(try_first[1])) == ("try that first", command)


def test_advice_in_words_is_no_command(tmp_path):
    run = in_trouble(tmp_path)
    evidence = replace(run.diagnosis.evidence, edit="collect more data")
    run.diagnosis = replace(run.diagnosis, evidence=evidence)
    assert "  try: collect more data" in closing_text(run)
    assert "change it" not in closing_text(run)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_closing_text_fits_the_width_and_cuts_no_word(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    run = in_trouble(RunDirectory.plan(None, "quickstart").path)
    lines = closing_text(run).splitlines()
    for line in lines:
        assert len(line) <= width or " " not in line.strip().removesuffix(" \\")
    words = {word for line in lines for word in line.split()}
    monkeypatch.setenv("COLUMNS", "1000")
    whole = {word for line in closing_text(run).splitlines() for word in line.split()}
    assert {word.removesuffix(":") for word in words - {"\\"}} == {
        word.removesuffix(":") for word in whole
    }


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("my run", '"{}"'),
        ("run", "{}"),
        ("$HOME", "'{}'"),
        ("a`b", "'{}'"),
        ("(1)", '"{}"'),
    ],
)
def test_a_path_is_quoted_where_a_shell_asks_for_it(tmp_path, name, quoted):
    path = tmp_path / name
    assert closing_text(a_run(path, rows=[ROW])).endswith(f"report {quoted.format(path)}")


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
    first = NOTICED if finding.get("severity") == "warning" else "nothing wrong found"
    assert text.splitlines() == [first, *lines]


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
        "nothing wrong found",
    ]


def several_epochs(path):
    losses = [1.0, 0.5, 0.25, 0.25]
    rows = [
        {"epoch": at + 1, "step": at, "loss": loss, "val_accuracy": 1 - loss}
        for at, loss in enumerate(losses)
    ]
    return a_run(path, rows=rows, summary={"metrics": {"test_loss": 0.25}})


def test_the_curves_stand_beside_the_figures(tmp_path):
    assert report_text(several_epochs(tmp_path)).splitlines()[1:] == [
        "  test_loss           0.2500",
        "  loss          █▃▁▁  0.2500",
        "  val_accuracy  ▁▆██  0.7500",
        "nothing wrong found",
    ]


def test_where_the_locale_is_c_all_is_ascii(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    text = report_text(several_epochs(tmp_path))
    assert text.isascii()
    assert "  loss          ^-__  0.2500" in text


def test_of_a_surface_all_metrics_are_shown(tmp_path):
    run = a_run(tmp_path, summary={**SURFACE, "metrics": {"f": 1e-9, "distance": 0.5}})
    lines = ["  f         1e-9", "  distance  0.5000", "nothing wrong found"]
    assert report_text(run).splitlines()[1:] == lines


def test_a_run_whose_process_is_gone_does_not_run(tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_recipe("model: mlp")
    directory.write_summary({"status": "running"})
    assert report_text(Run(directory)).startswith("running after 0 epochs: ")
    with directory.locked():
        assert report_text(Run(directory)).startswith("running after 0 epochs: ")
    directory.checkpoints.mkdir(exist_ok=True)
    (directory.checkpoints / "lock").touch()
    first, second, *_ = report_text(Run(directory)).splitlines()
    assert first == f"cut off after 0 epochs; its process is gone: {tmp_path}"
    assert second == f"go on: python -m suite run --resume {tmp_path}"


def test_a_run_ends_with_the_figures_that_its_topic_is_about(tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "finished"})
    directory.write_recipe("topic: norm/batch, reg/batchnorm, optim/momentum")
    wide = {f"layer{number}": number / 10 for number in range(12)}
    directory.log_measurement(5, "batchnorm_stats", {"samples": 64.0, "layer0": 9.0})
    directory.log_measurement(9, "batchnorm_stats", {"samples": 64.0, **wide, "d_mu/layer0": 1.0})
    directory.log_measurement(9, "dead_neurons", {"layer0": 0.5})  # of no topic of these
    (line,) = topic_lines(Run(directory))
    assert line.startswith("  norm/batch, batchnorm_stats: layer0 0, layer1 0.1, ")
    assert line.endswith("layer7 0.7, ...")
    assert "samples" not in line


def test_the_doctor_speaks_another_language(tmp_path):
    finding = {
        **dict.fromkeys(("layer", "figure", "limit", "topic")),
        "diagnostic": "update_ratio",
        "text": "An update changes `logits` by 25% of its size, where about 0.1 % is usual.",
        "severity": "warning",
        "step": 3,
        "edit": "optimizer.learning_rate: 3 -> 0.3",
    }
    assert doctor_text(a_run(tmp_path, findings=[finding]), "zh").splitlines() == [
        "没有找到单一的原因；注意到以下情况：",
        "警告：一次更新使 `logits` 改变了自身大小的 25%，而通常约为 0.1 %。（从第 3 步起）",
        "  可以试试：optimizer.learning_rate: 3 -> 0.3",
    ]
    assert doctor_text(a_run(tmp_path), "zh") == "没有发现问题"
