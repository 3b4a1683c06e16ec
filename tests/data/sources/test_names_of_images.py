"""Each image keeps the name of its file, however the data is split."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.catalog import Component
from suite.data.load import load_dataset


@pytest.fixture
def images(tmp_path, monkeypatch):
    """Images that are as bright as their names say."""
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "images"
    for split, count in (("train", 10), ("test", 4)):
        for place, name in enumerate(("cat", "dog")):
            (root / split / name).mkdir(parents=True)
            for number in range(count):
                value = 100 * place + 10 * (split == "test") + number
                path = root / split / name / f"{value}.png"
                keras.utils.save_img(path, np.full((4, 4, 3), value), scale=False)
    return root


def named_right(split) -> int:
    """How many there are, if each name is that of its image."""
    for name, image in zip(split.files, np.asarray(split.inputs), strict=True):
        assert name.rpartition("/")[2] == f"{image[0, 0, 0]}.png"
    return len(split.files)


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        ({}, (20, None, 8)),
        ({"validation": 0.2}, (16, 4, 8)),
        ({"validation": 0.2, "limit": 10}, (8, 2, 8)),
        ({"fold": (0, 5)}, (16, 4, 8)),
        ({"class_counts": {"cat": 3}}, (13, None, 8)),
    ],
)
def test_names_follow_their_images(options, counts, images):
    data = load_dataset(Component("folder", {"path": str(images)}), **options)
    splits = (data.train, data.validation, data.test)
    assert tuple(None if one is None else named_right(one) for one in splits) == counts
    assert data.test.files[0] == "test/cat/10.png"


def test_a_damaged_image_that_is_left_out_has_no_name(images):
    (images / "test" / "cat" / "11.png").write_bytes(b"none")
    source = Component("folder", {"path": str(images), "on_corrupt": "skip"})
    data = load_dataset(source)
    assert named_right(data.test) == 7
