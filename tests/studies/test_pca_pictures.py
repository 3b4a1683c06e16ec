"""The pictures of principal components show what was computed."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from suite.studies.pages.pca_pictures import pca_pictures


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.png)))


@pytest.fixture(scope="module")
def section():
    """Images that are a bright left half, more or less of it, and a faint check on top."""
    ways = np.random.default_rng(1).normal(size=(200, 2)) * [5.0, 0.5]
    half = np.repeat([[1.0, 1.0, 0.0, 0.0]], 4, axis=0)
    check = np.indices((4, 4)).sum(axis=0) % 2 * 2.0 - 1
    images = (ways[:, :1, None] * half + ways[:, 1:, None] * check)[..., None]
    return pca_pictures(images, components=1, shown=2)


def test_the_rows_and_what_is_written_below(section):
    names = [part.name for part in section.parts]
    assert names == ["pca_images", "pca_vectors", "pca_rebuilt", "pca_white", "pca_cloud"]
    vectors = section.parts[1].pictures
    assert [one.lines[0].partition(":")[0] for one in vectors] == ["mean", "1", "2"]
    assert section.parts[2].title.startswith("From 1 of 16 components, 9")


def test_the_first_eigenvector_is_the_coarse_half_and_the_second_the_check(section):
    first, second = (pixels(one).astype(int) for one in section.parts[1].pictures[1:])
    side = len(first)
    halves = first[:, : side // 2].mean() - first[:, side // 2 :].mean()
    assert abs(halves) > 200
    cell = side // 4
    assert abs(int(second[0, 0]) - int(second[0, cell])) > 200
    assert abs(int(second[0, 0]) - int(second[cell, 0])) > 200


def test_what_is_put_together_from_one_component_has_no_check(section):
    image, rebuilt = (pixels(part.pictures[0]).astype(int) for part in section.parts[::2][:2])
    cell = len(image) // 4
    assert abs(rebuilt[0, 0] - rebuilt[cell, 0]) <= 1 < abs(image[0, 0] - image[cell, 0])


def test_a_whitened_cloud_is_as_wide_as_high(section):
    spreads = []
    for picture in section.parts[-1].pictures:
        image = pixels(picture).astype(float)
        image[image <= 70] = 0
        across, along = image.sum(axis=0), image.sum(axis=1)
        places = np.arange(len(across)) - len(across) / 2
        wide, high = (np.sqrt((one * places**2).sum() / one.sum()) for one in (across, along))
        spreads.append(wide / high)
    original, decorrelated, whitened = spreads
    assert 1.3 < original < decorrelated
    assert whitened == pytest.approx(1, abs=0.1)


def test_what_is_no_image():
    with pytest.raises(ValueError, match="`images` must be two images or more"):
        pca_pictures(np.zeros((5, 3)), components=1)
