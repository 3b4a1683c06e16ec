from __future__ import annotations

import zipfile

import numpy as np
import pytest

from suite.data.sources.arrays import arrays
from suite.errors import UserError

X = np.arange(24, dtype=np.uint8).reshape(6, 2, 2)
Y = np.array([0, 1, 2, 0, 1, 2])


def save(folder, **named):
    file = folder / "set.npz"
    np.savez(file, **named)
    return str(file)


def test_an_npz_file_holds_the_splits(tmp_path):
    path = save(tmp_path, x_train=X, y_train=Y, x_test=X[:2], y_test=Y[:2], x_val=X, y_val=Y)
    dataset = arrays(path)
    assert dataset.name == "set"
    assert dataset.class_names == ("0", "1", "2")
    assert dataset.input_shape == (2, 2, 1)
    np.testing.assert_array_equal(dataset.train.inputs, X[..., None])
    np.testing.assert_array_equal(dataset.test.labels, Y[:2])
    assert len(dataset.validation) == 6


def test_x_and_y_alone_are_for_training(tmp_path):
    dataset = arrays(save(tmp_path, x=X, y=Y), class_names=["a", "b", "c"])
    assert dataset.class_names == ("a", "b", "c")
    assert dataset.validation is None
    assert dataset.test is None


def test_npy_files_are_memory_mapped(tmp_path):
    for name, value in {"x_train": X, "y_train": Y, "x_validation": X, "y_validation": Y}.items():
        np.save(tmp_path / f"{name}.npy", value)
    dataset = arrays(str(tmp_path))
    assert isinstance(dataset.train.inputs, np.memmap)
    np.testing.assert_array_equal(dataset.validation.inputs, X[..., None])


@pytest.mark.parametrize(
    "labels", [Y[:, None], np.eye(3)[Y], np.eye(3, dtype=bool)[Y], Y.astype(np.float64)]
)
def test_labels_may_be_integers_or_one_hot(tmp_path, labels):
    np.testing.assert_array_equal(arrays(save(tmp_path, x=X, y=labels)).train.labels, Y)


@pytest.mark.parametrize("dtype", [np.float64, np.float16, np.int64, bool])
def test_other_numbers_become_float32(tmp_path, dtype):
    values = (X % 2).astype(dtype)
    inputs = arrays(save(tmp_path, x=values, y=Y)).train.inputs
    assert inputs.dtype == np.float32
    np.testing.assert_array_equal(inputs[..., 0], X % 2)


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"a": X}, "no training arrays.*Expected: x_train.*Found: a"),
        ({"x": X}, "holds x_train, but no y_train"),
        ({"x": X, "y": Y, "y_test": Y}, "holds y_test, but no x_test"),
        ({"x": X, "y": np.array(list("abcabc"))}, "y_train must hold class numbers, not <U1"),
        ({"x": X, "y": Y + 0.5}, "whole class numbers, but row 0 is 0.5"),
        ({"x": X, "y": np.ones((6, 3))}, "looks one-hot, but row 0"),
        ({"x": X, "y": np.ones((6, 3, 2))}, r"must be of shape \(N,\)"),
        ({"x": np.zeros(6), "y": Y}, r"x_train must be of shape"),
        ({"x": np.array(["a"] * 6), "y": Y}, "x_train must hold numbers"),
        ({"x": X, "y": Y * 2**32}, "row 1 is 4294967296, and more than 1,000,000 classes"),
        ({"x": X, "y": Y * (2.0**40)}, "row 1 is 1099511627776.0, and more than"),
        ({"x": X, "y": Y + np.nan}, "must hold whole class numbers, but row 0 is nan"),
        ({"x": X, "y": (Y + 1) * np.inf}, "row 0 is inf, and more than"),
        ({"x": X, "y": Y - 2**32}, "The labels must be class numbers, but that of row 0 is -4294"),
        ({"x": X, "y": Y - 1}, "labels out of range, the first at index 0: -1"),
        ({"x": X, "y": Y, "x_test": X, "y_test": Y + 1}, "test split: 2 labels out of range"),
        ({"x": X, "y": Y[:5]}, "6 inputs, but 5 labels"),
        ({"x": np.array([None] * 6), "y": Y}, "pickles"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, named, message):
    with pytest.raises(UserError, match=message):
        arrays(save(tmp_path, **named))


def test_missing_and_broken_files_are_refused(tmp_path):
    with pytest.raises(UserError, match="does not exist"):
        arrays(str(tmp_path / "none.npz"))
    np.save(tmp_path / "single.npy", X)
    with pytest.raises(UserError, match=r"one array, neither an \.npz file nor a folder"):
        arrays(str(tmp_path / "single.npy"))
    broken = tmp_path / "broken.npz"
    for content in (b"PK\x03\x04 cut off", b"no numpy", b""):
        broken.write_bytes(content)
        with pytest.raises(UserError, match="cannot be read as NumPy arrays"):
            arrays(str(broken))


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("t.csv", b"a,b,label\n1,2,0\n3,4,1\n", "it is no file of NumPy's"),
        ("e.npz", b"", "it is no file of NumPy's"),
        ("t.npy", b"1,2\n", "it is no file of NumPy's"),
        ("j.npz", b"PK\x03\x04junk", "File is not a zip file"),
        ("n.npy", b"\x93NUMPYxxxx", ""),
    ],
)
def test_files_that_are_none_of_numpys(tmp_path, name, content, cause):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match="cannot be read as NumPy arrays: ") as caught:
        arrays(str(tmp_path / name))
    assert cause in str(caught.value)
    assert "unsafely" not in str(caught.value)


def test_a_damaged_or_strange_member(tmp_path):
    path = tmp_path / "set.npz"
    np.savez_compressed(path, x=X, y=Y)
    whole = bytearray(path.read_bytes())
    whole[60:90] = b"\0" * 30
    path.write_bytes(whole)
    with pytest.raises(UserError, match="cannot be read as NumPy arrays"):
        arrays(str(path))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x_train.npy", "text")
        archive.writestr("y_train.npy", "text")
    with pytest.raises(UserError, match="x_train is no array"):
        arrays(str(path))
