"""spiral, xor, blobs and moons."""

from __future__ import annotations

import numpy as np
import pytest

from suite.data.sources.blobs import blobs
from suite.data.sources.moons import moons
from suite.data.sources.spiral import spiral
from suite.data.sources.xor import xor

every = pytest.mark.parametrize("source", [blobs, moons, spiral, xor])


@every
def test_splits_are_balanced_independent_and_decided_by_the_seed(source):
    dataset = source(samples=120, seed=4)
    assert [len(split) for split in dataset.splits.values()] == [120, 60, 60]
    assert dataset.input_shape == (2,)
    assert dataset.train.inputs.dtype == np.float32
    for split in dataset.splits.values():
        assert len(set(np.bincount(split.labels))) == 1
    np.testing.assert_array_equal(source(samples=120, seed=4).train.inputs, dataset.train.inputs)
    assert not np.array_equal(source(samples=120, seed=5).train.inputs, dataset.train.inputs)
    assert not np.array_equal(dataset.validation.inputs, dataset.test.inputs)


@every
def test_arguments_out_of_range_are_refused(source):
    with pytest.raises(ValueError, match="`noise` must be >= 0"):
        source(noise=-1)
    with pytest.raises(ValueError, match="`samples` must be at least 2"):
        source(samples=3)


@pytest.mark.parametrize("source", [blobs, spiral])
def test_one_class_is_refused(source):
    with pytest.raises(ValueError, match="`classes` must be at least 2"):
        source(classes=1)


def test_without_noise_every_point_lies_on_its_curve():
    data = spiral(300, classes=4, turns=0.5, noise=0).train
    radius = np.hypot(*data.inputs.T)
    angle = 2 * np.pi * (data.labels / 4 + 0.5 * radius)
    expected = radius[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    np.testing.assert_allclose(data.inputs, expected, atol=1e-5)

    data = xor(300, noise=0).train
    np.testing.assert_array_equal(data.labels, data.inputs.prod(axis=1) < 0)
    assert len({tuple(sign) for sign in np.sign(data.inputs)}) == 4

    data = blobs(300, classes=5, noise=0).train
    angle = 2 * np.pi * data.labels / 5
    np.testing.assert_allclose(data.inputs, np.stack([np.cos(angle), np.sin(angle)], 1), atol=1e-6)

    data = moons(300, noise=0).train
    center = np.where(data.labels[:, None] == 0, [0.0, 0.0], [1.0, 0.5])
    np.testing.assert_allclose(np.hypot(*(data.inputs - center).T), 1, atol=1e-5)
    upper = (data.inputs - center)[:, 1] >= -1e-6
    np.testing.assert_array_equal(upper, data.labels == 0)


@pytest.mark.parametrize("source", [blobs, moons, xor])
def test_noise_is_its_standard_deviation(source):
    quiet = source(20000, noise=0, seed=1).train.inputs
    noisy = source(20000, noise=0.4, seed=1).train.inputs
    assert abs((noisy - quiet).std() - 0.4) < 0.01
