"""Streamed images: the same samples whoever asks, and what becomes of odd and damaged files."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.random_flip import RandomFlip
from suite.data.augmentation.random_resized_crop import RandomResizedCrop
from suite.data.files import decode
from suite.data.files.image_folders import find_images
from suite.data.files.streaming import streamed_images as module
from suite.data.files.streaming.streamed_images import StreamedImages
from suite.data.files.walk import Walk
from suite.errors import RunFailure, UserError

# At the edges of a window color is interpolated from fewer pixels, where part of a JPEG is decoded.
EDGE = 2


def _photograph(number: int, height: int, width: int) -> Image.Image:
    """Something smooth, as JPEG keeps it."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / (7 + number) + c) + np.cos(y / (9 + number) - c) for c in range(3)]
    return Image.fromarray((60 * np.stack(waves, -1) + 128).clip(0, 255).astype(np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three classes of four JPEG files of different sizes."""
    for number in range(12):
        path = tmp_path / "images" / "abc"[number // 4] / f"{number:02}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        _photograph(number, 50 + 3 * number, 80 - 2 * number).save(path, quality=95)
    return tmp_path / "images"


def streamed(folder: Path, size=(24, 32), **options) -> StreamedImages:
    return StreamedImages(find_images(Walk(folder))[1]["train"], size, **options)


def test_a_sample_is_the_middle_of_the_image(folder):
    images = streamed(folder, share=0.5)
    for row in (0, 5, 11):
        path = folder / images.files.found.files.name(row)
        wanted = decode.decode_image(path, "rgb", [24, 32], 0.5).astype(float)
        assert np.abs(images[row] - wanted).mean() < 2  # the other averages where it shrinks


def test_a_plain_jpeg_is_what_pillow_decodes(folder, monkeypatch):
    """Where neither averages, all that differs is the decoder."""
    images = streamed(folder, share=0.4)
    by_tensorflow = images[:]
    monkeypatch.setattr(module, "PLAIN", 77)
    by_pillow = streamed(folder, share=0.4)[:]
    assert np.abs(by_tensorflow.astype(int) - by_pillow).max() <= EDGE
    assert np.mean(by_tensorflow != by_pillow) < 0.03


def test_what_shrinks_by_much_is_averaged(tmp_path):
    for name in ("a", "b"):
        (tmp_path / "x" / name).mkdir(parents=True)
        board = np.tile(
            np.array([[0, 255], [255, 0]], np.uint8).repeat(3, 0).repeat(3, 1), (20, 20)
        )
        Image.fromarray(board).save(tmp_path / "x" / name / "1.png")
    assert np.abs(streamed(tmp_path / "x", (6, 6))[0].astype(int) - 128).max() < 12


def test_rows_slices_and_parts_agree(folder):
    images = streamed(folder)
    whole = images[:]
    part = images.subset(np.array([10, 2, 7]))
    assert np.array_equal(part[:], whole[[10, 2, 7]])
    assert np.array_equal(part.reader()(tf.constant([2, 0])).numpy(), whole[[7, 10]])
    assert np.array_equal(images[np.array([3])][0], images[3])


def test_batches_are_the_same_from_any_start_with_any_threads(folder, monkeypatch):
    images = streamed(folder)
    split = Split(images, images.files.found.labels)
    data = Dataset("mine", split, None, None, ("a", "b", "c"))
    found = []
    for threads, start in ((1, 0), (8, 7)):
        monkeypatch.setattr(module, "_threads", lambda threads=threads: threads)
        pipeline = Pipeline(data, 5, [RandomResizedCrop(), RandomFlip()], seed=3)
        found.append(_hashes(pipeline.training(start), 12 - start))
    assert found[0][7:] == found[1]
    assert len(set(found[0])) == 12


def test_a_part_of_a_batch_is_that_part(folder):
    images = streamed(folder)
    data = Dataset("m", Split(images, images.files.found.labels), None, None, ("a", "b", "c"))
    pipeline = Pipeline(data, 6, [RandomResizedCrop(), RandomFlip()])
    rows = pipeline.training_rows(4)
    step, chosen = next(iter(rows.elements))
    whole, labels = rows.make(step, chosen)
    part, own = rows.make(step, chosen, tf.constant([4, 1]))
    assert np.array_equal(part, whole.numpy()[[4, 1]])
    assert np.array_equal(own, labels.numpy()[[4, 1]])


def _hashes(batches, count):
    return [
        hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest()
        for images, labels in batches.take(count).as_numpy_iterator()
    ]


ODD = {
    "png named jpg": lambda image, path: image.save(path, "PNG"),
    "gif named jpg": lambda image, path: image.convert("P").save(path, "GIF"),
    "cmyk": lambda image, path: image.convert("CMYK").save(path, "JPEG", quality=95),
    "16 bits": lambda image, path: Image.fromarray(
        np.asarray(image.convert("L")).astype(np.uint16) * 257
    ).save(path, "PNG"),
    "turned by exif": lambda image, path: image.save(path, "JPEG", exif=_turned(), quality=95),
    "gray": lambda image, path: image.convert("L").save(path, "JPEG", quality=95),
}


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif.tobytes()


@pytest.mark.parametrize("color", ["rgb", "grayscale"])
def test_odd_files_are_what_they_are_in_memory(color, folder):
    for number, odd in enumerate(ODD.values()):
        odd(_photograph(number, 60, 60), folder / "abc"[number // 4] / f"{number:02}.jpg")
    # A window of the samples' very size: nothing is resized.
    images = streamed(folder, share=8 / 15, color=color)
    for number, (name, got) in enumerate(zip(ODD, images[: len(ODD)], strict=True)):
        path = os.fsdecode(images.files.found.files.path(number))
        wanted = decode.decode_image(path, color)[18:42, 14:46]
        if name == "gray" or color == "rgb":
            assert np.array_equal(got, wanted), name
        else:  # gray is made of color by TensorFlow's rule, or by Pillow's
            assert np.abs(got.astype(int) - wanted).max() <= 1, name


DAMAGE = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-300]),
    "empty": lambda path: path.write_bytes(b""),
    "no image": lambda path: path.write_bytes(b"this is no image"),
    # A plain header and a whole end; the tables in between are called a comment.
    "no tables": lambda path: path.write_bytes(
        path.read_bytes().replace(b"\xff\xdb\x00\x43", b"\xff\xfe\x00\x43")
    ),
}


def test_a_damaged_file_is_refused_by_name(folder):
    for number, damage in enumerate(DAMAGE.values(), 4):
        damage(folder / "b" / f"{number:02}.jpg")
    images = streamed(folder)
    assert images[:4].shape == (4, 24, 32, 3)
    for number in range(4, 8):
        with pytest.raises(UserError, match=rf"b/{number:02}\.jpg cannot be decoded: "):
            images[np.array([0, number, 9])]


def test_the_next_of_its_class_stands_in_for_a_damaged_file(folder, caplog):
    for number, name in enumerate("abc"):
        for place, damage in enumerate(list(DAMAGE.values())[number : number + 2], 4 * number + 1):
            damage(folder / name / f"{place:02}.jpg")
    images = streamed(folder, on_corrupt="skip")
    whole = images[:].astype(int)
    for row in (1, 2, 5, 6, 9, 10):
        stands_in = 4 * (row // 4) + 3
        assert np.abs(whole[row] - whole[stands_in]).max() <= EDGE
        assert f"{row:02}.jpg cannot be decoded" in caplog.text
    assert "b/07.jpg stands in for it" in caplog.text
    # Within a part, one that is in it: what is held out must not be trained on.
    part = images.subset(np.array([0, 4, 5]))
    assert np.abs(part[2] - whole[4]).max() <= EDGE
    # The window is that which the same draws cut out of the one that stands in.
    crop = RandomResizedCrop()
    read, draws = images.cropping_reader(crop.boxes), crop.draw(tf.constant([1, 2]), 3, None)
    got, own = read(tf.constant([5, 0, 2]), draws), read(tf.constant([7, 0, 3]), draws)
    assert np.abs(got.numpy().astype(int) - own.numpy()).max() <= EDGE


def test_a_class_without_a_readable_file(folder):
    for path in (folder / "b").iterdir():
        path.write_bytes(b"")
    with pytest.raises(UserError, match="nor can any other image of its class"):
        streamed(folder, on_corrupt="skip")[5]


CHANGES = {
    "removed": (lambda path: path.unlink(), "no such file"),
    "written anew": (lambda path: path.write_bytes(path.read_bytes()[:-9]), "its size or date"),
    "touched": (lambda path: os.utime(path, ns=(0, 5)), "its size or date"),
}


@pytest.mark.parametrize("on_corrupt", ["refuse", "skip"])
def test_a_file_that_changes_is_named(on_corrupt, folder):
    images = streamed(folder, on_corrupt=on_corrupt)
    images[:]
    for number, (change, told) in enumerate(CHANGES.values(), 8):
        change(folder / "c" / f"{number:02}.jpg")
        with pytest.raises(UserError, match=rf"c/{number:02}\.jpg has changed .*{told}"):
            images[np.array([0, number, 5])]
    batches = tf.data.Dataset.range(8, 9).batch(1).map(images.reader())
    with pytest.raises(RunFailure, match=r"c/08\.jpg"), images.told():
        next(iter(batches))


def test_the_digest_follows_names_and_sizes_not_dates(folder):
    before = streamed(folder)
    os.utime(folder / "a" / "00.jpg", ns=(0, 5))
    assert streamed(folder).digest() == before.digest()
    assert before.subset(np.arange(5)).digest() != before.digest()
    (folder / "a" / "00.jpg").write_bytes(b"other")
    assert streamed(folder).digest() != before.digest()


def test_files_that_are_in_both_splits_are_found(folder):
    images = streamed(folder)
    train, others = images.subset(np.arange(8)), images.subset(np.arange(6, 12))
    assert train.shared_with(others) == pytest.approx(2 / 6)
    (folder / "c" / "11.jpg").write_bytes((folder / "a" / "00.jpg").read_bytes())
    again = streamed(folder)
    assert again.subset(np.arange(4)).shared_with(again.subset(np.array([10, 11]))) == 0.5
