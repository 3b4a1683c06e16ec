from __future__ import annotations

import io
import os
import zlib

import numpy as np
import pytest
from PIL import Image

from suite.data.files.decode import (
    FORMATS,
    UnreadableImage,
    decode_image,
    decode_images,
    first_shape,
    quiet_decoding,
)
from suite.errors import UserError

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)


def file(image, kind="PNG", **options):
    memory = io.BytesIO()
    image.save(memory, kind, **options)
    memory.seek(0)
    return memory


# Of 2 GB in 40 kB.
BOMB = bytearray(file(Image.new("1", (1000, 1000))).getvalue())
BOMB[16:24] = (50_000).to_bytes(4, "big") * 2
BOMB[29:33] = zlib.crc32(BOMB[12:29]).to_bytes(4, "big")


def test_pixels_come_out_as_they_went_in():
    image = Image.fromarray(PIXELS)
    for kind in ("PNG", "BMP"):
        np.testing.assert_array_equal(decode_image(file(image, kind)), PIXELS)
    gray = decode_image(file(image), "grayscale")
    np.testing.assert_array_equal(gray[..., 0], np.asarray(image.convert("L")))


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
        (b"", "not a PNG, JPEG, BMP, GIF, TIFF or WEBP image"),
        (b"GIF89a plain text", "not a PNG, JPEG"),
        (file(Image.fromarray(PIXELS)).getvalue()[:60], "truncated"),
        (file(Image.fromarray(PIXELS), "JPEG").getvalue()[:400], "."),
        (file(Image.new("F", (4, 4)), "TIFF").getvalue(), "floating-point numbers, which have no"),
        (file(Image.new("I", (4, 4)), "TIFF").getvalue(), "32-bit whole numbers, which have no"),
        (BOMB, "decompression bomb"),
    ],
)
def test_what_cannot_be_decoded_has_a_reason(content, reason):
    with pytest.raises(UnreadableImage, match=reason):
        decode_image(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_of_16_bits_the_upper_8_are_taken(kind):
    values = np.array([[0, 255, 256], [32768, 65279, 65535]], np.uint16)
    gray = decode_image(file(Image.fromarray(values), kind), "grayscale")
    np.testing.assert_array_equal(gray[..., 0], [[0, 0, 1], [128, 254, 255]])
    color = decode_image(file(Image.fromarray(values), kind))
    np.testing.assert_array_equal(color, np.repeat(gray, 3, axis=2))


def test_of_16_bit_color_too():
    """A PNG of one pixel by hand, since Pillow writes none: 0x1234, 0xFEDC, 0x00FF."""

    def chunk(name: bytes, content: bytes) -> bytes:
        sum_ = zlib.crc32(name + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + name + content + sum_

    header = chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 16, 2, 0, 0, 0]))
    data = chunk(b"IDAT", zlib.compress(bytes([0, 0x12, 0x34, 0xFE, 0xDC, 0x00, 0xFF])))
    content = b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IEND", b"")
    np.testing.assert_array_equal(decode_image(io.BytesIO(content)), [[[0x12, 0xFE, 0x00]]])


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP", "PNG"])
def test_of_several_images_the_first_is_taken(kind):
    frames = [Image.fromarray(np.full((6, 6, 3), value, np.uint8)) for value in (0, 120, 255)]
    content = file(frames[0], kind, save_all=True, append_images=frames[1:])
    np.testing.assert_array_equal(decode_image(content), np.zeros((6, 6, 3)))


@pytest.mark.parametrize("kind", FORMATS.values())
def test_every_format_and_mode_of_it(kind):
    """As Pillow itself converts what it reads; transparency is dropped."""
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"):
        try:
            content = file(Image.fromarray(PIXELS).convert(mode), kind)
        except (OSError, KeyError, ValueError):
            continue  # the format has no such mode
        with Image.open(content) as image:
            expected = np.asarray(image.convert("RGB"))
        content.seek(0)
        np.testing.assert_array_equal(decode_image(content), expected, err_msg=mode)


# 300 for each format here; `SUITE_DAMAGED_IMAGES=100000` tries more.
DAMAGED = int(os.environ.get("SUITE_DAMAGED_IMAGES", "300"))


@pytest.mark.parametrize("kind", sorted(set(FORMATS.values())))
def test_random_damage_never_escapes(kind, capfd):
    """Bytes replaced, removed, doubled, cut off: an image or a reason, in moderate memory."""
    generator = np.random.default_rng(0)
    picture = Image.fromarray(np.kron(PIXELS, np.ones((4, 4, 1), np.uint8)))
    exif = Image.Exif()
    exif[0x0112] = 6
    options = {"exif": exif} if kind in ("PNG", "JPEG", "WEBP", "TIFF") else {}
    whole = [
        file(picture.convert(mode), kind, **options).getvalue()
        for mode in (("L", "RGB") if kind in ("JPEG", "WEBP", "BMP") else ("L", "P", "RGB"))
    ]
    reasons = []
    with quiet_decoding():
        for index in range(DAMAGED):
            damaged = bytearray(whole[index % len(whole)])
            for _ in range(generator.integers(1, 5)):
                place = int(generator.integers(len(damaged)))
                match generator.integers(4):
                    case 0 | 1:
                        damaged[place] = generator.integers(256)
                    case 2:
                        del damaged[place : place + int(generator.integers(1, 20))]
                    case 3:
                        damaged[place:place] = damaged[place : place + 8]
            try:
                shape = decode_image(io.BytesIO(bytes(damaged)), resize=(4, 4)).shape
                assert shape == (4, 4, 3)
            except UnreadableImage as error:
                reasons.append(str(error))
    assert 0 < len(reasons) < DAMAGED
    assert all(reasons)
    assert "\n" not in "".join(reasons)
    if kind != "TIFF":  # of which libtiff itself says a word now and then
        assert capfd.readouterr().err == ""


def test_pipes_and_devices_are_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    for path in (tmp_path / "pipe.png", "/dev/zero"):
        with pytest.raises(UnreadableImage, match="no regular file"):
            decode_image(path)
    with pytest.raises(UnreadableImage, match="Too many levels of symbolic links"):
        decode_image(tmp_path / "loop.png")
    with pytest.raises(UnreadableImage, match="No such file"):
        decode_image(str(tmp_path / "absent.png"))


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
