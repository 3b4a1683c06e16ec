from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from suite.data.decode import UnreadableImage, decode_image, decode_images, first_shape
from suite.errors import UserError

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)


def file(image, kind="PNG", **options):
    memory = io.BytesIO()
    image.save(memory, kind, **options)
    memory.seek(0)
    return memory


def test_pixels_come_out_as_they_went_in():
    image = Image.fromarray(PIXELS)
    for kind in ("PNG", "BMP"):
        np.testing.assert_array_equal(decode_image(file(image, kind)), PIXELS)
    grey = decode_image(file(image), "grayscale")
    np.testing.assert_array_equal(grey[..., 0], np.asarray(image.convert("L")))


def test_every_mode_becomes_rgb():
    for mode in ("1", "L", "LA", "P", "RGBA"):
        image = Image.fromarray(PIXELS).convert(mode)
        expected = np.asarray(image.convert("RGB"))
        np.testing.assert_array_equal(decode_image(file(image)), expected)
    palette = Image.fromarray(PIXELS).convert("P")
    decoded = decode_image(file(palette, transparency=b"\x00\x80"))
    np.testing.assert_array_equal(decoded, np.asarray(palette.convert("RGB")))


def test_photographs_are_turned_upright():
    exif = Image.Exif()
    exif[274] = 6  # turned by 90 degrees
    upright = decode_image(file(Image.fromarray(PIXELS), exif=exif))
    np.testing.assert_array_equal(upright, np.rot90(PIXELS, -1))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a PNG, JPEG or BMP image"),
        (b"GIF89a plain text", "not a PNG, JPEG or BMP image"),
        (file(Image.fromarray(PIXELS)).getvalue()[:60], "truncated"),
        (file(Image.fromarray(PIXELS), "JPEG").getvalue()[:400], "."),
        (file(Image.new("I;16", (4, 4))).getvalue(), "more than 8 bits"),
    ],
)
def test_what_cannot_be_decoded_has_a_reason(content, reason):
    with pytest.raises(UnreadableImage, match=reason):
        decode_image(io.BytesIO(content))


def test_random_damage_never_escapes():
    generator = np.random.default_rng(0)
    whole = [file(Image.fromarray(PIXELS), kind).getvalue() for kind in ("PNG", "JPEG", "BMP")]
    failed = 0
    for index in range(300):
        damaged = bytearray(whole[index % 3])
        for place in generator.integers(0, len(damaged), 4):
            damaged[place] = generator.integers(256)
        try:
            decode_image(io.BytesIO(bytes(damaged)))
        except UnreadableImage:
            failed += 1
    assert 100 < failed < 300


def test_many_files_are_decoded_in_their_order(image_folder):
    root = image_folder({"a": 230}, size=(3, 2))
    paths = sorted(map(str, (root / "a").iterdir()))
    (root / "a" / "005.png").write_text("no image")
    (root / "a" / "222.png").write_text("no image")
    out = np.zeros((230, 3, 2, 3), np.uint8)
    assert first_shape(paths[5:]) == (paths[6], (3, 2, 3))
    assert list(decode_images(paths, out, paths[0])) == [5, 222]
    good = np.delete(np.arange(230), [5, 222])
    np.testing.assert_array_equal(out[good], [decode_image(paths[index]) for index in good])


def test_no_readable_image_at_all(tmp_path):
    (tmp_path / "a.png").write_text("no image")
    with pytest.raises(UserError, match=r"None of 1 images can be decoded.*a\.png"):
        first_shape([tmp_path / "a.png"])
