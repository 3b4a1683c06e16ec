"""A picture for each diagnostic, with the values that were measured."""

from __future__ import annotations

import json
import math
import random

import pytest

from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.line_chart import LineChart
from suite.runs.page.charts.section import Text
from suite.runs.page.charts.table import Table
from suite.runs.page.render.page import page
from suite.runs.page.sections.diagnostics.closer import closer
from suite.runs.page.sections.diagnostics.diagnostics import diagnostics
from suite.runs.page.sections.diagnostics.shipped import PICTURES
from suite.runs.page.sections.diagnostics.shipped_closer import CLOSER
from tests.commands import CHECKOUT
from tests.runs.page.sections.hand_made import chart, run


def test_every_shipped_diagnostic_has_its_pictures():
    shipped = {file.stem for file in (CHECKOUT / "callbacks").glob("*.py")} - {"__init__"}
    assert set(PICTURES) == shipped
    assert set(CLOSER) <= shipped


def test_a_run_without_measurements_has_no_section(tmp_path):
    assert diagnostics(run(tmp_path)) is None
    assert closer(run(tmp_path)) is None


def test_names_of_charts_are_their_own(tmp_path):
    values = {"mean/relu": 1.0, "std/relu": 1.0, "near_zero/relu": 0.5, "saturated/relu": 0.0}
    histogram = {"histogram/relu": [0.5, 0.5]}
    measured = [(step, "activation_stats", {**values, **histogram}) for step in (1, 2)]
    measured += [(step, "gradient_norm", {"mean": 1.0, "conv": 1.0, "out": 2.0}) for step in (1, 2)]
    found = run(tmp_path, measured)
    names = [part.name for part in [*diagnostics(found).parts, *closer(found).parts]]
    assert len(names) == len(set(names)) == 8


def test_gradient_norm_by_layer_is_in_the_order_of_the_network(tmp_path):
    scalars = {"mean": 3.0, "max": 5.0, "last": 2.0, "rms": 0.1}
    lists = {"steps": [0, 1], "norms": [5.0, 1.0]}
    measured = [(2, "gradient_norm", {**scalars, **lists, "out": 0.5, "conv": 0.25})]
    measured += [(4, "gradient_norm", {**scalars, "steps": [2, 3], "norms": [4.0, None]})]
    measured[1][2].update(out=None, conv=0.125)
    section = diagnostics(run(tmp_path, measured))
    heat = chart(section, "gradient_norm")
    assert (heat.rows, heat.columns) == (["conv", "out"], [2, 4])
    assert heat.values == [[0.25, 0.125], [0.5, None]]
    assert heat.log
    assert "hole" in heat.reads
    curve = chart(section, "gradient_norm_overall")
    assert list(curve.series[0].x) == [0, 1, 2, 3]
    assert list(curve.series[0].y) == [5.0, 1.0, 4.0, None]


def test_dead_units_have_shares_as_colors_and_say_when_they_died(tmp_path):
    values = {"relu": 0.25, "onset/relu": [7, 9], "active/relu": [0.0, 0.005, 0.5, 1.0]}
    measured = [(10, "dead_neurons", {**values, "conv": 0.0}), (20, "dead_neurons", values)]
    finding = {
        "diagnostic": "dead_neurons",
        "severity": "note",
        "text": "a quarter is dead",
        "layer": "relu",
        "step": 9,
        "figure": 0.25,
        "limit": 0.25,
        "topic": None,
        "edit": None,
    }
    found = run(tmp_path, measured, findings=[finding])
    heat = chart(diagnostics(found), "dead_neurons")
    assert (heat.rows, heat.limits) == (["conv", "relu"], (0.0, 1.0))
    assert heat.values == [[0.0, None], [0.25, 0.25]]
    assert chart(closer(found), "dead_neurons_onset").rows == [["relu", 4, 2, 7, 9]]
    activity = chart(closer(found), "dead_neurons_activity")
    shares = dict(zip(activity.columns, activity.values[0], strict=True))
    assert (shares["below 1 %"], shares["50 to 60 %"], shares["90 to 100 %"]) == (0.5, 0.25, 0.25)
    assert sum(activity.values[0]) == 1.0


def test_one_layer_is_a_curve_with_its_findings_and_one_report_is_bars(tmp_path):
    measured = [(10, "weight_stats", {"conv": 1.0, "out": 2.0})]
    measured += [(step, "distance_from_start", {"conv": 0.1 * step}) for step in (10, 20)]
    section = diagnostics(run(tmp_path, measured))
    bars, curve = chart(section, "weight_stats"), chart(section, "distance_from_start")
    assert isinstance(bars, BarChart)
    assert list(bars.values.values()) == [[1.0, 2.0]]
    assert isinstance(curve, LineChart)
    assert list(curve.series[0].y) == [1.0, 2.0]


def test_update_ratios_have_the_usual_one_as_a_line(tmp_path):
    measured = [(step, "update_ratio", {"max": 0.5, "conv": 0.5, "out": 1e-3}) for step in (1, 2)]
    found = chart(diagnostics(run(tmp_path, measured)), "update_ratio")
    assert [level.value for level in found.levels] == [1e-3, 0.1]
    assert {one.name: list(one.y) for one in found.series} == {
        "conv": [0.5, 0.5],
        "out": [1e-3, 1e-3],
    }


def test_many_layers_are_a_median_in_a_band_and_a_heat_map(tmp_path):
    values = {f"layer{number}": 10.0**-number for number in range(9)}
    measured = [(step, "update_ratio", {"max": 1.0, **values}) for step in (1, 2)]
    section = diagnostics(run(tmp_path, measured))
    (band,) = chart(section, "update_ratio").series
    assert (list(band.y), list(band.low), list(band.high)) == ([1e-4] * 2, [1e-8] * 2, [1.0] * 2)
    assert len(chart(section, "update_ratio_of_each").rows) == 9


def test_learning_rate_stands_beside_the_effective_ones(tmp_path):
    values = {"rate": 0.1, "steps": [0], "rates": [0.1], "conv": 0.5, "out": 1.0}
    found = chart(
        diagnostics(run(tmp_path, [(step, "learning_rate", values) for step in (1, 2)])),
        "learning_rate_by_layer",
    )
    assert [(one.name, one.role) for one in found.series] == [
        ("rate", "rate"),
        ("conv", "other"),
        ("out", "other"),
    ]


def test_histograms_of_activations_over_layers_and_over_time(tmp_path):
    bins = [0.0] * 40
    first, last = [*bins[:20], 1.0, *bins[21:]], [1.0, *bins[1:]]
    measured = [(1, "activation_stats", {"histogram/relu": first})]
    measured += [(2, "activation_stats", {"histogram/relu": last})]
    section = diagnostics(run(tmp_path, measured))
    heat = chart(section, "activation_histogram")
    assert (heat.columns[0], heat.columns[20]) == ("-5 to -4.75", "0 to 0.25")
    assert heat.columns[-1] == "0 to 0.25"  # nothing ever lay above
    assert heat.values == [last[:21]]
    over_time = chart(section, "activation_histogram_relu")
    assert over_time.columns == [1, 2]
    assert over_time.rows[-1] == "-5 to -4.75"
    assert over_time.values[-1] == [0.0, 1.0]


def test_histograms_of_gradients_take_their_edges_from_the_file(tmp_path):
    values = {"edges": [0.0, 1e-12, 1.0], "conv": [1, 2, 1]}
    section = diagnostics(run(tmp_path, [(1, "gradient_histogram", values)]))
    heat = chart(section, "gradient_histogram")
    assert list(heat.columns) == ["0 to 1e-12", "1e-12 to 1", "from 1"]
    assert heat.values == [[0.25, 0.5, 0.25]]


def test_batch_against_moving_statistics_and_the_scales(tmp_path):
    values = {"samples": 32.0, "smallest_variance": 0.5}
    values |= {f"{key}/{layer}": 0.25 for key in ("d_mu", "d_var") for layer in ("n1", "n2")}
    values |= {"gamma/n1": [1.0, 2.0, 4.0], "beta/n1": [0.0, None, 1.0]}
    found = run(tmp_path, [(step, "batchnorm_stats", values) for step in (1, 2)])
    section = diagnostics(found)
    assert chart(section, "batchnorm_stats").values == [[0.25, 0.25]] * 2
    assert chart(section, "batchnorm_stats_variance").rows == ["n1", "n2"]
    table = chart(closer(found), "batchnorm_stats_scales")
    assert table.rows == [["n1", 3, 1.0, 2.0, 4.0, 0.0, 0.5, 1.0]]
    assert list(chart(closer(found), "batchnorm_stats_smallest_variance").series[0].y) == [0.5] * 2


def test_noise_scale_is_set_against_the_batch_size(tmp_path):
    setup = {"batch_size": 64}
    measured = [(step, "noise_scale", {"scale": 300.0}) for step in (1, 2)]
    found = run(tmp_path, measured, setup=setup)
    (level,) = chart(diagnostics(found), "noise_scale").levels
    assert (level.value, level.text) == (64, "batch size 64")


def test_numbers_that_are_all_finite_need_no_picture(tmp_path):
    assert diagnostics(run(tmp_path, [(1, "finite", {"non_finite": 0.0})])) is None
    bad = run(tmp_path / "bad", [(1, "finite", {"non_finite": 3.0})])
    assert chart(diagnostics(bad), "finite").rows == [["non finite", 1, 3.0]]


def test_a_strangers_numbers_are_curves_and_its_layers_a_heat_map(tmp_path):
    measured = [
        (step, "mine", {"spread": step / 4, "conv": 1.0, "out": 2.0, "deep/a": 1.0, "deep/b": 2.0})
        for step in (1, 2)
    ]
    section = diagnostics(run(tmp_path, measured))
    assert {part.name: type(part) for part in section.parts} == {
        "mine": HeatMap,
        "mine_deep": HeatMap,
        "mine_spread": LineChart,
    }
    assert list(chart(section, "mine_spread").series[0].y) == [0.25, 0.5]
    assert chart(section, "mine").values == [[1.0, 1.0], [2.0, 2.0]]


def test_a_strangers_lists_are_a_heat_map_or_a_table_of_the_last(tmp_path):
    measured = [(n, "mine", {"same": [n, 0], "odd": [0.5] * n, "huge": [1] * 99}) for n in (1, 2)]
    section = diagnostics(run(tmp_path, measured))
    assert chart(section, "mine_same").values == [[1, 2], [0, 0]]
    last = chart(section, "mine_last")
    assert isinstance(last, Table)
    assert last.rows[0] == ["odd", 2, "0.5, 0.5"]
    assert last.rows[1][2] == "1, 1, 1, 1, 1, 1, 1, 1 ... (99 in all)"


def test_a_strangers_many_numbers_are_six_curves_and_a_table(tmp_path):
    values = {f"number{place}": place / 2 for place in range(9)}
    (table,) = diagnostics(run(tmp_path / "short", [(1, "mine", values)])).parts
    assert len(table.rows) == 9
    section = diagnostics(run(tmp_path, [(step, "mine", values) for step in (1, 2)]))
    assert [type(part) for part in section.parts] == [LineChart] * 6 + [Table]
    assert section.parts[-1].rows == [
        ["number6", 2, "3"],
        ["number7", 2, "3.5"],
        ["number8", 2, "4"],
    ]


def test_damaged_lines_are_said_and_the_rest_is_shown(tmp_path):
    found = run(tmp_path, [(1, "loss_curve", {"average": 1.0})])
    with found.directory.diagnostics_jsonl.open("a") as file:
        file.write("nonsense\n{half")
    *_, note = diagnostics(found).parts
    assert isinstance(note, Text)
    assert note.paragraphs[0].startswith("1 line of diagnostics.jsonl")


def test_the_more_layers_the_fewer_columns(tmp_path):
    """All heat maps of a page share one number of cells."""
    values = {f"layer{number}": math.exp(-number) for number in range(300)}
    measured = [(step, "weight_stats", values) for step in range(1, 151)]
    heat = chart(diagnostics(run(tmp_path, measured)), "weight_stats")
    assert (len(heat.rows), len(heat.columns)) == (300, 100)
    assert "several reports" in heat.reads


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_odd_values_break_no_picture(tmp_path, name):
    """Of a diagnostic of the suite's name that has written what nobody expects."""
    odd = {"conv": None, "histogram/a": [], "onset/a": [None], "active/a": [], "edges": [], "x": []}
    found = run(tmp_path, [(1, name, odd), (2, name, {}), (3, name, {"conv": 0.0, "gamma/": [1]})])
    for make in (diagnostics, closer):
        section = make(found)
        for part in section.parts if section else ():
            assert not isinstance(part, Text), part


def test_a_long_run_of_resnet20_with_every_diagnostic_fits_a_page(tmp_path):
    """More than 1.1 MB would leave too little room for curves, pictures and settings of 1.5 MB."""
    layers = [f"stage{number // 6}_block{number % 6}_conv" for number in range(20)]
    groups = {
        "gradient_norm": ["", "norm"],
        "update_ratio": [""],
        "dead_neurons": [""],
        "activation_stats": ["mean/", "std/", "near_zero/", "saturated/"],
        "batchnorm_stats": ["d_mu/", "d_var/"],
        "learning_rate": ["", "norm"],
        "distinct_units": ["", "share/", "effective/"],
        "distance_from_start": ["", "norm"],
        "weight_stats": [""],
        "zero_weights": ["", "near/"],
        "input_drift": ["", "spread/", "epoch/"],
        "same_sign_gradients": ["", "agreement/"],
    }
    draw = random.Random(0)
    measured = []
    for step in range(120):
        for name, own in groups.items():
            values = {f"{group}{layer}": draw.random() for group in own for layer in layers}
            if name == "activation_stats" and step % 4 == 0:
                values |= {f"histogram/{layer}": [draw.random()] * 40 for layer in layers}
            measured.append((step, name, values))
    found = run(tmp_path)
    lines = [
        json.dumps(dict(zip(("step", "diagnostic", "values"), one, strict=True)))
        for one in measured
    ]
    found.directory.diagnostics_jsonl.write_text("\n".join(lines) + "\n")
    sections = [diagnostics(found), closer(found)]
    assert len(sections[0].parts) > 15
    assert len(page("resnet20", sections).encode()) < 1_100_000


def test_a_damaged_setup_takes_no_picture_down(tmp_path):
    found = run(tmp_path, [(1, "weight_stats", {"out": 1.0, "conv": 2.0})])
    found.directory.setup_json.write_text("{half")
    assert chart(diagnostics(found), "weight_stats").labels == ["out", "conv"]


@pytest.mark.parametrize(("last", "log"), [(0.01, True), (0.1, False), (0.0, False)])
def test_a_loss_that_spans_decades_is_followed_on_a_logarithmic_axis(tmp_path, last, log):
    measured = [(step, "loss_curve", {"average": loss}) for step, loss in ((1, 2.0), (2, last))]
    assert chart(diagnostics(run(tmp_path, measured)), "loss_curve").y_log is log
