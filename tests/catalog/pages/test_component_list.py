"""The text of `list`."""

from __future__ import annotations

import pytest

from suite.catalog import HERE, KINDS, Catalog, Doors, UnknownName
from suite.catalog.pages.component_list import component_list
from suite.catalog.pages.wrapped import wrapped


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_for_each_component_below_a_count(kind):
    first, *lines = component_list(HERE, kind).splitlines()
    entries = HERE.entries(kind)
    assert first == f"{kind} ({len(entries)})"
    assert [line.split()[0] for line in lines[: len(entries)]] == [one.name for one in entries]


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_no_line_is_longer_than_the_width(width):
    lines = component_list(HERE, "layers", width=width).splitlines()
    longest = max(len(entry.name) for entry in HERE.entries("layers"))
    topics = max(len(entry.topics[0]) for entry in HERE.entries("layers") if entry.topics)
    least = 2 + longest + 2 + 16 + 4 + topics
    assert max(map(len, lines)) <= max(width, least)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("losses", "short for: bce = binary_crossentropy"),
        ("metrics", "acc = accuracy"),
        ("initializers", "normal = random_normal"),
        ("schedules", "cosine = cosine_decay"),
        ("data", "of TFDS, by name: mnist, fashion_mnist"),
    ],
)
def test_other_names(kind, text):
    assert text in " ".join(component_list(HERE, kind, width=10_000).split())


def test_all_kinds_one_after_the_other():
    tables = component_list(HERE).split("\n\n")
    assert [table.partition(" (")[0] for table in tables] == list(KINDS)


def test_an_unknown_kind():
    with pytest.raises(UnknownName, match="unknown kind 'layer'; did you mean 'layers'"):
        component_list(HERE, "layer")


def test_the_user_s_callbacks_are_listed_and_what_is_wrong_with_others_is_said(tmp_path):
    (tmp_path / "good.py").write_text('class Good(Callback):\n    """Mine."""\n')
    (tmp_path / "bad.py").write_text("class Bad(Callback)\n")
    text = component_list(Catalog(Doors(plugins=(tmp_path,))), "callbacks", width=999)
    assert "\n  good " in text
    assert f"left out: {tmp_path / 'bad.py'}:1: " in text


@pytest.mark.parametrize(
    ("text", "indent", "width", "lines"),
    [
        ("", "  ", 20, []),
        ("a b c", "", 3, ["a b", "c"]),
        ("a b c", "  ", 5, ["  a b", "  c"]),
        ("a-b-c", "", 3, ["a-b-c"]),
        ("averylongword", "", 5, ["averylongword"]),
        ("two\nlines", "", 80, ["two lines"]),
        ("--plugins /a/long/path", "", 12, ["--plugins", "/a/long/path"]),
    ],
)
def test_lines_are_broken_at_blanks_only(text, indent, width, lines):
    assert wrapped(text, indent, width) == lines
