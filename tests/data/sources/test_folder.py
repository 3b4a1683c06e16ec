from __future__ import annotations

import os
import shutil

import numpy as np
import pytest
from PIL import Image

from suite.data.files.cache import cache_folder
from suite.data.sources import folder as module
from suite.data.sources.folder import folder
from suite.errors import UserError

FLAT = {"cat": 4, "dog": 3}
SPLIT = {"train/cat": 4, "train/dog": 3, "val/cat": 1, "val/dog": 1, "test/cat": 2, "test/dog": 2}


@pytest.fixture(autouse=True)
def fresh_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "cache"))


def pixels(path, mode="RGB"):
    with Image.open(path) as image:
        return np.asarray(image.convert(mode))


def test_class_folders_alone_are_for_training(image_folder):
    root = image_folder(FLAT)
    dataset = folder(str(root))
    assert dataset.name == "images"
    assert dataset.class_names == ("cat", "dog")
    assert list(dataset.splits) == ["training"]
    np.testing.assert_array_equal(dataset.train.labels, [0, 0, 0, 0, 1, 1, 1])
    files = sorted((root / "cat").iterdir()) + sorted((root / "dog").iterdir())
    np.testing.assert_array_equal(dataset.train.inputs, [pixels(file) for file in files])


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".bmp", ".PNG"])
def test_the_split_level_is_found(image_folder, suffix):
    root = image_folder(SPLIT, suffix=suffix)
    (root / "train" / "notes.txt").write_text("no image")
    (root / "train" / ".hidden").mkdir()
    dataset = folder(str(root))
    assert [len(split) for split in dataset.splits.values()] == [7, 2, 4]
    expected = pixels(root / "test" / "dog" / f"001{suffix}")
    np.testing.assert_array_equal(dataset.test.inputs[3], expected)


def test_a_class_may_be_called_train(image_folder):
    assert folder(str(image_folder({"bus": 1, "train": 2}))).class_names == ("bus", "train")


def test_grayscale_and_resize(image_folder):
    root = image_folder(FLAT, size=(8, 8))
    assert folder(str(root), color="grayscale").input_shape == (8, 8, 1)
    small = folder(str(root), resize=[4, 2])
    assert small.input_shape == (4, 2, 3)
    means = pixels(root / "cat" / "000.png").reshape(4, 2, 2, 4, 3).mean(axis=(1, 3))
    assert np.abs(small.train.inputs[0] - means).max() < 40  # a triangle filter, not a box


def test_the_cache_is_used_again_until_a_file_changes(image_folder, monkeypatch):
    root = image_folder(FLAT)
    decoded = []
    real = module.decode_images
    monkeypatch.setattr(module, "decode_images", lambda *a, **k: decoded.append(1) or real(*a, **k))
    first = folder(str(root)).train.inputs
    assert isinstance(first, np.memmap)
    folder(str(root))
    moved = root.rename(root.with_name("moved"))
    shutil.copytree(moved, root, copy_function=os.link)  # the same files at another place
    assert len(decoded) == 1

    victim = root / "cat" / "000.png"
    before = victim.stat()
    other = pixels(victim)[::-1]
    victim.unlink()
    Image.fromarray(other).save(victim)
    size = victim.stat().st_size
    victim.write_bytes(victim.read_bytes()[:size].ljust(before.st_size, b"\0"))
    os.utime(victim, ns=(before.st_atime_ns, before.st_mtime_ns))
    np.testing.assert_array_equal(folder(str(root)).train.inputs[0], other)
    assert len(decoded) == 2


def corrupt(root, *names):
    for name in names:
        (root / name).write_bytes((root / name).read_bytes()[:50])


def test_all_corrupt_files_are_named(image_folder):
    root = image_folder(SPLIT)
    corrupt(root, "train/cat/001.png", "test/dog/000.png")
    (root / "val/cat/000.png").write_text("text")
    with pytest.raises(UserError) as caught:
        folder(str(root))
    lines = str(caught.value).splitlines()
    assert "3 of 13 image files that cannot be decoded" in lines[0]
    named = [line.split(":")[0].strip() for line in lines[1:4]]
    assert named == ["train/cat/001.png", "val/cat/000.png", "test/dog/000.png"]
    assert "on_corrupt" in lines[4]
    assert not list(cache_folder().iterdir())  # nothing half-written


def test_corrupt_files_are_skipped_with_a_warning_each_time(image_folder, caplog):
    root = image_folder(SPLIT)
    corrupt(root, "train/cat/000.png", "test/dog/001.png")
    for _ in range(2):
        caplog.clear()
        dataset = folder(str(root), on_corrupt="skip")
        assert [len(split) for split in dataset.splits.values()] == [6, 2, 3]
        assert "train/cat/000.png" in caplog.text
        assert "test/dog/001.png" in caplog.text
    np.testing.assert_array_equal(dataset.train.labels, [0, 0, 0, 1, 1, 1])
    np.testing.assert_array_equal(
        dataset.train.inputs[0], pixels(root / "train" / "cat" / "001.png")
    )


def test_a_long_list_of_corrupt_files_goes_to_a_file(image_folder):
    root = image_folder({"cat": 30, "dog": 1})
    corrupt(root, *(f"cat/{index:03}.png" for index in range(25)))
    with pytest.raises(UserError, match="and 5 more, listed in") as caught:
        folder(str(root))
    listing = cache_folder() / "unreadable-images.txt"
    assert str(listing) in str(caught.value)
    assert len(listing.read_text().splitlines()) == 25


def test_images_of_different_sizes_need_resize(image_folder):
    root = image_folder(FLAT)
    Image.new("RGB", (9, 3)).save(root / "dog" / "001.png")
    with pytest.raises(UserError) as caught:
        folder(str(root))
    message = str(caught.value)
    assert f"{root / 'cat' / '000.png'} is 6x5" in message
    assert f"{root / 'dog' / '001.png'} is 3x9" in message
    assert "Set data.resize" in message
    assert folder(str(root), resize=[4, 4]).input_shape == (4, 4, 3)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({}, "does not exist"),
        ({".": 0}, "has no class folders"),
        ({".": 2}, "has no class folders"),
        ({"train": 2, "test": 2}, "train has no class folders"),
        ({"cat": 2}, "belong to one class, 'cat'"),
        ({"cat": 0, "dog": 0}, "holds no images: no files"),
        ({"cat": 2, "dog": 0}, "dog holds no images"),
        ({"test/cat": 1, "val/cat": 1}, "but no train/"),
        ({"train/cat": 1, "train/dog": 1, "test/cat": 1}, "no folder for the class 'dog'"),
        ({"train/cat": 1, "train/dog": 1, "test/fox": 1}, "has the class 'fox'"),
        ({"train/cat": 1, "train/dog": 1, "val/cat": 1, "valid/cat": 1}, "both val/ and valid/"),
    ],
)
def test_folders_without_a_task_are_refused(image_folder, tmp_path, counts, message):
    image_folder(counts)
    with pytest.raises(UserError, match=message):
        folder(str(tmp_path / "images"))


def test_other_files_are_named_where_there_are_no_images(image_folder):
    root = image_folder({"cat": 0, "dog": 0})
    (root / "cat" / "a.svg").write_text("")
    with pytest.raises(UserError, match=r"other suffixes \(.svg\). Accepted are .png, .jpg"):
        folder(str(root))


def test_wrong_arguments_are_refused(image_folder):
    root = str(image_folder(FLAT))
    with pytest.raises(ValueError, match="`resize` must be"):
        folder(root, resize=[4])
    with pytest.raises(ValueError, match="`color` must be"):
        folder(root, color="cmyk")
    with pytest.raises(ValueError, match="`on_corrupt` must be"):
        folder(root, on_corrupt="ignore")


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".jfif", ".tif", ".tiff", ".bmp", ".JPG"])
def test_every_usual_format_is_taken(image_folder, suffix):
    root = image_folder(FLAT, suffix=suffix)
    dataset = folder(str(root))
    assert len(dataset.train) == 7
    np.testing.assert_array_equal(dataset.train.inputs[0], pixels(root / "cat" / f"000{suffix}"))


def test_odd_things_are_left_out_and_counted(image_folder, caplog):
    root = image_folder({"cat": 4, "dog/deeper": 3})
    (root / "dog" / "nothing.png").symlink_to(root / "absent.png")
    (root / "dog" / "self.png").symlink_to(root / "dog" / "self.png")
    (root / "dog" / "up").symlink_to(root)
    (root / "dog" / "same").symlink_to(root / "dog")
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "cat" / "pipe.png")
    (root / "cat" / "zero.png").symlink_to("/dev/zero")
    for name in ("notes.txt", "more.txt", "labels.json", "README"):
        (root / "cat" / name).touch()
    shutil.copy(root / "cat" / "000.png", root / "beside.png")
    for name in ("__MACOSX", "@eaDir", ".thumbnails"):
        (root / name).mkdir()
        (root / "cat" / name).mkdir()
        (root / "cat" / name / "000.png").touch()
    dataset = folder(str(root))
    assert dataset.class_names == ("cat", "dog")
    assert len(dataset.train) == 7
    (record,) = caplog.records
    for words in (
        f"left out below {root}: ",
        "1 images beside the class folders",
        "4 links that lead in a circle or to a folder again",
        "4 files with other suffixes (.json, .txt, none)",
        "2 pipes, sockets and devices",
        "1 links to nothing",
    ):
        assert words in record.getMessage()


def test_what_is_excluded(image_folder, caplog):
    root = image_folder({**SPLIT, "train/unsorted": 3})
    shutil.copy(root / "train" / "cat" / "000.png", root / "train" / "cat" / "000_mask.png")
    dataset = folder(str(root), exclude=["*_mask.png", "train/unsorted", "*.none"])
    assert dataset.class_names == ("cat", "dog")
    assert len(dataset.train) == 7
    assert "2 files and folders by `exclude`, nothing by `*.none` of `exclude`" in caplog.text
    for wrong in ("*.png", [1], [""]):
        with pytest.raises(ValueError, match="list of patterns"):
            folder(str(root), exclude=wrong)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda place: place.symlink_to(place), "is a link to nothing, or in a circle"),
        (lambda place: place.symlink_to("absent"), "is a link to nothing, or in a circle"),
        (lambda place: place.symlink_to("/"), "is the root of a file system"),
        (os.mkfifo, "is not a folder"),
        (lambda place: None, "does not exist"),
    ],
)
def test_a_path_that_is_no_folder_of_classes(tmp_path, make, message):
    make(tmp_path / "place")
    with pytest.raises(UserError, match=message):
        folder(str(tmp_path / "place"))
    with pytest.raises(UserError, match="is the root of a file system"):
        folder("/")


def test_a_folder_that_may_not_be_read(image_folder, monkeypatch):
    root, real = image_folder(FLAT), os.scandir

    def refuse(path):
        if str(path).endswith("dog"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(UserError, match=r"dog cannot be read \(permission denied\)"):
        folder(str(root))


def test_content_and_not_place_or_date_makes_the_origin(image_folder, tmp_path):
    root = image_folder(SPLIT)
    before = folder(str(root)).origin
    assert set(before) == set(SPLIT)
    assert before["train/cat"].startswith("4 files, content ")
    other = tmp_path / "other"
    shutil.copytree(root, other)
    os.utime(other / "train" / "cat" / "000.png", (0, 0))
    assert folder(str(other)).origin == before
    shutil.copy(root / "test" / "cat" / "000.png", other / "train" / "cat" / "000.png")
    changed = folder(str(other)).origin
    assert {key for key in before if changed[key] != before[key]} == {"train/cat"}


@pytest.mark.slow
def test_cifar10_is_read_whole(cifar10_folder):
    dataset = folder(str(cifar10_folder))
    assert (len(dataset.train), len(dataset.test)) == (50000, 10000)
    assert dataset.class_names[:3] == ("airplane", "automobile", "bird")
    np.testing.assert_array_equal(np.bincount(dataset.train.labels), 5000)
    file = cifar10_folder / "train" / "frog" / "1234.jpg"
    np.testing.assert_array_equal(dataset.train.inputs[6 * 5000 + 1234], pixels(file))
    means = np.asarray(dataset.train.inputs).mean(axis=(0, 1, 2))
    np.testing.assert_allclose(means, [125.3, 123.0, 113.9], atol=0.1)  # the known ones
