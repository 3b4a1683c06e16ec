"""What the page says of `outcome.json`: charts that hold its figures, whatever is missing."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from suite.runs.directory.run_directory import RunDirectory
from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.line_chart import LineChart
from suite.runs.page.charts.picture_grid import PictureGrid
from suite.runs.page.charts.section import Section, Text
from suite.runs.page.charts.table import Table
from suite.runs.page.render.page import page
from suite.runs.page.sections.outcome.features import features
from suite.runs.page.sections.outcome.predictions import predictions
from suite.runs.page.sections.registry import sections_of
from suite.runs.run_record import RunRecord

HOSTILE = ["</script><script>alert(1)</script>", "a\nb\u2028c", '"><img src=x onerror=alert(2)>']
DOT = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\2\0\1"
    b"H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82"
).decode()
SEEN = {"split": "test", "samples": 6, "of": 6, "kind": "classes", "not_finite": 0}


@pytest.fixture
def shown(tmp_path):
    """Makes a section of figures: `shown(predictions, confusion=...)`."""

    def make(section, **figures) -> Section | None:
        directory = RunDirectory(tmp_path)
        directory.write_summary({"status": "finished"})
        directory.write_outcome(figures)
        return section(RunRecord(directory))

    return make


def part(section, name):
    return next(one for one in section.parts if getattr(one, "name", None) == name)


def per_class(names, f1=0.5):
    rows = [
        {"name": name, "count": 3, "precision": None, "recall": 0.25, "f1": f1 + place / 1000}
        for place, name in enumerate(names)
    ]
    return {"of": len(rows), "rows": rows, "macro": {"precision": None, "recall": 0.25, "f1": f1}}


def test_the_confusion_matrix_is_a_heat_map_of_shares_with_counts(shown):
    told = {"classes": 2, "names": ["cat", "dog"], "counts": [[3, 1], [0, 2]]}
    chart = part(shown(predictions, **SEEN, confusion=told), "confusion")
    assert isinstance(chart, HeatMap)
    assert chart.shades == [[0.75, 0.25], [0.0, 1.0]]
    assert chart.to_table().rows == [["cat", 3, 1], ["dog", 0, 2]]


def test_of_many_classes_the_mistakes_are_a_table(shown):
    pairs = [{"true": "a", "answered": "b", "count": 4, "share": 0.125}]
    table = part(
        shown(predictions, **SEEN, confusion={"classes": 1000, "pairs": pairs}), "confusion"
    )
    assert isinstance(table, Table)
    assert table.rows == [["a", "b", 4, "12.5 %"]]


@pytest.mark.parametrize(
    ("count", "bars", "horizontal"), [(3, 3, False), (14, 14, True), (50, 15, True)]
)
def test_a_bar_for_each_class_or_for_the_weakest(shown, count, bars, horizontal):
    section = shown(predictions, **SEEN, per_class=per_class([str(n) for n in range(count)]))
    chart = part(section, "per_class")
    assert isinstance(chart, BarChart)
    assert (list(chart.labels), chart.horizontal) == ([str(n) for n in range(bars)], horizontal)
    assert chart.values["precision"] == [None] * bars
    assert len(part(section, "per_class_figures").rows) == count


def test_calibration_beside_the_diagonal(shown):
    counts = [0] * 13 + [1, 3]
    told = {"counts": counts, "confidence": [0.5] * 13 + [0.9, 0.95],
            "accuracy": [0.0] * 13 + [1.0, 0.8], "error": 0.1234}  # fmt: skip
    section = shown(predictions, **SEEN, calibration=told)
    chart = part(section, "calibration")
    assert isinstance(chart, LineChart)
    answers, diagonal = chart.series
    assert (list(answers.x), list(answers.y)) == ([0.9, 0.95], [1.0, 0.8])
    assert list(diagonal.x) == list(diagonal.y)
    assert "0.1234" in chart.reads
    assert part(section, "confidence").values["answers"][-2:] == [0.25, 0.75]


def sample(**own):
    return {"index": 5, "true": "cat", "answered": "dog", "loss": 2.5, **own}


def worst(*samples, form="image", **own):
    return {"measure": "cross-entropy", "form": form, "samples": list(samples), **own}


def test_the_worst_images_say_what_they_are_taken_for(shown):
    told = worst(
        sample(png=DOT, probability=0.93, of_true=0.02, file="test/cat/5.png"),
        sample(png=DOT, answered="cat", probability=0.999),
        sample(png=DOT, answered=None, probability=None, loss=None),
        range=[0, 16],
    )
    grid = part(shown(predictions, **SEEN, worst=told), "worst")
    assert isinstance(grid, PictureGrid)
    assert [list(one.lines) for one in grid.pictures] == [
        ["cat", "taken for dog", "0.93 sure", "test/cat/5.png"],
        ["cat", "right", "> 0.99 sure", "number 5"],
        ["cat", "no finite answer", "number 5"],
    ]
    assert grid.pictures[0].png == base64.b64decode(DOT)
    assert grid.reads.endswith("Black is 0, white is 16.")


def test_the_worst_rows_of_a_table(shown):
    told = worst(
        sample(values=[1.5, -2], probability=0.9), sample(values=[0, 1]), form="table", columns=30
    )
    table = part(shown(predictions, **SEEN, worst=told), "worst")
    assert table.columns == [
        "sample",
        "true",
        "answer",
        "probability",
        "cross-entropy",
        "x 1",
        "x 2",
    ]
    assert table.rows[0] == [5, "cat", "dog", 0.9, 2.5, 1.5, -2]
    assert "28 columns are left out" in table.reads
    named = part(
        shown(predictions, **SEEN, worst={**told, "features": ["age", HOSTILE[0]]}), "worst"
    )
    assert named.columns[-2:] == ["age", HOSTILE[0]]


def test_several_labels_and_texts(shown):
    told = worst(
        sample(true=["a", "b"], answered=[], probability=[], text="so <b>good</b>"), form="text"
    )
    table = part(shown(predictions, **SEEN, worst=told), "worst")
    assert table.rows[0] == [5, "a, b", "none", None, 2.5, "so <b>good</b>"]


def test_the_largest_errors_of_a_regression_are_numbers(shown):
    told = worst(
        sample(true=[3.0], answered=[5.5]), sample(true=[1.0], answered=None), form="table"
    )
    table = part(shown(predictions, **SEEN, worst={**told, "measure": "squared error"}), "worst")
    assert table.columns == ["sample", "true", "estimate", "error"]
    assert table.rows == [[5, 3.0, 5.5, 2.5], [5, 1.0, "?", None]]


def test_estimates_of_two_values(shown):
    one = {"mae": 0.5, "rmse": 0.7, "r2": None, "true": [1.0, 3.0], "estimated": [1.5, 2.0],
           "edges": [-1.0, 0.0, 1.0], "counts": [1, 1]}  # fmt: skip
    told = [{"name": "height", **one}, {"name": "width", **one, "r2": 0.9}]
    section = shown(predictions, **{**SEEN, "kind": "values"}, estimates=told)
    chart = part(section, "estimates")
    assert (list(chart.series[0].x), list(chart.series[0].y)) == ([1.0, 3.0], [1.5, 2.0])
    assert chart.points
    assert chart.title == "Estimates of height against the truth"
    assert part(section, "residuals_2").to_table().rows == [["-0.5", 1], ["0.5", 1]]
    labels = [[figure.label for figure in part.figures] for part in section.parts[::3]]
    assert [len(one) for one in labels] == [2, 3]


def test_what_was_looked_at_is_said(shown):
    told = {"classes": 1, "names": ["a"], "counts": [[1]]}
    some = {**SEEN, "samples": 4, "of": 2000, "not_finite": 1}
    assert shown(predictions, **some, confusion=told).intro == (
        "Measured on 4 of the 2,000 test samples, drawn at random, which the model was not trained "
        "on. For 1 sample it answers with what is no finite number; these are left out."
    )
    assert shown(predictions, **SEEN, confusion=told).intro.startswith("Measured on all 6 test")


def test_what_could_not_be_measured_is_said(shown):
    section = shown(predictions, not_measured={"predictions": "no time", "filters": "no luck"})
    (text,) = section.parts
    assert isinstance(text, Text)
    assert list(text.items) == ["What the model answers: no time."]
    (text,) = shown(features, not_measured={"filters": "no luck"}).parts
    assert text.paragraphs == ["The filters of the first layer: not measured, no luck."]


def test_filters_and_maps_are_large_and_labelled(shown):
    told = {"layer": "conv", "size": [3, 3, 3], "of": 99, "pictures": [DOT], "largest": [0.25]}
    layer = {"layer": "relu", "size": [9, 9], "of": 20, "channels": [7, 8], "pictures": [DOT, DOT],
             "extents": [[0.0, 2.0], [0.0, 0.0]]}  # fmt: skip
    maps = {"index": 0, "true": "cat", "image": DOT, "layers": [layer, layer]}
    section = shown(features, filters=told, feature_maps=maps)
    filters, first, second = section.parts
    assert filters.title == "The filters of conv: 3 × 3"
    assert "The first 1 of 99" in filters.reads
    assert list(filters.pictures[0].lines) == ["filter 0", "up to 0.25"]
    assert [list(one.lines) for one in first.pictures] == [
        ["the image", "cat"], ["channel 7", "0 to 2"], ["channel 8", "0 everywhere"]
    ]  # fmt: skip
    assert second.name == "feature_maps_2"


def test_a_run_without_any_of_it_has_no_such_section(tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "finished"})
    assert predictions(RunRecord(directory)) is None
    assert features(RunRecord(directory)) is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"worst": 3}', '{"filters": {"layer": "a"}}',
                '{"worst": {"samples": [{"png": "%%%", "true": 1, "answered": 2, "index": 1}]}}',
                '{"confusion": {"classes": 2, "names": ["a"], "counts": 7}}']
)  # fmt: skip
def test_a_damaged_file_is_said_in_its_place(content, tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "finished"})
    directory.outcome_json.write_text(content)
    shown = {section.name: section for section in sections_of(RunRecord(directory))}
    told = [
        text
        for name in ("predictions", "features")
        if name in shown
        for part in shown[name].parts
        for text in part.paragraphs
    ]
    assert any("cannot be shown" in text for text in told)


def test_nothing_that_a_name_says_becomes_html(shown, tmp_path):
    names = HOSTILE
    told = {
        "confusion": {"classes": 3, "names": names, "counts": np.eye(3, dtype=int).tolist()},
        "per_class": per_class(names),
        "worst": worst(
            *(
                sample(png=DOT, true=name, answered=name, file=name, probability=0.5)
                for name in names
            )
        ),
        "not_measured": {"calibration": names[0], "filters": names[2]},
    }
    sections = [shown(section, **SEEN, **told) for section in (predictions, features)]
    html = page("A page", sections)
    for name in HOSTILE:
        assert name not in html
    assert "alert(1)" in html
    assert "<img src=x" not in html
