"""The suite's own components."""

from __future__ import annotations

import pytest

from suite.catalog import HERE, KINDS
from suite.catalog.names import rooms

OURS = {
    "models": {"mlp", "cnn", "resnet", "plain", "se_resnet"},
    "schedules": {"constant", "cyclic", "one_cycle", "piecewise", "step", "warmup"},
    "data": {"digits", "folder", "arrays", "tfds", "spiral", "xor", "blobs", "moons", "diabetes"},
    "metrics": {"accuracy"},
}


@pytest.mark.parametrize("kind", OURS)
def test_ours_are_listed(kind):
    found = {entry.name for entry in HERE.entries(kind) if entry.origin == "suite"}
    assert OURS[kind] <= found


@pytest.mark.parametrize("kind", KINDS)
def test_every_component_of_ours_has_a_summary_and_can_be_read(kind):
    assert HERE.broken(kind) == []
    ours = [entry for entry in HERE.entries(kind) if entry.origin == "suite"]
    assert [entry.name for entry in ours if not entry.summary] == []


def test_files_with_helpers_only_are_no_components(tmp_path, monkeypatch):
    (tmp_path / "net.py").write_text("def net(inputs, classes): ...\ndef helper(): ...\n")
    (tmp_path / "helpers.py").write_text("def net(inputs, classes): ...\n")
    (tmp_path / "summary.py").write_text("def summary(model): ...\n")
    (tmp_path / "_private.py").write_text("def private(inputs, classes): ...\n")
    monkeypatch.setattr(rooms, "room_folder", lambda kind: tmp_path)
    assert [entry.name for entry in HERE.entries("models")] == ["net"]


def test_callbacks_beside_an_installed_package_are_not_ours(tmp_path, monkeypatch):
    (tmp_path / "suite").mkdir()
    (tmp_path / "callbacks").mkdir()
    monkeypatch.setattr(rooms, "_PACKAGE", tmp_path / "suite")
    assert rooms.room_folder(KINDS["callbacks"]) == tmp_path / "suite" / "callbacks"
    (tmp_path / "pyproject.toml").write_text("")
    assert rooms.room_folder(KINDS["callbacks"]) == tmp_path / "callbacks"
