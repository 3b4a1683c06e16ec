"""A folder is there whole, or not at all."""

from __future__ import annotations

import pytest

from suite.errors import RunFailure
from suite.runs.files.write_folder import write_folder_with


def test_what_fails_leaves_nothing(tmp_path):
    def save(place):
        (place / "inner").mkdir(parents=True)
        (place / "inner" / "half").write_text("x")
        raise error

    error: Exception = ValueError("mine")
    with pytest.raises(ValueError, match="mine"):
        write_folder_with(tmp_path / "out", save)
    error = OSError(28, "No space left on device")
    with pytest.raises(RunFailure, match="out: cannot be written: No space left on device"):
        write_folder_with(tmp_path / "out", save)
    assert list(tmp_path.iterdir()) == []


def test_what_succeeds_is_there_with_all_that_is_in_it(tmp_path):
    def save(place):
        (place / "inner").mkdir(parents=True)
        (place / "inner" / "file").write_text("x")

    write_folder_with(tmp_path / "new" / "out", save)
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["out"]
    assert (tmp_path / "new" / "out" / "inner" / "file").read_text() == "x"
