"""discs: several labels per sample."""

from __future__ import annotations

import numpy as np
import pytest

from suite.data.sources.discs import discs


def test_a_point_has_the_labels_of_the_discs_that_it_lies_in():
    dataset = discs(500, labels=4, noise=0)
    assert (dataset.targets, dataset.class_names) == ("labels", ("0", "1", "2", "3"))
    split = dataset.train
    for number, (x, y) in enumerate([(0.5, 0), (0, 0.5), (-0.5, 0), (0, -0.5)]):
        inside = np.hypot(split.inputs[:, 0] - x, split.inputs[:, 1] - y) < 1
        np.testing.assert_array_equal(split.labels[:, number], inside)
    assert set(split.labels.sum(axis=1)) == {0, 1, 2, 3, 4}


def test_the_seed_decides():
    one, same, other = discs(50, seed=1), discs(50, seed=1), discs(50, seed=2)
    np.testing.assert_array_equal(one.train.inputs, same.train.inputs)
    assert not np.array_equal(one.train.inputs, other.train.inputs)


@pytest.mark.parametrize(("name", "value"), [("samples", 3), ("labels", 0), ("noise", -1)])
def test_arguments_out_of_range_are_refused(name, value):
    with pytest.raises(ValueError, match=f"`{name}` must be"):
        discs(**{name: value})
