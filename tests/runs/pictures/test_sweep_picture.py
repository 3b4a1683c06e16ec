"""The picture of a sweep."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PIL import Image

from suite.runs.pictures.sweep_picture import draw_sweep, sweep_figure

RATE, WIDTHS, SEED = "optimizer.learning_rate", "model.widths", "seed"


@dataclass
class Trial:
    number: int
    edits: dict
    value: float | None
    deviation: float | None = None
    folds: list = field(default_factory=list)
    status: str = "finished"


TRIALS = [
    Trial(0, {RATE: 0.001, WIDTHS: [8], SEED: 3}, 0.5),
    Trial(1, {RATE: 1.0, WIDTHS: [8, 8], SEED: 4}, None),
    Trial(2, {RATE: 0.1, WIDTHS: [8], SEED: 5}, 0.9, 0.1),
    Trial(3, {RATE: 0.01, WIDTHS: [8, 8], SEED: 6}, 0.7),
]


def drawn(keys, trials=TRIALS, **changes):
    options = {
        "metric": "val_accuracy",
        "logarithmic": {RATE},
        "ranges": {RATE: (0.001, 10.0)},
        "listed": {WIDTHS: [[8, 8], [8]]},
        "larger_is_better": True,
        "best": 2,
    }
    return sweep_figure(trials, keys, "made", **{**options, **changes})


def test_a_panel_a_key_a_map_of_two_and_the_trials():
    panels = {1: 2, 2: 5, 3: 4}  # the color bar of the map is one too
    for count, expected in panels.items():
        assert len(drawn([RATE, WIDTHS, SEED][:count]).axes) == expected


def test_axes_are_those_of_the_keys():
    rate, widths = drawn([RATE, WIDTHS]).axes[:2]
    assert (rate.get_xscale(), widths.get_xscale()) == ("log", "linear")
    assert [label.get_text() for label in widths.get_xticklabels()] == ["[8, 8]", "[8]"]
    assert drawn([SEED]).axes[0].get_xscale() == "linear"
    assert drawn([SEED], listed={SEED: [1, 100]}).axes[0].get_xscale() == "log"
    assert drawn([SEED], listed={SEED: [3, 6, 12]}).axes[0].get_xscale() == "log"
    assert drawn([SEED], listed={SEED: [3, 4, 5]}).axes[0].get_xscale() == "linear"


def test_a_range_is_shown_from_end_to_end():
    (left, right) = drawn([RATE]).axes[0].get_xlim()
    assert left < 0.001 <= 10 < right < 20
    (left, right) = drawn([SEED], ranges={SEED: (0, 20)}).axes[0].get_xlim()
    assert (left, right) == (-1, 21)


def test_the_values_of_a_list_are_the_ticks():
    axes = drawn([SEED], listed={SEED: [3, 6, 12]}).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["3", "6", "12"]


@pytest.mark.parametrize("span", [(0.02, 0.05), (0.001, 0.004), (1e-6, 1.0)])
def test_a_logarithmic_range_of_any_width_has_ticks(span):
    figure = drawn([RATE], ranges={RATE: span})
    axes = figure.axes[0]
    low, high = axes.get_xlim()
    figure.draw_without_rendering()
    assert 2 <= sum(low <= tick <= high for tick in axes.get_xticks()) <= 8


@pytest.mark.parametrize(("larger", "expected"), [(True, [0.5, 0.9, 0.9]), (False, [0.5] * 3)])
def test_the_best_so_far(larger, expected):
    line = drawn([RATE], larger_is_better=larger).axes[-1].lines[0]
    assert list(line.get_xdata()) == [0, 2, 3]
    assert list(line.get_ydata()) == expected


def test_of_a_recipe_alone_the_folds(tmp_path):
    alone = [Trial(0, {}, 0.8, 0.1, [0.7, 0.8, 0.9])]
    axes = drawn([], alone, best=0, logarithmic=(), ranges={}, listed={}).axes
    assert len(axes) == 1
    assert list(axes[0].lines[0].get_ydata()) == [0.7, 0.8, 0.9]


def test_the_file_is_written(tmp_path):
    path = tmp_path / "sweep.png"
    options = {
        "logarithmic": {RATE},
        "ranges": {},
        "listed": {},
        "larger_is_better": False,
        "best": 0,
    }
    draw_sweep(TRIALS, [RATE, WIDTHS], path, "made", metric="val_loss", **options)
    with Image.open(path) as image:
        image.verify()
    assert [file.name for file in tmp_path.iterdir()] == ["sweep.png"]


def test_what_was_stopped_early_is_hollow_and_never_the_best_so_far():
    early = Trial(4, {RATE: 0.5, WIDTHS: [8], SEED: 7}, 0.99, status="paused")
    over_key, in_order = drawn([RATE], [*TRIALS, early]).axes
    hollow = [line for line in over_key.lines if line.get_markerfacecolor() == "none"]
    assert [list(line.get_ydata()) for line in hollow] == [[0.99]]
    assert max(in_order.lines[0].get_ydata()) == 0.9
    figure = drawn([RATE], [*TRIALS, early])
    assert "hollow: stopped early" in " ".join(text.get_text() for text in figure.texts)
    assert "hollow" not in " ".join(text.get_text() for text in drawn([RATE]).texts)
