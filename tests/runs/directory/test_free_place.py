"""Where a new run may go."""

from __future__ import annotations

import errno
import os
import re

import pytest

from suite.errors import UserError
from suite.runs.directory.free_place import refuse_occupied, refuse_place, status_in, unwritable


def run_in(folder, summary='{"status": "finished"}'):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").write_text(summary)
    return folder


@pytest.mark.parametrize("place", ["new", "deep/er/new", "empty"])
def test_new_and_empty_folders_are_free(tmp_path, place):
    (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.rglob("*"))
    refuse_place(tmp_path / place)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "left",
    [
        ["recipe.yaml"],
        ["identity.json"],
        ["checkpoints"],
        ["recipe.yaml", "identity.json", "checkpoints"],
    ],
)
def test_what_a_run_leaves_that_is_killed_at_once_is_in_nobody_s_way(tmp_path, left):
    for name in left:
        (tmp_path / name).touch()
    refuse_place(tmp_path)


@pytest.mark.parametrize("name", ["history.csv", "a.txt", ".hidden", "callbacks"])
def test_anything_else_is_in_the_way(tmp_path, name):
    (tmp_path / name).touch()
    (tmp_path / "recipe.yaml").touch()
    message = f"{tmp_path}: is not empty and holds no run; choose another folder with --out."
    with pytest.raises(UserError) as caught:
        refuse_occupied(tmp_path)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ('{"status": "finished"}', "already holds a run (finished); choose another folder"),
        ('{"status": "interrupted"}', "already holds a run (interrupted); resume it with --resume"),
        ('{"status": "failed"}', "already holds a run (failed); resume it with --resume"),
        ('{"status": "running"}', "already holds a run (running); resume it with --resume"),
        ("", "already holds a run; choose another folder with --out."),
        ("{", "already holds a run; choose another folder with --out."),
        ('{"status": "asleep"}', "already holds a run; choose another folder with --out."),
    ],
)
def test_a_run_is_in_the_way_and_may_be_resumed(tmp_path, summary, said):
    run_in(tmp_path, summary)
    with pytest.raises(UserError, match=re.escape(said)):
        refuse_occupied(tmp_path)


def test_a_file_is_in_the_way(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="file: is a file, where a run needs a folder; choose"):
        refuse_place(tmp_path / "file")
    with pytest.raises(UserError, match=r"run: cannot be written \(.+\); choose another folder"):
        refuse_place(tmp_path / "file" / "run")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_of_somebody_else(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UserError, match=r"cannot be written \(Permission denied\)"):
            refuse_place(tmp_path / "run")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("summary", "status"),
    [
        ('{"status": "finished"}', "finished"),
        ('{"status": "running", "more": 1}', "running"),
        ('{"status": 3}', ""),
        ("[]", ""),
        ("{", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_status_that_a_summary_tells(tmp_path, summary, status):
    if summary is not None:
        (tmp_path / "summary.json").write_text(summary)
    assert status_in(tmp_path / "summary.json") == status


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError("only a text"), "only a text"),
        (OSError(), ""),
    ],
)
def test_why_it_cannot_be_written(tmp_path, error, cause):
    said = str(unwritable(tmp_path, error))
    assert said == f"{tmp_path}: cannot be written ({cause}); choose another folder with --out."
