"""diabetes and friedman."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from suite.data.sources.diabetes import diabetes
from suite.data.sources.friedman import friedman


def test_diabetes_is_scikit_learns_in_fixed_parts():
    dataset = diabetes()
    assert (dataset.targets, dataset.classes) == ("values", 1)
    assert [len(split) for split in dataset.splits.values()] == [310, 44, 88]
    bunch = load_diabetes(scaled=False)
    rows = np.concatenate([np.hstack([s.inputs, s.labels]) for s in dataset.splits.values()])
    wanted = np.hstack([bunch.data, bunch.target[:, None]]).astype(np.float32)
    np.testing.assert_array_equal(rows[np.lexsort(rows.T)], wanted[np.lexsort(wanted.T)])


def test_without_noise_friedman_is_his_function():
    split = friedman(300, noise=0).test
    x = split.inputs.astype(np.float64)
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2
    y += 10 * x[:, 3] + 5 * x[:, 4]
    np.testing.assert_allclose(split.labels[:, 0], y, rtol=1e-5)


def test_the_noise_of_friedman_is_what_is_said():
    clean, noisy = friedman(4000, noise=0).train, friedman(4000, noise=2.0).train
    np.testing.assert_array_equal(clean.inputs, noisy.inputs)
    assert np.std(noisy.labels - clean.labels) == pytest.approx(2, rel=0.05)


def test_arguments_out_of_range_are_refused():
    with pytest.raises(ValueError, match="`noise` must be >= 0"):
        friedman(noise=-1)
    with pytest.raises(ValueError, match="`samples` must be at least 4"):
        friedman(samples=3)
