"""The folder that a run leaves behind."""

from __future__ import annotations

import errno
import json
import re
import tempfile
from pathlib import Path

import numpy as np
import pytest

from suite.errors import UserError
from suite.runs.directory.run_directory import RunDirectory


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_by_default_a_run_has_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = [RunDirectory.plan(None, "models/../mlp digits").path for _ in range(2)]
    assert paths[0] != paths[1]
    for path in paths:
        assert re.fullmatch(r"runs/models-..-mlp-digits/\d{8}-\d{6}-[0-9a-f]{6}", path.as_posix())
    assert tree(tmp_path) == set()


@pytest.mark.parametrize("exists", [True, False])
def test_takes_a_new_or_an_empty_folder(tmp_path, exists):
    out = tmp_path / "deep" / "run"
    if exists:
        out.mkdir(parents=True)
    before = tree(tmp_path)
    directory = RunDirectory.plan(out, "mlp")
    assert tree(tmp_path) == before
    directory.make()
    assert directory.path == out
    assert out.is_dir()


@pytest.mark.parametrize("status", ["finished", "running", "interrupted", "failed"])
def test_refuses_a_folder_that_holds_a_run(tmp_path, status):
    RunDirectory(tmp_path).write_summary({"status": status})
    remedy = "choose another" if status == "finished" else f"resume it with --resume {tmp_path}"
    with pytest.raises(UserError, match=re.escape(f"already holds a run ({status}); {remedy}")):
        RunDirectory.plan(tmp_path, "mlp")
    assert tree(tmp_path) == {"summary.json"}


def test_a_run_that_is_not_finished_can_go_on(tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_recipe("model: mlp")
    directory.write_summary({"status": "interrupted"})
    assert RunDirectory.unfinished(tmp_path) == directory
    directory.write_summary({"status": "finished"})
    with pytest.raises(UserError, match="finished; there is nothing to resume") as refused:
        RunDirectory.unfinished(tmp_path)
    # What makes it longer, as it can be typed.
    for remedy in (f"python -m suite run {directory.recipe_yaml}", f"transfer.source={tmp_path}"):
        assert remedy in str(refused.value)


def test_refuses_a_run_whose_summary_is_damaged(tmp_path):
    (tmp_path / "summary.json").write_text("{")
    with pytest.raises(UserError, match="already holds a run; choose another"):
        RunDirectory.plan(tmp_path, "mlp")


@pytest.mark.parametrize("name", ["history.csv", "summary.json", "model.keras", "recipe.yaml"])
def test_refuses_a_folder_in_the_place_of_a_file(tmp_path, name):
    RunDirectory(tmp_path).write_summary({"status": "finished"})
    RunDirectory(tmp_path).write_recipe("model: mlp")
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).mkdir()
    message = f"{tmp_path / name}: is a folder, where a run has a file; move it away"
    with pytest.raises(UserError, match=re.escape(message)):
        RunDirectory.open(tmp_path)


def test_refuses_a_file_in_the_place_of_the_checkpoints(tmp_path):
    RunDirectory(tmp_path).write_summary({"status": "interrupted"})
    RunDirectory(tmp_path).write_recipe("model: mlp")
    (tmp_path / "checkpoints").touch()
    with pytest.raises(UserError, match="checkpoints: is a file, where a run has a folder"):
        RunDirectory.unfinished(tmp_path)


def test_refuses_a_folder_of_something_else(tmp_path):
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(UserError, match="is not empty and holds no run"):
        RunDirectory.plan(tmp_path, "mlp")
    assert tree(tmp_path) == {"thesis.tex"}


def test_refuses_a_file_and_a_place_under_a_file(tmp_path):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(UserError, match="file: is a file, where a run needs a folder"):
        RunDirectory.plan(file, "mlp")
    with pytest.raises(UserError, match=r"run: cannot be written \(Not a directory\)"):
        RunDirectory.plan(file / "run", "mlp")
    assert tree(tmp_path) == {"file"}


def test_refuses_a_read_only_place(tmp_path, monkeypatch):
    def refuse(dir):
        assert Path(dir) == tmp_path
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(UserError, match=r"cannot be written \(Read-only file system\); choose"):
        RunDirectory.plan(tmp_path / "a" / "b", "mlp")
    assert tree(tmp_path) == set()


def test_refuses_a_folder_that_was_filled_meanwhile(tmp_path):
    out = tmp_path / "run"
    first, second = RunDirectory.plan(out, "mlp"), RunDirectory.plan(out, "mlp")
    first.make()
    first.write_summary({"status": "running"})
    with pytest.raises(UserError, match="already holds a run"):
        second.make()


def test_the_files_of_the_contract(tmp_path):
    directory = RunDirectory(tmp_path)
    names = {
        "recipe.yaml": directory.recipe_yaml,
        "history.csv": directory.history_csv,
        "diagnostics.jsonl": directory.diagnostics_jsonl,
        "findings.json": directory.findings_json,
        "summary.json": directory.summary_json,
        "model.keras": directory.model_keras,
        "checkpoints": directory.checkpoints,
        "tensorboard": directory.tensorboard,
        "curves.png": directory.curves_png,
    }
    for name, path in names.items():
        assert path == tmp_path / name


def test_the_summary_begins_with_what_matters_and_is_strict_json(tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_summary(
        {
            "versions": {"keras": "3"},
            "seconds": np.float32(1.5),
            "metrics": {"loss": float("nan"), "accuracy": np.float64(0.5), "n": np.int64(3)},
            "status": "finished",
        }
    )
    text = directory.summary_json.read_text()
    summary = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert list(summary) == ["status", "metrics", "seconds", "versions"]
    assert summary["metrics"] == {"loss": None, "accuracy": 0.5, "n": 3}
    assert summary["seconds"] == 1.5


def test_a_summary_without_a_known_status_is_refused(tmp_path):
    with pytest.raises(ValueError, match="must have a status of"):
        RunDirectory(tmp_path).write_summary({"status": "done"})
    assert tree(tmp_path) == set()


def test_findings_are_a_list(tmp_path):
    directory = RunDirectory(tmp_path)
    directory.write_findings([])
    assert json.loads(directory.findings_json.read_text()) == []


def test_opens_a_run_and_says_what_is_missing(tmp_path):
    with pytest.raises(UserError, match="absent: there is no such folder"):
        RunDirectory.open(tmp_path / "absent")
    with pytest.raises(UserError, match=r"it has no recipe\.yaml and no summary\.json"):
        RunDirectory.open(tmp_path)
    RunDirectory(tmp_path).write_recipe("model: mlp\n")
    with pytest.raises(UserError, match=r"it has no summary\.json"):
        RunDirectory.open(tmp_path)
    RunDirectory(tmp_path).write_summary({"status": "finished"})
    assert RunDirectory.open(str(tmp_path)).path == tmp_path


def test_a_run_killed_in_its_first_moment_is_in_nobodys_way(tmp_path):
    directory = RunDirectory(tmp_path / "run")
    directory.make()
    with directory.locked():
        directory.write_recipe("name: x\n")
    assert not directory.is_unfinished
    RunDirectory.plan(directory.path, "x").make()
