"""Damage of cached data is noticed, said, and made good."""

from __future__ import annotations

import os
import shutil

import numpy as np
import pytest

from suite.data.files.cache import cached
from suite.data.files.seal import FILE, broken_seal, seal
from suite.data.sources.folder import folder


@pytest.fixture
def sealed(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "a.npy").write_bytes(b"abc")
    (tmp_path / "inside" / "b").write_bytes(b"")
    seal(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda root: (root / "a.npy").write_bytes(b"abd"), "the content of a.npy has changed"),
        (lambda root: (root / "a.npy").write_bytes(b"ab"), "a.npy has 2 bytes instead of 3"),
        (lambda root: (root / "a.npy").unlink(), "a.npy is missing"),
        (lambda root: shutil.rmtree(root / "inside"), "inside/b is missing"),
        (lambda root: (root / "c").touch(), "c was added"),
        (lambda root: (root / FILE).unlink(), "not sealed by this version"),
        (lambda root: (root / FILE).write_bytes(b""), f"{FILE} cannot be read"),
        (lambda root: (root / FILE).write_bytes(b"\xff"), f"{FILE} cannot be read"),
        (lambda root: (root / FILE).write_bytes(b"[]"), f"{FILE} cannot be read"),
        (lambda root: (root / FILE).write_bytes(b'{"a.npy": 3}'), f"{FILE} cannot be read"),
    ],
)
def test_what_was_changed_is_named(sealed, change, reason):
    assert broken_seal(sealed) is None
    change(sealed)
    assert reason in broken_seal(sealed)


def test_a_file_that_was_only_touched_is_read_once(sealed, monkeypatch):
    os.utime(sealed / "a.npy", (1, 1))
    assert broken_seal(sealed) is None
    monkeypatch.setattr(
        "suite.data.files.seal._digest", lambda file: pytest.fail("it is read again")
    )
    assert broken_seal(sealed) is None


def test_what_is_damaged_is_made_anew(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path))

    def write(target):
        (target / "data").write_text("whole")

    where = cached("a set", {}, write)
    for damage in (b"", b"whele", None):
        (where / "data").unlink()
        if damage is not None:
            (where / "data").write_bytes(damage)
        caplog.clear()
        assert cached("a set", {}, write) == where
        assert (where / "data").read_text() == "whole"
        assert f"the cached data {where} is made anew: " in caplog.text
    caplog.clear()
    cached("a set", {}, lambda target: pytest.fail("it is whole"))
    assert caplog.text == ""
    assert [file.name for file in tmp_path.iterdir()] == [where.name]
    shutil.rmtree(where)
    where.write_text("a file in its place")
    cached("a set", {}, write)
    assert (where / "data").read_text() == "whole"


@pytest.mark.parametrize("name", ["train_inputs.npy", "train_labels.npy", "skipped.json", FILE])
def test_a_damaged_image_cache(image_folder, tmp_path, monkeypatch, caplog, name):
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "cache"))
    images = image_folder({"cat": 3, "dog": 4})
    first = np.array(folder(str(images)).train.inputs)
    (file,) = (tmp_path / "cache").rglob(name)
    content = bytearray(file.read_bytes())
    content[-2 if name != "skipped.json" else 0] ^= 4
    file.write_bytes(content)
    again = folder(str(images)).train
    assert "is made anew" in caplog.text
    np.testing.assert_array_equal(again.inputs, first)
    np.testing.assert_array_equal(again.labels, [0] * 3 + [1] * 4)
