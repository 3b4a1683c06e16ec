"""What a recipe says and nothing listens to is said in `check` and by the run."""

from __future__ import annotations

import numpy as np
import pytest

from tests.commands import succeed

SOURCE = """
import numpy as np
from suite.data import Dataset, Split


def own() -> Dataset:
    part = Split(np.zeros((40, 4), "float32"), np.arange(40) % 2)
    return Dataset("own", part, part.subset(np.arange(10)), None, ("a", "b"))
"""
TINY = "model: {kind: mlp, widths: [4]}\ntraining: {epochs: 1, diagnostics: none}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(SOURCE)
    x, y = np.zeros((40, 4), "float32"), np.arange(40) % 2
    np.savez(tmp_path / "own.npz", x_train=x, y_train=y, x_val=x, y_val=y)
    return tmp_path


def test_of_arrays_check_tells_and_the_run_repeats_it(folder):
    data = "data: {kind: arrays, path: own.npz, batch_size: 8, validation: 0.2}\n"
    (folder / "r.yaml").write_text(TINY + data)
    said = "note: r.yaml:3:64 data.validation: does nothing: the data has a validation set"
    assert said in succeed("check", "r.yaml")
    assert succeed("run", "r.yaml", "--out", "run").count("data.validation: does nothing") == 1


def test_of_any_other_source_the_data_tells(folder):
    data = "data: {kind: ./own.py:own, batch_size: 8, validation: 0.2}\n"
    (folder / "r.yaml").write_text(TINY + data)
    said = (
        "note: r.yaml:3:55 data.validation: does nothing: the data has 10 validation examples of "
        "its own"
    )
    assert "note" not in succeed("check", "r.yaml")
    assert said in succeed("run", "r.yaml", "--out", "run")


def test_the_default_share_is_nothing_to_speak_of(folder):
    (folder / "r.yaml").write_text(TINY + "data: {kind: ./own.py:own, batch_size: 8}\n")
    assert "does nothing" not in succeed("run", "r.yaml", "--out", "run")
