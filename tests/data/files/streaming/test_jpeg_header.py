"""Which JPEG files are plain."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from suite.data.files.streaming.jpeg_header import plain_jpeg_size

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)


def _jpeg(mode="RGB", orientation=None, **options):
    image, file = Image.fromarray(PIXELS).convert(mode), io.BytesIO()
    if orientation is not None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010F] = "a maker"
        options["exif"] = exif.tobytes()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def _other(kind):
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(file, kind)
    return file.getvalue()


PLAIN = {
    "color": _jpeg(),
    "gray": _jpeg("L"),
    "progressive": _jpeg(progressive=True),
    "no subsampling": _jpeg(subsampling=0),
    "upright by exif": _jpeg(orientation=1),
    "with a comment": _jpeg(comment=b"x" * 60_000),
    "filled up": b"\xff\xd8\xff\xff" + _jpeg()[3:],
}
NOT_PLAIN = {
    "four channels": _jpeg("CMYK"),
    "turned": _jpeg(orientation=6),
    "mirrored": _jpeg(orientation=2),
    "cut off": _jpeg()[:-200],
    "cut off in the header": _jpeg()[:100],
    "empty": b"",
    "two bytes": b"\xff\xd8",
    "something behind it": _jpeg() + b"more",
    "PNG": _other("PNG"),
    "GIF": _other("GIF"),
    "words": b"this is no image",
    "twelve bits": _jpeg().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c"),
    "arithmetic": _jpeg().replace(b"\xff\xc0\x00\x11", b"\xff\xc9\x00\x11"),
}


@pytest.mark.parametrize("content", PLAIN.values(), ids=PLAIN)
def test_a_plain_one_tells_its_size(content):
    assert plain_jpeg_size(io.BytesIO(content)) == (20, 30)


@pytest.mark.parametrize("content", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_others_are_left_to_pillow(content):
    assert plain_jpeg_size(io.BytesIO(content)) is None


def test_damage_never_raises():
    whole = PLAIN["upright by exif"]
    generator = np.random.default_rng(0)
    for _ in range(2000):
        content = bytearray(whole)
        for place in generator.integers(0, min(len(content), 400), 3):
            content[place] = generator.integers(0, 256)
        plain_jpeg_size(io.BytesIO(bytes(content[: generator.integers(0, len(content))])))
