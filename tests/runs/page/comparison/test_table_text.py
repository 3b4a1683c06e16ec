"""Runs as one table for a terminal."""

from __future__ import annotations

import pytest

from suite.runs.page.comparison.comparison import compare
from tests.runs.page.comparison.made_runs import made_run


@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_the_text_fits_and_cuts_no_word(tmp_path, width):
    for number in range(3):
        recipe = {"optimizer": {f"key_{k}": f"value-{number}-{k}" for k in range(12)}}
        made_run(tmp_path / f"run-{number}", recipe, {"val_loss": [0.1]})
    text = compare(tmp_path).to_text(width)
    assert all(len(line) <= max(width, 40) for line in text.splitlines())
    assert "..." not in text
    assert all(f"key_{k}" in text for k in range(12))


def test_the_text_has_mean_and_deviation_over_seeds(tmp_path):
    for width, losses in ((8, [0.3, 0.5]), (16, [0.1, 0.2])):
        for seed, loss in enumerate(losses):
            recipe = {"seed": seed, "model": {"width": width}}
            made_run(tmp_path / f"{width}-{seed}", recipe, {"val_loss": [loss]})
    assert compare(tmp_path).to_text().splitlines()[-3:] == [
        "val_loss, mean and deviation over seeds or folds:",
        "  width 16: 0.1500 ± 0.0707 (2 runs)",
        "  width 8: 0.4000 ± 0.1414 (2 runs)",
    ]


def test_long_names_have_lines_of_their_own(tmp_path):
    long = "-".join(["a-long-name"] * 5)
    for number in range(2):
        made_run(tmp_path / f"{long}-{number}", {"seed": number}, {"val_loss": [0.1 + number]})
    lines = compare(tmp_path).to_text(80).splitlines()
    place = lines.index(f"{long}-0")
    assert lines[place + 1].split() == ["0.1000", "0", "nothing", "found", "1.5", "s"]


def test_of_very_many_runs_the_text_has_the_best(tmp_path):
    for number in range(150):
        made_run(tmp_path / f"{number:03}", {}, metrics={"test_loss": 0.001 * number})
    lines = compare(tmp_path).to_text().splitlines()
    assert "and 110 more, which did worse" in lines
