"""Several runs beside one another: the table, the text, the sections, the page."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.runs.page.comparison.comparison import Comparison, compare
from tests.runs.page.comparison.made_runs import made_run, made_sweep


def part(comparison: Comparison, name: str):
    """The chart or table of that name; None where there is none."""
    parts = [part for section in comparison.sections for part in section.parts]
    return next((one for one in parts if getattr(one, "name", None) == name), None)


def rates(folder, *values):
    for number, value in enumerate(values):
        curves = {"loss": [1.0, 0.5], "val_loss": [value + 0.1, value]}
        made_run(folder / f"r{number}", {"optimizer": {"learning_rate": value}}, curves)
    return folder


def test_the_best_run_stands_first(tmp_path):
    rows = compare(rates(tmp_path, 0.3, 0.1, 0.2)).table
    assert [row["run"] for row in rows] == ["r1", "r2", "r0"]
    assert rows[0] == {
        "run": "r1",
        "status": "finished",
        "optimizer.learning_rate": 0.1,
        "val_loss": 0.1,
        "seconds": 1.5,
        "doctor": "nothing found",
    }


def test_of_a_larger_metric_the_largest_is_the_best(tmp_path):
    for name, value in (("a", 0.5), ("b", 0.9)):
        curves = {"val_accuracy": [value, value - 0.1], "val_loss": [1, value]}
        made_run(tmp_path / name, {}, curves)
    table = compare(tmp_path).table
    assert [row["run"] for row in table] == ["b", "a"]
    assert (table[0]["best val_accuracy"], table[0]["val_accuracy"]) == (0.9, 0.8)


def test_what_differs_names_recipe_data_versions_machine_and_code(tmp_path):
    made_run(tmp_path / "a", {"seed": 0})
    made_run(
        tmp_path / "b",
        {"seed": 1},
        data={"training": "90 examples"},
        versions={"keras": "3.14"},
        device="another",
        code={"callbacks.0": {"own.py": "ff"}},
        parameters={"trainable": 10},
    )
    rows = part(compare([tmp_path / "a", tmp_path / "b"]), "differences").rows
    assert {(of, key) for of, key, *_ in rows} == {
        ("recipe", "seed"),
        ("data", "training"),
        ("data", "classes"),
        ("model", "trainable parameters"),
        ("versions", "suite"),
        ("versions", "keras"),
        ("machine", "device"),
        ("code", "callbacks.0: own.py"),
    }
    assert ["recipe", "seed", 0, 1] in [list(row) for row in rows]


def test_of_many_runs_values_are_counted(tmp_path):
    comparison = compare(rates(tmp_path, *([0.5] * 6), *([0.25] * 4)))
    (row,) = part(comparison, "differences").rows
    assert row == ["recipe", "optimizer.learning_rate", "0.5 (6), 0.25 (4)"]


def test_what_nobody_recorded_is_not_called_the_same(tmp_path):
    for name in "ab":
        (made_run(tmp_path / name, versions={}) / "identity.json").unlink()
    assert compare(tmp_path).sections[0].intro == (
        "2 runs, all finished. No key of their recipes differs; machine is the same; of data, "
        "versions and code the runs have recorded nothing."
    )


def test_of_many_numbers_the_range_is_told(tmp_path):
    (row,) = part(compare(rates(tmp_path, *(0.01 * n for n in range(1, 13)))), "differences").rows
    assert row[2] == "0.01 to 0.12 (12 values)"


def test_runs_of_one_recipe_differ_in_nothing(tmp_path):
    comparison = compare(rates(tmp_path, 0.5, 0.5))
    assert "No key of their recipes differs" in comparison.sections[0].intro
    assert part(comparison, "differences") is None


def test_seeds_are_gathered_with_mean_and_band(tmp_path):
    random = np.random.default_rng(0)
    losses = random.uniform(0.2, 0.4, (2, 5, 3))
    for width in range(2):
        for seed in range(5):
            recipe = {"seed": seed, "model": {"width": width}}
            curves = {"val_loss": losses[width, seed].tolist()}
            made_run(tmp_path / f"{width}-{seed}", recipe, curves)
    comparison = compare(tmp_path)
    rows = {row[0]: row[2:] for row in part(comparison, "seeds").rows}
    last = losses[0, :, -1]
    half = 2.7764451 * last.std(ddof=1) / 5**0.5  # the quantile of t with 4 degrees of freedom
    expected = [5, last.mean(), last.std(ddof=1), last.mean() - half, last.mean() + half]
    assert rows["width 0"] == pytest.approx(expected, rel=1e-6)
    series = {one.name: one for one in part(comparison, "val_loss_over_seeds").series}
    band = series["width 0 (5 runs)"]
    assert band.y == pytest.approx(losses[0].mean(axis=0))
    half = 2.7764451 * losses[0].std(axis=0, ddof=1) / 5**0.5
    assert np.subtract(band.high, band.low) / 2 == pytest.approx(half, rel=1e-6)


def test_folds_are_gathered_as_seeds_are(tmp_path):
    for fold in range(3):
        recipe = {"seed": 0, "data": {"fold": {"index": fold, "of": 3}}}
        made_run(tmp_path / f"fold-{fold}", recipe, {"val_loss": [0.1 * fold]})
    assert [row[0:3] for row in part(compare(tmp_path), "seeds").rows] == [["all", "val_loss", 3]]


@pytest.mark.parametrize("other", [{"data": {"training": "b"}}, {"code": {"loss": {"a.py": "b"}}}])
def test_other_data_or_code_is_no_repetition(tmp_path, other):
    made_run(tmp_path / "a", {"seed": 0}, {"val_loss": [0.1]})
    made_run(tmp_path / "b", {"seed": 1}, {"val_loss": [0.1]}, **other)
    assert part(compare(tmp_path), "seeds") is None
    made_run(tmp_path / "c", {"seed": 1}, {"val_loss": [0.1]})
    made_run(tmp_path / "d", {"seed": 2}, {"val_loss": [0.1]}, **other)
    assert [row[0] for row in part(compare(tmp_path), "seeds").rows] == ["all", "all (2)"]


def test_a_sweep_has_importance_parallel_coordinates_and_a_map(tmp_path):
    figures = {
        (a, b): 10 * n + m for n, a in enumerate((0.1, 1.0, 10.0)) for m, b in enumerate((1, 2, 3))
    }
    over = {"optimizer.a": [0.1, 1.0, 10.0], "optimizer.b": [1, 2, 3]}
    comparison = compare(made_sweep(tmp_path, over, figures))
    assert comparison.title == "Sweep of rates: 9 runs"
    assert part(comparison, "val_loss").series[0].name == "000 (0.1, 1)"
    importance = part(comparison, "importance")
    assert importance.labels[:2] == ["a", "b"]
    parallel = part(comparison, "parallel")
    assert [(axis.name, axis.log) for axis in parallel.axes] == [
        ("a", True),
        ("b", False),
        ("val_loss", False),
    ]
    assert [0.1, 1, 0] in [list(line) for line in parallel.lines]
    heat = part(comparison, "b_by_a")
    assert (heat.columns, heat.rows) == (["0.1", "1", "10"], ["3", "2", "1"])
    assert heat.values == [[2, 12, 22], [1, 11, 21], [0, 10, 20]]


def test_many_values_of_two_keys_are_points(tmp_path):
    random = np.random.default_rng(0)
    points = random.uniform(0.1, 1, (20, 2)).tolist()
    over = {"optimizer.a": {"low": 0.1, "high": 1, "scale": "log"}, "optimizer.b": {}}
    comparison = compare(made_sweep(tmp_path, over, {(a, b): a + b for a, b in points}))
    chart = part(comparison, "b_by_a") or part(comparison, "a_by_b")
    assert [len(one.x) for one in chart.series] == [5, 5, 5, 5]
    assert max(np.add(chart.series[0].x, chart.series[0].y)) < min(
        np.add(chart.series[1].x, chart.series[1].y)
    )
    assert len(chart.to_table().rows) == 20
    # As the sweep says, though the numbers lie close together.
    assert part(comparison, "effect_of_a").x_log
    assert not part(comparison, "effect_of_b").x_log


def test_many_values_of_a_key_and_few_of_another_are_points_in_colors(tmp_path):
    points = [(0.1 * n, n % 3) for n in range(1, 21)]
    over = {"optimizer.a": {}, "optimizer.b": {}}
    comparison = compare(made_sweep(tmp_path, over, {(a, b): a + b for a, b in points}))
    chart = part(comparison, "b_by_a")
    assert [(one.name, len(one.x)) for one in chart.series] == [("0", 6), ("1", 7), ("2", 7)]
    assert chart.series[1].y == pytest.approx([x + 1 for x in chart.series[1].x])


def test_a_trial_that_left_no_run_is_named(tmp_path):
    figures = {(0.1,): 0.5, (1.0,): None, (10.0,): 0.7}
    comparison = compare(made_sweep(tmp_path / "s", {"optimizer.a": [0.1, 1.0, 10.0]}, figures))
    assert comparison.notes == ["s, trial 001: failed: it broke"]
    assert len(comparison.table) == 2


def test_a_sweep_may_look_at_another_figure(tmp_path):
    path = made_sweep(tmp_path, {"optimizer.a": [1, 2]}, {(1,): 0.5, (2,): 0.25})
    state = json.loads((path / "sweep.json").read_text())
    (path / "sweep.json").write_text(json.dumps({**state, "metric": "best_val_loss"}))
    comparison = compare(path)
    assert [row["best_val_loss"] for row in comparison.table] == [0.25, 0.5]
    assert "best_val_loss" in comparison.to_text()
    assert "best_val_loss" in part(comparison, "runs").columns


def test_one_broken_run_among_good_ones_is_named(tmp_path):
    rates(tmp_path, *(0.1 * n for n in range(1, 51)))
    (tmp_path / "r7" / "history.csv").write_text("epoch,loss\n1\n")
    (tmp_path / "r8" / "recipe.yaml").write_text("[")
    (tmp_path / "r9" / "summary.json").unlink()
    comparison = compare(tmp_path)
    assert len(comparison.table) == 50
    notes = " ".join(comparison.notes)
    assert "r7/history.csv:2: is damaged" in notes
    assert "r8/recipe.yaml: is damaged" in notes
    assert "r9: has no summary.json" in notes
    assert {row["status"] for row in comparison.table} == {"finished", "cut off"}
    assert "r7/history.csv:2" in comparison.to_text()


def test_the_same_run_twice_is_shown_once(tmp_path):
    a, b = (made_run(tmp_path / name) for name in "ab")
    comparison = compare([a, b, a])
    assert len(comparison.table) == 2
    assert comparison.notes == [f"{a}: is named twice; it is shown once."]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path / "absent", "there is no such folder"),
        (lambda path: path, "is not the folder of a run, and holds none at any depth"),
        (lambda path: [], "name at least one run"),
        (lambda path: made_sweep(path, {}, {}), "no trial of the sweep has left a run yet"),
        (lambda path: [made_run(path / "a").joinpath("history.csv")], "there is no such folder"),
    ],
)
def test_refused(tmp_path, make, message):
    with pytest.raises(UserError, match=message):
        compare(make(tmp_path))


def test_runs_are_found_at_any_depth_and_once_through_links(tmp_path):
    made_run(tmp_path / "x" / "y" / "a")
    made_run(tmp_path / "x" / "b")
    made_run(tmp_path / "x" / "b" / "inside")
    made_run(tmp_path / ".hidden" / "c")
    (tmp_path / "x" / "y" / "loop").symlink_to(tmp_path)
    assert sorted(row["run"] for row in compare(tmp_path).table) == ["b", "y/a"]


def test_a_run_of_a_surface_and_one_of_code_beside_others(tmp_path):
    rates(tmp_path, 0.1, 0.2)
    surface = made_run(
        tmp_path / "s", {"surface": "beale"}, surface="beale", metrics={"value": 0.1, "distance": 1}
    )
    (surface / "path.csv").write_text("step,x,y,f\n0,1,1,4.0\n1,1,1,0.1\n")
    code = made_run(tmp_path / "c", {}, {"val_loss": [0.15]}, origin="code")
    (code / "recipe.yaml").unlink()
    comparison = compare(tmp_path)
    assert [row["run"] for row in comparison.table] == ["r0", "c", "r1", "s"]
    assert part(comparison, "value").series[0].y == [4.0, 0.1]
    assert "3 of 4 runs have it" in part(comparison, "val_loss").reads
    assert not comparison.notes


def test_metrics_that_are_not_finite(tmp_path):
    made_run(tmp_path / "a", {"seed": 0}, {"loss": [1.0, np.nan], "val_loss": [1.0, np.inf]},
             metrics={"loss": None, "val_loss": None})  # fmt: skip
    made_run(tmp_path / "b", {"seed": 1}, {"loss": [1.0, 0.5], "val_loss": [1.0, 0.5]})
    comparison = compare(tmp_path)
    assert [row["status"] for row in comparison.table] == ["finished", "diverged"]
    assert part(comparison, "val_loss").series[0].y == [1.0, 0.5]
    assert comparison.table[1]["val_loss"] is None


def test_many_runs_stand_behind_the_best_ten(tmp_path):
    curve = np.linspace(1, 0.5, 60).tolist()
    for number in range(130):
        made_run(tmp_path / f"{number:03}", {}, {"val_loss": [*curve, 0.001 * number]})
    chart = part(compare(tmp_path), "val_loss")
    told = [one.name for one in chart.series if not one.faint]
    assert told == [f"{number:03}" for number in range(10)]
    faint = [one for one in chart.series if one.faint]
    assert (len(faint), faint[0].name, faint[-1].name) == (90, "010", "129")
    assert {len(one.x) for one in faint} == {48}
    assert [one.y[-1] for one in faint] == pytest.approx([0.001 * int(one.name) for one in faint])
    assert len(chart.to_table().columns) == 11


HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}\u2028\x1b[31m"


def test_what_a_user_supplies_is_text(tmp_path):
    for number in range(2):
        recipe = {"model": {"kind": f"{HOSTILE}{number}"}, f"a{HOSTILE}": number}
        made_run(
            tmp_path / f"<img src=x onerror=alert({number})>",
            recipe,
            {f"val_{'<b>'}": [0.5], "val_loss": [0.5]},
            name=HOSTILE,
            device=f"{HOSTILE}{number}",
        )
    page = compare(tmp_path).page(tmp_path / "page.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "cannot be shown" not in page


def test_a_page_of_everything_is_whole(tmp_path):
    rates(tmp_path / "rates", 0.1, 0.2, 0.3)
    made_sweep(tmp_path / "sweep", {"optimizer.a": [1, 2]}, {(1,): 0.5, (2,): None})
    page = compare(tmp_path).page(tmp_path / "page.html").read_text("utf-8")
    assert "cannot be shown" not in page
    titles = re.findall(r"<h2[^>]*>([^<]+)", page)
    assert titles[:3] == ["What differs", "Runs", "Curves"]


def test_python_takes_runs_paths_and_sweeps(tmp_path):
    rates(tmp_path, 0.1, 0.2)
    runs = [suite.Run.open(tmp_path / "r0"), tmp_path / "r1"]
    assert [row["run"] for row in suite.compare(runs).table] == ["r0", "r1"]
    assert len(suite.compare(runs[0]).table) == 1
    assert repr(suite.compare(str(tmp_path))) == "<Comparison of 2 runs of digits>"


def test_the_doctor_says_the_same_of_what_is_read_in_brief(tmp_path):
    """An optimizer's epsilon is judged by scalars of diagnostics, epoch by epoch."""
    rms = {"gradient_norm/rms": [0.01] * 6, "update_ratio/max": [1e-4] * 6, "x/y": [0.1] * 6}
    recipe = {"optimizer": {"kind": "adam", "epsilon": 0.1}, "training": {"epochs": 6}}
    poor = {"loss": [2.3] * 6, "accuracy": [0.3] * 6}
    path = made_run(tmp_path, recipe, poor | rms, steps=6000, classes=list("0123456789"))
    brief = compare(path).runs.runs[0]
    assert "x/y" not in brief.record.history.rows[0]
    assert "x/y" in brief.record.history.rows[-1]
    assert brief.doctor == "bad epsilon"
    assert suite.Run.open(path).diagnosis.cause.name == "bad_epsilon"
