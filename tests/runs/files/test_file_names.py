"""Names for files: safe ones, and ones that nothing has yet."""

from __future__ import annotations

import os

import pytest

from suite.runs.files.file_names import file_name, free_path


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mlp-digits", "mlp-digits"),
        ("models/mlp digits", "models-mlp-digits"),
        ("models/../mlp", "models-..-mlp"),
        ("../../etc/passwd", "etc-passwd"),
        ("a:b*c?d", "a-b-c-d"),
        ("a\\b", "a-b"),
        (".hidden", "hidden"),
        ("ends.", "ends"),
        ("-dash-", "dash"),
        ("größe", "größe"),
        ("v1.2_final", "v1.2_final"),
        ("a\n\tb", "a-b"),
        ("a\0b", "a-b"),
        ("mlp<1>", "mlp-1"),
        ("", "recipe"),
        ("...", "recipe"),
        ("///", "recipe"),
        (" ", "recipe"),
    ],
)
def test_a_name_that_is_safe(text, name):
    assert file_name(text) == name
    assert os.path.basename(file_name(text)) == file_name(text)


@pytest.mark.parametrize(
    ("there", "free"),
    [
        ([], "rates.png"),
        (["rates.png"], "rates-2.png"),
        (["rates.png", "rates-2.png"], "rates-3.png"),
        (["rates.png", "rates-3.png"], "rates-2.png"),
        (["rates-2.png"], "rates.png"),
        (["other.png"], "rates.png"),
    ],
)
def test_the_first_name_that_nothing_has(tmp_path, there, free):
    for name in there:
        (tmp_path / name).touch()
    assert free_path(tmp_path / "rates.png") == tmp_path / free


def test_a_link_to_nothing_and_a_folder_have_their_names(tmp_path):
    (tmp_path / "a.png").symlink_to(tmp_path / "nothing")
    (tmp_path / "a-2.png").mkdir()
    assert free_path(tmp_path / "a.png") == tmp_path / "a-3.png"


def test_names_with_several_dots_or_none(tmp_path):
    for name in ("a.b.png", "plain"):
        (tmp_path / name).touch()
    assert free_path(tmp_path / "a.b.png") == tmp_path / "a.b-2.png"
    assert free_path(tmp_path / "plain") == tmp_path / "plain-2"
