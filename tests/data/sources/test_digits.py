from __future__ import annotations

import numpy as np
import pytest

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


def test_some_digits_are_classes_in_the_order_given():
    whole, some = digits(), digits(only=[7, 2])
    assert some.class_names == ("7", "2")
    for split, all_of_it in zip(some.splits.values(), whole.splits.values(), strict=True):
        for number, digit in enumerate((7, 2)):
            expected = all_of_it.inputs[all_of_it.labels == digit]
            np.testing.assert_array_equal(split.inputs[split.labels == number], expected)


@pytest.mark.parametrize("only", [[], [3], [1, 1], [1, 10]])
def test_what_is_no_choice_of_digits_is_refused(only):
    with pytest.raises(ValueError, match="Argument `only` must list two digits or more"):
        digits(only=only)
