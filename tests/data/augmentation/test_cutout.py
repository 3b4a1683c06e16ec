from __future__ import annotations

import numpy as np
import pytest

from suite.data.augmentation.cutout import Cutout
from tests.data.augmentation.draw import IMAGES, apply


@pytest.mark.parametrize("size", [1, 4, 5, 30])
def test_exactly_one_clipped_square_is_black(size):
    out = apply(Cutout(size), np.full_like(IMAGES, 7))[0]
    assert set(np.unique(out)) <= {0, 7}
    for image in out == 0:
        rows, columns = image.any(axis=(1, 2)), image.any(axis=(0, 2))
        np.testing.assert_array_equal(image, (rows[:, None] & columns)[..., None].repeat(3, 2))
        for hit, length in ((rows, 9), (columns, 7)):
            place = np.flatnonzero(hit)
            assert place[-1] - place[0] + 1 == len(place)
            clipped = place[0] == 0 or place[-1] == length - 1
            assert (
                len(place) == size
                or (clipped and (size + 1) // 2 <= len(place) <= size)
                or (len(place) == length)
            )


def test_what_is_left_is_unchanged_and_centers_cover_the_image():
    out = apply(Cutout(1), np.tile(IMAGES[:1], (2000, 1, 1, 1)) | 1)[0]
    black = (out == 0).all(axis=3)
    np.testing.assert_array_equal(out[~black], np.broadcast_to(IMAGES[0] | 1, out.shape)[~black])
    np.testing.assert_array_equal(black.sum(axis=(1, 2)), 1)
    assert black.any(axis=0).all()


def test_an_empty_square_is_refused():
    with pytest.raises(ValueError, match="`size` must be >= 1"):
        Cutout(0)
