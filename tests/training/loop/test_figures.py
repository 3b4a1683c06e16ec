"""What a metric returns, as numbers of the history."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from suite.training.loop.figures import figures
from tests.commands import succeed


def test_a_vector_is_a_figure_a_class():
    found = figures({"loss": np.float32(0.5), "f1_score": np.array([0.25, 0.75], "float32")})
    assert found == {"loss": 0.5, "f1_score_0": 0.25, "f1_score_1": 0.75}
    assert all(type(value) is float for value in found.values())


def test_a_matrix_is_numbered_by_row_and_column():
    assert figures({"m": np.eye(2)}) == {"m_0_0": 1.0, "m_0_1": 0.0, "m_1_0": 0.0, "m_1_1": 1.0}


@pytest.mark.slow
def test_a_run_with_a_metric_that_is_not_averaged(tmp_path):
    arguments = ("data.one_hot=true", "metrics=[accuracy,f1_score]", "training.epochs=1")
    succeed("run", "models/mlp-digits", *arguments, "--out", tmp_path / "run")
    with open(tmp_path / "run" / "history.csv", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    for split in ("", "val_"):
        scores = [float(row[f"{split}f1_score_{index}"]) for index in range(10)]
        assert all(0 <= score <= 1 for score in scores)
        assert abs(np.mean(scores) - float(row[f"{split}accuracy"])) < 0.15
    assert "test" in succeed("evaluate", tmp_path / "run")
