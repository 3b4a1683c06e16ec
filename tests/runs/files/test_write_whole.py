"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os

import pytest

from suite.errors import RunFailure
from suite.runs.files.write_whole import write_whole, write_whole_with

FULL = OSError(errno.ENOSPC, "No space left on device")


def raise_full(*arguments):
    raise FULL


@pytest.mark.parametrize(("content", "stored"), [("é\n", "é\n".encode()), (b"\x00\xff", None)])
def test_writes_and_replaces(tmp_path, content, stored):
    path = tmp_path / "new" / "file.txt"
    for _ in range(2):
        write_whole(path, content)
        assert path.read_bytes() == (stored or content)
    assert os.listdir(path.parent) == ["file.txt"]


def test_a_new_file_has_the_usual_permissions(tmp_path):
    (tmp_path / "usual").touch()
    write_whole(tmp_path / "file", "text")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize("broken", ["os.fsync", "os.replace", "pathlib.Path.write_bytes"])
def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch, broken):
    path = tmp_path / "history.csv"
    path.write_text("old")
    monkeypatch.setattr(broken, raise_full)
    with pytest.raises(RunFailure, match=r"history\.csv: cannot be written: No space left"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["history.csv"]


def test_a_disk_that_fills_up_half_way_leaves_no_temporary_file(tmp_path):
    def save(temporary):
        temporary.write_bytes(b"half")
        raise FULL

    with pytest.raises(RunFailure, match="No space left"):
        write_whole_with(tmp_path / "model.keras", save)
    assert os.listdir(tmp_path) == []


def test_the_content_is_on_the_disk_before_the_name_and_the_name_before_the_return(
    tmp_path, monkeypatch
):
    events = []
    replace = os.replace
    monkeypatch.setattr(os, "fsync", lambda file: events.append("fsync"))
    monkeypatch.setattr(
        os, "replace", lambda old, new: (events.append("rename"), replace(old, new))
    )
    write_whole(tmp_path / "file", "text")
    assert events == ["fsync", "rename", "fsync"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, ValueError])
def test_an_interruption_passes_through_and_leaves_nothing(tmp_path, interruption):
    def save(temporary):
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".keras"
        temporary.write_bytes(b"half")
        raise interruption

    with pytest.raises(interruption):
        write_whole_with(tmp_path / "model.keras", save)
    assert os.listdir(tmp_path) == []


def test_a_file_where_a_folder_should_be_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RunFailure, match=r"file/deep/x\.json: cannot be written: "):
        write_whole(tmp_path / "file" / "deep" / "x.json", "{}")
