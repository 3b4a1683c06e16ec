"""`new callback` writes something that works as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from suite.catalog import Catalog, Doors
from suite.cli.lookup.scaffold import new_callback
from suite.errors import UserError

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_written_test_passes(tmp_path):
    code, test = new_callback("LossSpread", tmp_path / "callbacks")
    assert (code.name, test.name) == ("loss_spread.py", "test_loss_spread.py")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(test)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout


def test_it_is_found_beside_the_recipe(tmp_path):
    new_callback("loss_spread", tmp_path / "callbacks")
    entry = Catalog(Doors(tmp_path)).find("callbacks", "loss_spread")
    assert entry.attribute == "LossSpread"
    assert [parameter.name for parameter in entry.parameters] == ["every", "limit"]


def test_nothing_is_overwritten(tmp_path):
    new_callback("loss_spread", tmp_path)
    with pytest.raises(UserError, match="exists already"):
        new_callback("loss_spread", tmp_path)


@pytest.mark.parametrize("name", ["2nd", "a-b", "a b", ""])
def test_a_bad_name_is_refused(tmp_path, name):
    with pytest.raises(UserError, match="is no name"):
        new_callback(name, tmp_path / "new")
    assert not (tmp_path / "new").exists()
