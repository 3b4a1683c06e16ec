"""Decoded splits as files: written in place, shortened, read as memory maps."""

from __future__ import annotations

import numpy as np
import pytest

from suite.data.files.split_files import (
    check_resize,
    create_inputs,
    keep_rows,
    read_splits,
    write_labels,
)


def write(folder, name, count):
    """`count` images of 2 x 3 pixels, image n all of the value n."""
    out = create_inputs(folder, name, (count, 2, 3, 1))
    out[:] = np.arange(count, dtype=np.uint8)[:, None, None, None]
    write_labels(folder, name, np.arange(count) % 2)


def test_what_is_written_is_read(tmp_path):
    write(tmp_path, "train", 4)
    write(tmp_path, "test", 2)
    train, validation, test = read_splits(tmp_path)
    assert validation is None
    assert isinstance(train.inputs, np.memmap)
    assert train.inputs[:, 0, 0, 0].tolist() == [0, 1, 2, 3]
    assert train.labels.tolist() == [0, 1, 0, 1]
    assert (len(test), test.labels.dtype) == (2, np.int32)


def test_a_map_that_is_read_cannot_be_changed(tmp_path):
    write(tmp_path, "train", 2)
    train, _, _ = read_splits(tmp_path)
    with pytest.raises(ValueError, match="read-only"):
        train.inputs[0] = 7


def test_without_a_training_split_there_is_nothing(tmp_path):
    write(tmp_path, "test", 2)
    with pytest.raises(FileNotFoundError, match=r"train_inputs\.npy"):
        read_splits(tmp_path)


@pytest.mark.parametrize("rows", [[0], [3], [1, 2], [0, 1, 2, 3], []])
def test_rows_that_are_kept(tmp_path, rows):
    write(tmp_path, "train", 4)
    keep_rows(tmp_path, "train", np.array(rows, np.int64))
    write_labels(tmp_path, "train", np.array(rows, np.int64))
    train, _, _ = read_splits(tmp_path)
    assert train.inputs[:, 0, 0, 0].tolist() == rows
    assert train.inputs.shape == (len(rows), 2, 3, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "train_inputs.npy",
        "train_labels.npy",
    ]


def test_many_rows_are_kept_in_pieces(tmp_path):
    out = create_inputs(tmp_path, "train", (2500, 1))
    out[:] = (np.arange(2500) % 251).astype(np.uint8)[:, None]
    rows = np.arange(1, 2500, 2)
    keep_rows(tmp_path, "train", rows)
    write_labels(tmp_path, "train", rows)
    assert read_splits(tmp_path)[0].inputs[:, 0].tolist() == (rows % 251).tolist()


@pytest.mark.parametrize("resize", [None, [1, 1], [160, 200]])
def test_a_size_that_is_taken(resize):
    check_resize(resize)


@pytest.mark.parametrize("resize", [[], [8], [8, 8, 3], [0, 8], [8, 0], [-1, 8]])
def test_a_size_that_is_none(resize):
    with pytest.raises(ValueError, match="Argument `resize`") as caught:
        check_resize(resize)
    assert str(caught.value) == (
        f"Argument `resize` must be [height, width] in pixels, or null. Received: resize={resize}"
    )
