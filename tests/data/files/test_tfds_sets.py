"""What is said where TFDS has no such set: from the folders that lie there."""

from __future__ import annotations

from pathlib import Path

import pytest

from suite.data.files.tfds_sets import data_folder, prepared_sets, refused_name, unknown_set

INFO = "dataset_info.json"


def made(root: Path, *places: str) -> Path:
    for place in places:
        (root / place).mkdir(parents=True)
        (root / place / INFO).write_text("{}")
    return root


LAYOUTS = {
    (): [],
    ("mnist/3.0.1",): ["mnist:3.0.1"],
    ("mnist/3.0.1", "mnist/1.0.0"): ["mnist:1.0.0", "mnist:3.0.1"],
    ("imagenette/160px-v2/1.0.0",): ["imagenette/160px-v2:1.0.0"],
    ("b/c/1.0.0", "a/2.0.0"): ["a:2.0.0", "b/c:1.0.0"],
    ("too/deep/for/1.0.0",): [],
    ("1.0.0",): [],
}


@pytest.mark.parametrize("places", LAYOUTS, ids=" ".join)
def test_sets_that_are_prepared(places, tmp_path):
    assert prepared_sets(made(tmp_path, *places)) == LAYOUTS[places]


def test_a_folder_without_its_description_is_none(tmp_path):
    (tmp_path / "mnist" / "3.0.1").mkdir(parents=True)
    assert prepared_sets(tmp_path) == []
    assert prepared_sets(tmp_path / "nothing") == []


def test_where_sets_lie(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder(str(tmp_path / "sets")) == tmp_path / "sets"
    assert data_folder("~/sets") == tmp_path / "sets"
    assert data_folder(None).name == "tensorflow_datasets"


UNKNOWN = {
    "mnist:9.9.9": "TFDS has no set 'mnist:9.9.9'; in ROOT there is mnist:3.0.1. Set data.name to "
    "one that is there, or prepare the other.",
    "my_sett": "TFDS has no set 'my_sett'; did you mean 'my_set:1.0.0' or 'my_set'? Prepared ones "
    "were looked for in ROOT: the sets prepared there are mnist:3.0.1, my_set:1.0.0. data.data_dir "
    "or the environment variable TFDS_DATA_DIR names another folder.",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_set_that_is_not_there(name, tmp_path):
    made(tmp_path, "mnist/3.0.1", "my_set/1.0.0")
    assert str(unknown_set(name, str(tmp_path))).replace(str(tmp_path), "ROOT") == UNKNOWN[name]


def test_a_folder_that_is_empty_or_not_there(tmp_path):
    empty, absent = (
        str(unknown_set("qqqqqq", str(root))) for root in (tmp_path, tmp_path / "nothing")
    )
    assert f"TFDS has no set 'qqqqqq'. Prepared ones were looked for in {tmp_path}: no set" in empty
    assert f"were looked for in {tmp_path / 'nothing'}: there is no such folder." in absent


def test_of_many_sets_eight_are_named(tmp_path):
    made(tmp_path, *(f"s{number}/1.0.0" for number in range(10, 21)))
    named = ", ".join(f"s{number}:1.0.0" for number in range(10, 18))
    assert f"the sets prepared there are {named} and 3 more." in str(
        unknown_set("qqqqqq", str(tmp_path))
    )


REFUSED = {
    "Parsing builder name string mnist:: failed.\nThe builder name string must be of the following "
    "format": "TFDS refuses 'NAME': a set is named as name, name/config, name:1.2.3 or "
    "name/config:1.2.3.",
    "Failed to construct dataset mnist: Dataset mnist cannot be loaded at version 9.": (
        "TFDS refuses 'NAME': mnist cannot be loaded at version 9."
    ),
    "BuilderConfig none not found": "TFDS refuses 'NAME': BuilderConfig none not found",
    "first\nsecond": "TFDS refuses 'NAME': first",
}


@pytest.mark.parametrize("said", REFUSED)
def test_a_config_or_a_version_that_a_set_does_not_have(said):
    assert str(refused_name("NAME", ValueError(said))) == REFUSED[said]
