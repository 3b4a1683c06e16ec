"""A run directory that one process has, and gives back as it was if no run begins in it."""

from __future__ import annotations

import pytest

from suite.errors import UserError
from suite.runs.directory.claim import claimed
from suite.runs.directory.run_directory import RunDirectory


def tree(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def refused(directory, message, *, resume=False):
    """A directory is not claimed, and why."""
    with pytest.raises(UserError, match=message), claimed(directory, resume=resume):
        pytest.fail("it was claimed")


def fail(directory, error, *actions):
    """Claim a directory, do something in it, and fail."""
    with claimed(directory):
        for action in actions:
            action()
        raise error


def begin(directory, status="running"):
    directory.write_recipe("model: mlp\n")
    directory.write_summary({"status": status})


@pytest.mark.parametrize("place", ["run", "deep/er/run"])
def test_a_run_that_begins_stays(tmp_path, place):
    directory = RunDirectory(tmp_path / place)
    with claimed(directory):
        begin(directory)
    left = tree(directory.path) - {"checkpoints/lock"}
    assert left == {"recipe.yaml", "summary.json", "checkpoints"}


@pytest.mark.parametrize("place", ["run", "deep/er/run"])
def test_what_fails_before_leaves_nothing(tmp_path, place):
    directory = RunDirectory(tmp_path / place)

    def write():
        directory.write_recipe("model: mlp\n")
        (directory.path / "logs").mkdir()
        (directory.path / "logs" / "a.txt").touch()
        (directory.path / "link").symlink_to(tmp_path)

    with pytest.raises(KeyboardInterrupt):
        fail(directory, KeyboardInterrupt(), write)
    assert tree(tmp_path) == set()


def test_an_empty_folder_of_the_user_s_stays(tmp_path):
    directory = RunDirectory(tmp_path)
    with pytest.raises(ValueError, match="refused"):
        fail(directory, ValueError("refused"), lambda: directory.write_recipe("model: mlp"))
    assert tmp_path.is_dir()
    assert tree(tmp_path) == set()


def test_what_lay_there_stays(tmp_path):
    """What a run left that was killed in its first moment."""
    (tmp_path / "recipe.yaml").write_text("old")
    (tmp_path / "checkpoints").mkdir()
    with pytest.raises(ValueError, match="refused"):
        fail(RunDirectory(tmp_path), ValueError("refused"))
    assert (tmp_path / "recipe.yaml").read_text() == "old"
    assert (tmp_path / "checkpoints").is_dir()


def test_what_fails_later_leaves_the_run(tmp_path):
    directory = RunDirectory(tmp_path / "run")
    with pytest.raises(ValueError, match="late"):
        fail(directory, ValueError("late"), lambda: begin(directory))
    assert directory.is_unfinished


def test_a_second_process_is_kept_out(tmp_path):
    directory = RunDirectory(tmp_path / "run")
    with claimed(directory):
        begin(directory)
        with (
            pytest.raises(UserError, match="another process is training in this folder"),
            claimed(RunDirectory(tmp_path / "run"), resume=True),
        ):
            pytest.fail("it was claimed")
    with claimed(directory, resume=True):
        assert directory.is_unfinished


def test_an_occupied_folder_is_refused_and_left(tmp_path):
    (tmp_path / "a.txt").touch()
    with (
        pytest.raises(UserError, match="is not empty and holds no run"),
        claimed(RunDirectory(tmp_path)),
    ):
        pytest.fail("it was claimed")
    assert tree(tmp_path) == {"a.txt"}


@pytest.mark.parametrize("status", ["running", "interrupted", "failed"])
def test_an_unfinished_run_is_resumed_in_its_folder(tmp_path, status):
    directory = RunDirectory(tmp_path)
    begin(directory, status)
    with claimed(directory, resume=True):
        directory.write_findings([])
    assert "findings.json" in tree(tmp_path)


def test_a_run_that_another_has_finished_is_not_resumed(tmp_path):
    directory = RunDirectory(tmp_path)
    begin(directory, "finished")
    with (
        pytest.raises(UserError, match="the run is finished; there is nothing to resume"),
        claimed(directory, resume=True),
    ):
        pytest.fail("it was claimed")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(UserError, match="cannot be written"),
        claimed(RunDirectory(tmp_path / "file" / "run")),
    ):
        pytest.fail("it was claimed")
    assert tree(tmp_path) == {"file"}
