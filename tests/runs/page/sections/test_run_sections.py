"""Doctor, curves, findings over time, how to repeat it, and the walk over a surface."""

from __future__ import annotations

import math

import pytest

from suite.runs import History, RunDirectory
from suite.runs.page.charts.line_chart import LineChart
from suite.runs.page.charts.section import Text
from suite.runs.page.sections.curves import curves
from suite.runs.page.sections.doctor import doctor
from suite.runs.page.sections.repeat import repeat
from suite.runs.page.sections.timeline import timeline
from suite.runs.page.sections.walk import walk
from suite.runs.run_record import RunRecord
from tests.runs.page.sections.hand_made import chart
from tests.runs.unopened_files import PNG

FINDING = {
    "diagnostic": "update_ratio", "severity": "error", "layer": "logits", "step": 9,
    "text": "An update changes `logits` by 25% of its size: the learning rate is too high.",
    "figure": 0.25, "limit": 0.1, "topic": "optim/learning-rate",
    "edit": "optimizer.learning_rate: 3.0 -> 0.3",
}  # fmt: skip
RECIPE = "name: mine\nmodel: {kind: mlp}\noptimizer: {kind: sgd, learning_rate: 3.0}\n"


def a_run(path, *, rows=(), findings=(), recipe=RECIPE, setup=None, **summary) -> RunRecord:
    directory = RunDirectory(path)
    if recipe:
        directory.write_recipe(recipe)
    directory.write_summary({"status": "finished", **summary})
    directory.write_findings([{**FINDING, **one} for one in findings])
    directory.write_setup(setup or {})
    if rows:
        History([{"epoch": n + 1, **row} for n, row in enumerate(rows)]).write(
            directory.history_csv
        )
    return RunRecord(directory)


def test_the_doctor_names_cause_evidence_and_an_edit_to_copy(tmp_path):
    found = [{}, {"diagnostic": "finite", "step": 12, "text": "64 values are not finite."}]
    found += [{"diagnostic": "other", "topic": None, "text": "Odd.", "severity": "warning"}]
    rows = [{"step": 20 * n, "loss": 2.3, "accuracy": 0.1} for n in range(1, 6)]
    run = a_run(tmp_path / "my run", findings=found, rows=rows)
    section = doctor(run)
    first = section.parts[0]
    assert first.title == "The learning rate is too high."
    assert first.severity == "error"
    assert first.paragraphs[0].startswith("An update changes `logits` by 25% of its size")
    assert "(since step 9)" in first.paragraphs[0]
    assert "Measured: 0.25; limit: 0.1." in first.paragraphs[0]
    assert first.paragraphs[1] == "The lecture about it: optim/learning-rate."
    (copied,) = [one.copied for one in section.parts if isinstance(one, Text) and one.copied]
    assert copied.startswith(
        f"python -m suite run '{run.path}/recipe.yaml' optimizer.learning_rate="
    )
    assert section.parts[-1].title == "What else was noticed"
    assert section.parts[-1].items[0].startswith("Odd. (since step 9)")


def test_where_nothing_is_wrong_that_is_said(tmp_path):
    setup = {"epochs": 3}
    section = doctor(a_run(tmp_path / "a", setup=setup))
    assert section.parts[0].paragraphs == ["Nothing wrong was found, and nothing worth a note."]
    run = a_run(
        tmp_path / "b", findings=[{"severity": "note", "edit": None, "text": "Some are dead."}]
    )
    assert run.diagnosis is None
    assert doctor(run).parts[0].items == ["Some are dead. (since step 9)"]
    assert doctor(a_run(tmp_path / "c", status="running")) is None
    assert doctor(a_run(tmp_path / "d", surface="beale")) is None


def test_training_stands_beside_validation_with_the_best_epoch(tmp_path):
    rows = [{"loss": 2.0, "val_loss": 1.0}, {"loss": 1.0, "val_loss": 1.5}]
    loss = chart(curves(a_run(tmp_path, rows=rows, metrics={"test_loss": 1.2})), "loss")
    assert [(one.role, list(one.y)) for one in loss.series] == [
        ("training", [2.0, 1.0]),
        ("validation", [1.0, 1.5]),
    ]
    (best,) = loss.marks
    assert (best.x, best.y, best.text) == (1, 1.0, "best 1.0000 in epoch 1")
    assert [one.text for one in loss.levels] == ["test 1.2000"]
    assert not loss.y_log


@pytest.mark.parametrize(("last", "log"), [(0.03, True), (0.2, False), (0.0, False)])
def test_a_loss_over_decades_is_logarithmic(tmp_path, last, log):
    loss = chart(curves(a_run(tmp_path, rows=[{"loss": 2.0}, {"loss": last}])), "loss")
    assert loss.y_log is log


@pytest.mark.parametrize(
    ("name", "values", "low", "high"),
    [
        ("accuracy", [0.9871, 0.9874], 0.976, 0.998),
        ("accuracy", [0.9999, 1.0], 0.98, 1.0),
        ("accuracy", [0.0, 0.0001], 0.0, 0.02),
        ("loss", [1.0, 1.001], 0.94, 1.06),
        ("r2_score", [-5.0, -5.0], -5.3, -4.7),
    ],
)
def test_an_axis_does_not_magnify_chance(tmp_path, name, values, low, high):
    rows = [{name: value} for value in values]
    bottom, top = chart(curves(a_run(tmp_path, rows=rows)), name).y_range
    assert low - 0.005 <= bottom <= min(values)
    assert max(values) <= top <= high + 0.005


def test_where_the_curve_needs_the_room_the_axis_fits_it(tmp_path):
    rows = [{"loss": 5.0, "accuracy": 0.51}, {"loss": 4.0, "accuracy": 0.99}]
    section = curves(a_run(tmp_path, rows=rows))
    assert chart(section, "loss").y_range is None
    assert chart(section, "accuracy").y_range == (0.5, 1.0)


def test_a_curve_that_breaks_says_where(tmp_path):
    rows = [{"loss": 1.0}, {"loss": math.nan}, {"loss": math.nan}]
    marks = chart(curves(a_run(tmp_path, rows=rows)), "loss").marks
    assert [(one.x, one.severity) for one in marks] == [(1, ""), (2, "error")]


def test_what_guessing_gives_is_shown_where_a_curve_comes_near(tmp_path):
    setup = {"targets": "classes", "classes": 10}
    near = curves(a_run(tmp_path / "a", rows=[{"accuracy": 0.1}, {"accuracy": 0.3}], setup=setup))
    far = curves(a_run(tmp_path / "b", rows=[{"accuracy": 0.8}, {"accuracy": 0.9}], setup=setup))
    assert [one.text for one in chart(near, "accuracy").levels] == ["guessing 0.1"]
    assert chart(far, "accuracy").levels == []


def test_the_figure_of_the_test_set_is_shown_beside_what_guessing_gives(tmp_path):
    run = a_run(
        tmp_path, rows=[{"accuracy": 0.1}, {"accuracy": 0.9}],
        setup={"targets": "classes", "classes": 10}, metrics={"test_accuracy": 0.11},
    )  # fmt: skip
    levels = chart(curves(run), "accuracy").levels
    assert [one.text for one in levels] == ["test 0.1100", "guessing 0.1"]


def test_the_rate_is_told_in_words(tmp_path):
    def rate(name, values) -> LineChart:
        rows = [{"learning_rate": value} for value in values]
        return chart(curves(a_run(tmp_path / name, rows=rows)), "schedule")

    constant = rate("a", [0.003, 0.003])
    assert "0.003 all along" in constant.reads
    assert constant.y_range == (0.0, 0.006)
    assert "falls" in rate("b", [0.1, 0.01]).reads
    assert "rises first" in rate("c", [0.01, 0.1, 0.001]).reads
    assert rate("d", [0.1, 0.0001]).y_log


def test_before_the_first_epoch_there_is_a_sentence(tmp_path):
    (part,) = curves(a_run(tmp_path)).parts
    assert part.paragraphs == ["No epoch has been finished: there is no curve yet."]


def test_findings_of_one_kind_are_gathered_in_the_order_of_time(tmp_path):
    found = [
        {"step": 30},
        {"step": 10, "layer": "dense"},
        {"step": None, "diagnostic": "inputs", "severity": "warning"},
        {"step": 20, "severity": "note"},
    ]
    section = timeline(a_run(tmp_path, findings=found, steps=100))
    line = chart(section, "timeline")
    assert list(line.rows) == ["inputs", "update_ratio"]
    assert line.x_range == (0, 100)
    assert [(one.row, one.severity, one.x, one.end, one.count) for one in line.events] == [
        ("inputs", "warning", 0, None, 1),
        ("update_ratio", "error", 10, 30, 2),
        ("update_ratio", "note", 20, None, 1),
    ]
    rows = chart(section, "findings").rows
    assert [row[0] for row in rows] == ["before training", 10, 20, 30]
    assert timeline(a_run(tmp_path / "none")) is None


def test_a_run_is_repeated_by_a_command_and_gone_on_with_by_another(tmp_path):
    run = a_run(
        tmp_path / "my run", status="interrupted", determinism=True, seed=0,
        versions={"keras": "3.15.1"}, device="CPU",
    )  # fmt: skip
    section = repeat(run)
    copied = [one.copied for one in section.parts if isinstance(one, Text)]
    assert copied == [
        f"python -m suite run '{run.path}/recipe.yaml'",
        f"python -m suite run --resume '{run.path}'",
    ]
    facts = {row[0]: row[1] for row in chart(section, "environment").rows}
    assert facts == {
        "seed": 0,
        "device": "CPU",
        "keras": "3.15.1",
        "deterministic operations": "yes",
    }
    files = {row[0]: row[1] for row in chart(section, "files").rows}
    assert files["recipe.yaml"] == len(RECIPE)
    assert set(files) == {"recipe.yaml", "findings.json", "summary.json", "setup.json"}


def test_a_run_of_code_is_repeated_by_code(tmp_path):
    setup = {"epochs": 6, "batch_size": 32, "validation_samples": 10}
    section = repeat(a_run(tmp_path, recipe="", origin="code", setup=setup))
    code = section.parts[0].copied
    assert "suite.fit(model, x, y, validation_data=(x_val, y_val), epochs=6, batch_size=32)" in code
    compile(code, "code", "exec")


def test_the_walk_over_a_surface_is_its_height_and_its_picture(tmp_path):
    run = a_run(tmp_path, surface="beale")
    assert walk(run) is None
    (tmp_path / "path.csv").write_text("step,x,y,f\n0,1,1,100.0\n1,1,1,0.5\n2,1,1,inf\n")
    (tmp_path / "path.png").write_bytes(PNG)
    run = RunRecord(run.directory)
    height, picture = walk(run).parts
    assert list(height.series[0].y)[:2] == [100.0, 0.5]
    assert height.y_log
    assert picture.pictures[0].png == PNG
    assert walk(a_run(tmp_path / "data")) is None
