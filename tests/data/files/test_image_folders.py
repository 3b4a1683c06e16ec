"""Layouts of image folders: which are understood, as what, and what is said of the others."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from suite.data.files.image_folders import ImageFiles, find_images
from suite.data.files.streaming.file_list import FileList
from suite.data.files.walk import Walk
from suite.errors import UserError


def made(root: Path, *files: str) -> Path:
    """Empty files, and empty folders where a name ends in `/`."""
    for file in files:
        path = root / file
        if file.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")
    return root


# Files -> classes, and the labels of each split.
ACCEPTED = {
    ("a/1.png", "b/1.png"): (("a", "b"), {"train": [0, 1]}),
    ("b/1.png", "a/1.png", "a/2.png"): (("a", "b"), {"train": [0, 0, 1]}),
    ("B/1.png", "a/1.png"): (("B", "a"), {"train": [0, 1]}),
    ("10/1.png", "9/1.png"): (("10", "9"), {"train": [0, 1]}),
    ("train/a/1.png", "train/b/1.png"): (("a", "b"), {"train": [0, 1]}),
    ("training/a/1.png", "training/b/1.png"): (("a", "b"), {"train": [0, 1]}),
    ("Train/a/1.png", "TEST/a/1.png", "TEST/b/", "Train/b/1.png"): (
        ("a", "b"),
        {"train": [0, 1], "test": [0]},
    ),
    ("train/a/1.png", "train/b/1.png", "val/a/1.png", "val/b/1.png"): (
        ("a", "b"),
        {"train": [0, 1], "validation": [0, 1]},
    ),
    ("train/a/1.png", "train/b/1.png", "valid/a/", "valid/b/1.png", "test/a/1.png", "test/b/"): (
        ("a", "b"),
        {"train": [0, 1], "validation": [1], "test": [0]},
    ),
    ("train/a/1.png", "train/b/1.png", "test/a/", "test/b/"): (("a", "b"), {"train": [0, 1]}),
    ("train/a/1.png", "train/b/1.png", "other/c/1.png"): (("a", "b"), {"train": [0, 1]}),
    # Beside `bus` and `car` a train is a class of its own.
    ("train/1.png", "bus/1.png", "car/1.png"): (("bus", "car", "train"), {"train": [0, 1, 2]}),
    ("a/x/y/1.png", "a/1.png", "b/z/1.png"): (("a", "b"), {"train": [0, 0, 1]}),
}
# Files -> what is said, below the root R.
REFUSED = {
    (): "R has no class folders. Images are expected at R/<class>/<image>.",
    ("1.png",): "R has no class folders. Images are expected at R/<class>/<image>.",
    ("train/",): "R/train has no class folders. Images are expected at R/train/<class>/<image>.",
    ("a/", "b/"): "R holds no images: no files. Accepted are .png, .jpg,",
    ("a/1.txt", "b/1.csv"): "R holds no images: files with other suffixes (.csv, .txt). Accepted",
    ("a/1.png", "b/"): "R/b holds no images: no files. Accepted are .png, .jpg,",
    ("a/1.png", "b/1.gz"): "R/b holds no images: files with other suffixes (.gz). Accepted",
    ("train/a/1.png", "train/b/"): "R/train/b holds no images: no files. Accepted are",
    ("test/a/1.png", "test/b/1.png"): (
        "R holds test/ but no train/. Add it, or rename the others."
    ),
    ("val/a/1.png", "test/a/1.png"): (
        "R holds test/, val/ but no train/. Add it, or rename the others."
    ),
    ("train/a/1.png", "training/a/1.png"): "R holds both train/ and training/; keep one.",
    ("train/a/1.png", "train/b/1.png", "val/a/1.png", "valid/a/1.png"): (
        "R holds both val/ and valid/; keep one."
    ),
    ("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/c/1.png"): (
        "R/test has the class 'c', which R/train does not have. Rename or remove R/test/c; the "
        "classes are: a, b."
    ),
    ("train/a/1.png", "train/b/1.png", "test/a/1.png"): (
        "R/test has no folder for the class 'b' of R/train. Rename the folder that holds it, or "
        "make an empty one if there are no images."
    ),
}


@pytest.mark.parametrize("files", ACCEPTED, ids=" ".join)
def test_a_layout_that_is_understood(files, tmp_path):
    classes, found = find_images(Walk(made(tmp_path, *files)))
    expected, labels = ACCEPTED[files]
    assert classes == expected
    assert {split: one.labels.tolist() for split, one in found.items()} == labels


@pytest.mark.parametrize("files", REFUSED, ids=" ".join)
def test_a_layout_that_is_not(files, tmp_path):
    with pytest.raises(UserError) as caught:
        find_images(Walk(made(tmp_path / "R", *files) if files else made(tmp_path, "R/") / "R"))
    assert str(caught.value).replace(str(tmp_path / "R"), "R").startswith(REFUSED[files])


def test_a_root_that_is_no_folder_of_classes(tmp_path):
    made(tmp_path, "file.png")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    said = {
        tmp_path / "nothing": "does not exist",
        tmp_path / "file.png": "is not a folder",
        tmp_path / "link": "is a link to nothing, or in a circle",
        Path("/"): "is the root of a file system",
    }
    for root, what in said.items():
        with pytest.raises(UserError) as caught:
            find_images(Walk(root))
        assert str(caught.value) == (
            f"The image folder {root} {what}. Set data.path to a folder of classes."
        )


def test_files_are_in_the_order_of_class_and_path(tmp_path):
    made(tmp_path, "b/2.png", "b/10.png", "a/z.png", "a/sub/y.png")
    _, found = find_images(Walk(tmp_path))
    names = [stamp[0] for stamp in found["train"].files.stamps()]
    assert names == ["a/sub/y.png", "a/z.png", "b/10.png", "b/2.png"]
    assert [Path(path).relative_to(tmp_path).as_posix() for path in found["train"].paths] == names


def test_a_stamp_notices_a_file_that_was_replaced(tmp_path):
    made(tmp_path, "a/1.png", "b/1.png")
    before = [*find_images(Walk(tmp_path))[1]["train"].files.stamps()]
    (tmp_path / "a" / "1.png").write_bytes(b"longer")
    after = [*find_images(Walk(tmp_path))[1]["train"].files.stamps()]
    assert before[0] != after[0]
    assert after[0][:2] == ("a/1.png", 6)
    assert before[1] == after[1]


STAMPS = [("a/1.png", 5, 0, 0), ("a/2.png", 6, 0, 0), ("b/1.png", 5, 0, 0)]


def content(sums, unreadable=(), stamps=STAMPS):
    groups = [[(f"R/{name}", _status(*rest)) for name, *rest in stamps]]
    found = ImageFiles(FileList.of(Path("R"), groups), np.zeros(len(stamps), np.int32))
    sums = None if sums is None else np.array(sums, np.uint32)
    return found.content(sums, set(unreadable))


def _status(size, date, change):
    return SimpleNamespace(st_size=size, st_mtime_ns=date, st_ctime_ns=change)


def test_the_content_of_a_folder_is_told_by_names_sizes_and_sums():
    found = content([1, 2, 3])
    assert {folder: text.partition(",")[0] for folder, text in found.items()} == {
        "a": "2 files",
        "b": "1 files",
    }
    assert content([1, 2, 3]) == found
    assert content([1, 2, 4])["a"] == found["a"]
    assert content([1, 2, 4])["b"] != found["b"]
    assert content([2, 1, 3])["a"] != found["a"]  # the files have changed places


def test_the_content_of_files_that_were_not_read_is_told_by_names_and_sizes():
    found = content(None)
    assert found["a"].startswith("2 files, names and sizes ")
    assert content(None, stamps=[("a/1.png", 7, 0, 0), *STAMPS[1:]])["a"] != found["a"]
    assert content(None, stamps=[("a/3.png", 5, 0, 0), *STAMPS[1:]])["a"] != found["a"]


def test_dates_do_not_count_and_the_order_does_not():
    later = [(name, size, 99, 98) for name, size, *_ in STAMPS]
    assert content([1, 2, 3], stamps=later) == content([1, 2, 3])
    assert content([2, 1, 3], stamps=[STAMPS[1], STAMPS[0], STAMPS[2]]) == content([1, 2, 3])


def test_what_cannot_be_decoded_is_left_out_of_it():
    assert "b" not in content([1, 2, 3], unreadable=[2])
    assert content([1, 2, 3], unreadable=[1])["a"] == content([1], stamps=STAMPS[:1])["a"]
