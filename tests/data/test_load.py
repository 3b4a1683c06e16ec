from __future__ import annotations

import numpy as np
import pytest

from suite.catalog import Component, Doors
from suite.data import load_dataset
from suite.errors import UserError


@pytest.fixture
def npz(tmp_path):
    def save(x, y, **more):
        np.savez(tmp_path / "set.npz", x_train=x, y_train=y, **more)
        return Component("arrays", {"path": str(tmp_path / "set.npz")})

    return save


def test_a_share_of_the_training_set_is_held_out(npz):
    x = np.arange(100, dtype=np.float32)[:, None]
    source = npz(x, np.arange(100) % 4)
    dataset = load_dataset(source, validation=0.2, seed=1)
    assert (len(dataset.train), len(dataset.validation)) == (80, 20)
    np.testing.assert_array_equal(np.bincount(dataset.validation.labels), 5)
    both = np.concatenate([dataset.train.inputs, dataset.validation.inputs])
    np.testing.assert_array_equal(np.sort(both, axis=0), x)
    np.testing.assert_array_equal(dataset.validation.inputs[:, 0] % 4, dataset.validation.labels)
    assert load_dataset(source, validation=0).validation is None


def test_a_validation_split_of_the_source_is_kept():
    assert len(load_dataset(Component("digits", {}), validation=0.5).validation) == 181


def test_nan_is_refused(npz):
    x = np.ones((6, 3), np.float32)
    x[4, 1] = np.nan
    with pytest.raises(UserError, match=r"training split: 1 NaN .* \(4, 1\)"):
        load_dataset(npz(x, np.arange(6) % 2))


def test_one_example_a_class_cannot_be_held_out(npz):
    with pytest.raises(UserError, match=r"too few to hold some out.*data.validation to 0"):
        load_dataset(npz(np.eye(3, dtype=np.float32), np.arange(3)), validation=0.1)


def test_a_source_from_a_file_must_return_a_dataset(tmp_path):
    (tmp_path / "mine.py").write_text("def mine():\n    return 3\n")
    with pytest.raises(UserError, match=r"must return a suite\.data\.Dataset, not int"):
        load_dataset(Component("./mine.py:mine", {}), doors=Doors(tmp_path))


def test_a_wrong_share_is_refused():
    with pytest.raises(ValueError, match="`validation` must be in"):
        load_dataset(Component("digits", {}), validation=1.0)
