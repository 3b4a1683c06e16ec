"""Image files as a model takes them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from suite.errors import UserError
from suite.lab.inspect.image_form import differing_form, form_text, read_image

TURNED = 6  # of EXIF: a quarter turn


@pytest.fixture
def file(tmp_path):
    def make(size, mode="RGB", name="i.png", **options):
        Image.new(mode, size).save(tmp_path / name, **options)
        return tmp_path / name

    return make


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ((28, 28, 1), "28 x 28 gray"),
        ((32, 48, 3), "48 x 32 in color"),
        ((None, None, 3), "any size in color"),
        ((None, 8, 1), "any size gray"),
    ],
)
def test_a_form_in_words(shape, text):
    assert form_text(shape) == text


@pytest.mark.parametrize(
    ("size", "mode", "shape", "expected"),
    [
        ((8, 6), "RGB", (6, 8, 3), None),
        ((8, 6), "RGB", (8, 6, 3), "8 x 6 in color"),
        ((8, 6), "L", (6, 8, 1), None),
        ((8, 6), "L", (6, 8, 3), None),  # shown to a net of colors as it is
        ((8, 6), "RGB", (6, 8, 1), "8 x 6 in color"),
        ((8, 6), "1", (6, 8, 1), None),
        ((8, 6), "RGB", (None, None, 3), None),
        ((8, 6), "RGB", (None, None, 1), "8 x 6 in color"),
    ],
)
def test_what_a_model_does_not_see_of_a_file(file, size, mode, shape, expected):
    assert differing_form(file(size, mode), shape) == expected


def test_a_photo_lies_as_its_camera_was_held(file):
    exif = Image.Exif()
    exif[0x0112] = TURNED
    path = file((8, 6), name="i.jpg", exif=exif)
    assert differing_form(path, (8, 6, 3)) is None
    assert differing_form(path, (6, 8, 3)) == "6 x 8 in color"
    assert read_image(path, (None, None, 3)).shape == (8, 6, 3)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((4, 5, 3), (4, 5, 3)),
        ((4, 5, 1), (4, 5, 1)),
        ((None, None, 3), (6, 8, 3)),
        ((None, 5, 1), (6, 8, 1)),
    ],
)
def test_a_file_is_brought_to_what_the_model_takes(file, shape, expected):
    image = read_image(file((8, 6)), shape)
    assert image.shape == expected
    assert image.dtype == np.uint8


def test_what_is_no_image_is_named(tmp_path):
    path = tmp_path / "text.png"
    path.write_text("no image")
    with pytest.raises(UserError) as caught:
        read_image(path, (4, 4, 3))
    assert str(caught.value).startswith(f"{path}: cannot be read as an image (")
