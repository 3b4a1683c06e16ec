"""A checkpoint that is not, byte for byte, what was written is refused before it is read."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest

from suite.training.state import checkpoint_file
from suite.training.state.checkpoint_file import DamagedCheckpoint, read, text_of, unpack, write

ARRAYS = {
    "weights/0/dense/kernel": np.arange(6, dtype="float32").reshape(2, 3),
    "callbacks/0/best": np.array(0.5),
    "random/numpy": np.arange(4, dtype="uint32"),
    "empty": np.zeros((0, 2), "int64"),
}
STATE = {"position": {"epoch": 2, "step": 8}, "findings": [], "text": "é\x1b"}


def pack(arrays, state) -> bytes:
    buffer = io.BytesIO()
    write(buffer, arrays, text_of(state))
    return buffer.getvalue()


# Written when a checkpoint was still packed in memory.
BEFORE = Path(__file__).parents[2] / "runs/made_before/stopped/checkpoints/step-000000013.npz"


@pytest.fixture(scope="module")
def content():
    return pack(ARRAYS, STATE)


def test_comes_back_as_it_was(content):
    arrays, state = unpack(content)
    assert state == {"version": checkpoint_file.VERSION, **STATE}
    assert set(arrays) == set(ARRAYS)
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(arrays[name], array)


def test_a_file_of_before_is_read_and_is_the_same_when_written_now():
    arrays, state = unpack(read(BEFORE))
    assert state["position"] == {"epoch": 3, "step": 13}
    assert {name.split("/")[0] for name in arrays} >= {"weights", "optimizer", "metrics"}
    again, same = unpack(pack(arrays, {k: v for k, v in state.items() if k != "version"}))
    assert same == state
    assert [*again] == [*arrays]
    assert all(again[name].tobytes() == arrays[name].tobytes() for name in arrays)


def test_numpy_opens_it(content):
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        np.testing.assert_array_equal(file["random/numpy"], ARRAYS["random/numpy"])


def test_each_flipped_bit_is_seen(content):
    """Every byte, with a bit that differs from byte to byte."""
    damaged = bytearray(content)
    for place in range(len(content)):
        damaged[place] ^= 1 << place % 8
        with pytest.raises(DamagedCheckpoint):
            unpack(bytes(damaged))
        damaged[place] = content[place]
    assert bytes(damaged) == content


def test_each_missing_end_and_what_was_added_is_seen(content):
    for length in range(len(content)):
        with pytest.raises(DamagedCheckpoint):
            unpack(content[:length])
    for more in (b"\0", content):
        with pytest.raises(DamagedCheckpoint):
            unpack(content + more)
    with pytest.raises(DamagedCheckpoint):
        unpack(content[1:])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda content: b"", "the file is empty"),
        (lambda content: content[:-1], "its end is missing"),
        (lambda content: content[:100] + b"\0" + content[101:], "content has changed"),
    ],
)
def test_the_reason_is_said(content, tmp_path, change, reason):
    path = tmp_path / "step-000000001.npz"
    path.write_bytes(change(content))
    with pytest.raises(DamagedCheckpoint, match=reason):
        read(path)


def test_an_archive_without_a_digest_is_refused(tmp_path):
    np.savez(tmp_path / "old.npz", **ARRAYS)
    with pytest.raises(DamagedCheckpoint, match="an older version of the suite wrote it"):
        read(tmp_path / "old.npz")


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(checkpoint_file, "VERSION", 1)
    content = pack(ARRAYS, STATE)
    monkeypatch.undo()
    with pytest.raises(DamagedCheckpoint, match="another version of the suite wrote it, in form 1"):
        unpack(content)


@pytest.mark.skipif(os.name == "nt", reason="makes a pipe")
def test_a_folder_and_a_pipe_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(DamagedCheckpoint, match="is no file"):
            read(path)
