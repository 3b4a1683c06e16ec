"""Going through a folder: what is listed, what is left out, and how that is said."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from suite.data.files.walk import EXCLUDED, Walk, check_exclude
from suite.errors import UserError

posix = pytest.mark.skipif(os.name == "nt", reason="makes links and pipes")


@pytest.fixture
def root(tmp_path) -> Path:
    for file in ("cat/1.png", "cat/2.JPG", "cat/deep/3.webp", "dog/4.tiff", "dog/notes.txt"):
        path = tmp_path / "root" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path / "root"


def images(walk: Walk, folder: Path) -> list[str]:
    return sorted(Path(path).name for path, _ in walk.images(folder))


def test_folders_by_name(root):
    walk = Walk(root)
    found = walk.folders(root)
    assert found == {"cat": [str(root / "cat")], "dog": [str(root / "dog")]}
    assert walk.told() is None


def test_images_at_any_depth_whatever_the_case_of_their_suffix(root):
    assert images(Walk(root), root / "cat") == ["1.png", "2.JPG", "3.webp"]


def test_files_of_other_kinds_are_left_out_and_said(root):
    walk = Walk(root)
    assert images(walk, root / "dog") == ["4.tiff"]
    assert walk.told() == f"left out below {root}: 1 files with other suffixes (.txt)"
    assert walk.suffixes(root / "dog") == [".txt"]
    assert walk.suffixes(root / "cat") == []


@pytest.mark.parametrize("name", [".hidden.png", *EXCLUDED])
def test_what_systems_put_there_is_not_there_and_not_said(root, name):
    (root / "cat" / name).mkdir()
    (root / "cat" / name / "7.png").write_bytes(b"")
    (root / name).mkdir()
    walk = Walk(root)
    assert sorted(walk.folders(root)) == ["cat", "dog"]
    assert images(walk, root / "cat") == ["1.png", "2.JPG", "3.webp"]
    assert walk.told() is None


def test_images_beside_the_class_folders_are_said(root):
    (root / "stray.png").write_bytes(b"")
    (root / "README.md").write_bytes(b"")
    walk = Walk(root)
    walk.folders(root)
    assert walk.told() == f"left out below {root}: 1 images beside the class folders"


def test_at_most_eight_suffixes_are_named(root):
    for number in range(12):
        (root / "cat" / f"x.s{number:02}").write_bytes(b"")
    (root / "cat" / "Makefile").write_bytes(b"")
    walk = Walk(root)
    images(walk, root / "cat")
    named = ", ".join(f".s{number:02}" for number in range(8))
    assert walk.told() == f"left out below {root}: 13 files with other suffixes ({named})"


EXCLUDE = {
    "*.JPG": ["1.png", "3.webp"],
    "cat/1.png": ["2.JPG", "3.webp"],
    "cat/*.png": ["2.JPG", "3.webp"],
    "deep": ["1.png", "2.JPG"],
    "deep/": ["1.png", "2.JPG"],
    "cat/deep": ["1.png", "2.JPG"],
    "[12].*": ["3.webp"],
    "?.png": ["2.JPG", "3.webp"],
}


@pytest.mark.parametrize("pattern", EXCLUDE)
def test_a_pattern_is_of_a_name_or_of_a_path_below_the_root(root, pattern):
    walk = Walk(root, [pattern])
    assert images(walk, root / "cat") == EXCLUDE[pattern]
    assert "files and folders by `exclude`" in walk.told()


@pytest.mark.parametrize("pattern", ["*.jpg", "1", "cat", "/cat/1.png", "dog/*"])
def test_a_pattern_that_leaves_out_nothing_is_said(root, pattern):
    walk = Walk(root, [pattern])
    assert images(walk, root / "cat") == ["1.png", "2.JPG", "3.webp"]
    assert walk.told() == f"left out below {root}: nothing by `{pattern}` of `exclude`"


@posix
def test_links_are_followed_once(root):
    (root / "cat" / "again").symlink_to(root / "cat" / "deep")
    (root / "cat" / "up").symlink_to(root)
    (root / "cat" / "gone.png").symlink_to(root / "nowhere.png")
    (root / "cat" / "self.png").symlink_to(root / "cat" / "self.png")
    (root / "cat" / "linked.png").symlink_to(root / "dog" / "4.tiff")
    walk = Walk(root)
    assert images(walk, root / "cat") == ["1.png", "2.JPG", "3.webp", "linked.png"]
    told = walk.told()
    assert "1 links to nothing" in told
    assert "3 links that lead in a circle or to a folder again" in told


@posix
def test_a_class_that_is_a_link_to_the_root_is_none(root):
    (root / "all").symlink_to(root)
    walk = Walk(root)
    assert sorted(walk.folders(root)) == ["cat", "dog"]
    assert "1 links that lead in a circle" in walk.told()


@posix
def test_a_pipe_is_no_image(root):
    os.mkfifo(root / "cat" / "pipe.png")
    walk = Walk(root)
    assert images(walk, root / "cat") == ["1.png", "2.JPG", "3.webp"]
    assert walk.told() == f"left out below {root}: 1 pipes, sockets and devices"


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux")
def test_a_name_with_accents_in_two_spellings_is_one_folder(root):
    for spelling in ("caf\u00e9", "cafe\u0301"):
        (root / spelling).mkdir()
    found = Walk(root).folders(root)
    assert len(found["caf\u00e9"]) == 2


def test_a_folder_that_is_not_there_is_named(root):
    with pytest.raises(UserError) as caught:
        list(Walk(root)._entries(root / "bird"))
    assert str(caught.value) == (
        f"{root / 'bird'} cannot be read (no such file or directory). "
        "Mend it, or name it in data.exclude."
    )


@pytest.mark.parametrize("exclude", [None, [], ("*.png",), ["a", "b/c"]])
def test_lists_of_patterns_are_taken(exclude):
    check_exclude(exclude)


@pytest.mark.parametrize("exclude", ["*.png", [""], ["/"], ["//"], [3], [None], {"a": 1}, 5])
def test_what_is_no_list_of_patterns_is_refused(exclude):
    with pytest.raises(ValueError, match="must be a list of patterns such as") as caught:
        check_exclude(exclude)
    assert str(caught.value).endswith(f"Received: exclude={exclude!r}")
