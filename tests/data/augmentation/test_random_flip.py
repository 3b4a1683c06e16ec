from __future__ import annotations

import numpy as np
import pytest

from suite.data.augmentation.random_flip import RandomFlip
from tests.data.augmentation.draw import IMAGES, apply


def versions(horizontal, vertical):
    """All results that may come out, by their bytes."""
    columns = (1, -1) if horizontal else (1,)
    rows = (1, -1) if vertical else (1,)
    return [IMAGES[:, ::row, ::column] for row in rows for column in columns]


@pytest.mark.parametrize(("horizontal", "vertical"), [(True, False), (False, True), (True, True)])
def test_images_come_out_in_every_allowed_version_and_no_other(horizontal, vertical):
    out = apply(RandomFlip(horizontal, vertical))[0]
    allowed = versions(horizontal, vertical)
    hits = np.array(
        [
            [np.array_equal(a, b) for b in all_]
            for a, all_ in zip(out, zip(*allowed, strict=True), strict=True)
        ]
    )
    np.testing.assert_array_equal(hits.sum(axis=1), 1)
    assert hits.any(axis=0).all()


def test_half_of_the_images_are_mirrored():
    images = np.zeros((4000, 1, 2, 1), np.uint8)
    images[:, 0, 0] = 1
    out = apply(RandomFlip(), images, np.zeros((4000, 1), np.float32))[0]
    assert abs(out[:, 0, 1].mean() - 0.5) < 0.04


def test_no_direction_is_refused():
    with pytest.raises(ValueError, match="must be true"):
        RandomFlip(horizontal=False)
