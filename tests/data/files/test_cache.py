from __future__ import annotations

import os
import time

import pytest

from suite.data.files import cache
from suite.data.files.cache import cache_folder, cached
from suite.errors import UserError


@pytest.fixture(autouse=True)
def root(monkeypatch, tmp_path):
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def write(folder):
    (folder / "data").write_text("whole")


def fail(folder):
    write(folder)
    raise RuntimeError("killed on the way")


def test_equal_keys_are_written_once(root):
    first = cached("a set", {"k": [1, 2]}, write)
    assert first.parent == root
    assert first.name.startswith("a_set-")
    assert cached("a set", {"k": [1, 2]}, fail) == first
    assert cached("a set", {"k": [2, 1]}, write) != first
    assert (first / "data").read_text() == "whole"


def test_a_failure_leaves_nothing(root):
    with pytest.raises(RuntimeError):
        cached("a", {}, fail)
    assert list(root.iterdir()) == []


def test_another_process_may_be_faster():
    first = None

    def slow(folder):
        nonlocal first
        first = cached("a", {}, write)
        write(folder)

    assert cached("a", {}, slow) == first


def test_what_killed_processes_left_is_removed_after_a_day(root):
    old, new = root / ".partial-old", root / ".partial-new"
    old.mkdir(parents=True)
    new.mkdir()
    os.utime(old, (0, time.time() - 2 * cache.DAY))
    cached("a", {}, write)
    assert not old.exists()
    assert new.exists()


def test_no_room_and_no_permission_are_told(monkeypatch, tmp_path):
    with pytest.raises(UserError, match=r"needs 1000000000.0 GB.*SUITE_CACHE"):
        cached("a", {}, write, size=10**18)
    assert list(cache_folder().iterdir()) == []
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "file"))
    with pytest.raises(UserError, match="cannot be written"):
        cached("a", {}, write)
