from __future__ import annotations

import numpy as np

from suite.data.sources.digits import digits


def test_the_split_is_fixed_stratified_and_complete():
    dataset = digits()
    parts = [dataset.train, dataset.validation, dataset.test]
    assert [len(part) for part in parts] == [1252, 181, 364]
    assert dataset.input_shape == (8, 8, 1)
    assert dataset.class_names == tuple("0123456789")
    whole = np.bincount(np.concatenate([part.labels for part in parts]))
    for part, share in zip(parts, (0.7, 0.1, 0.2), strict=True):
        assert part.inputs.dtype == np.uint8
        assert part.inputs.max() == 16
        assert np.abs(np.bincount(part.labels) - share * whole).max() < 1.5


def test_no_image_is_in_two_splits():
    dataset = digits()
    seen = [{image.tobytes() for image in split.inputs} for split in dataset.splits.values()]
    assert len(set().union(*seen)) == sum(map(len, seen)) == 1797
