"""What a run recorded of itself, and what differs from it now."""

from __future__ import annotations

import json

import pytest

from suite.recipe.identity.identity import FILE, content_changes, read_identity, to_text

BEFORE = {
    "recipe": {"seed": 0},
    "code": {"model": {"net.py": "aa", "helper.py": "bb"}, "callbacks.0": {"own.py": "cc"}},
    "data": {"train": "90 rows", "test": "10 rows"},
}


def changed(**parts):
    return {**BEFORE, **parts}


def test_written_and_read_again(tmp_path):
    (tmp_path / FILE).write_text(to_text(BEFORE), "utf-8")
    assert read_identity(tmp_path) == BEFORE
    assert to_text(BEFORE).endswith("}\n")
    assert to_text(dict(reversed(BEFORE.items()))) == to_text(BEFORE)


def test_older_runs_recorded_nothing(tmp_path):
    assert read_identity(tmp_path) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "it is no mapping"),
        ("3", "it is no mapping"),
        ('{"code": []}', "its code is no mapping of mappings"),
        ('{"code": {"model": "net.py"}}', "its code is no mapping of mappings"),
        ("{", "Expecting property name"),
        ("", "Expecting value"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_damaged(tmp_path, text, message):
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(ValueError, match=message):
        read_identity(tmp_path)


CHANGES = [
    # what is there now, and what is said of it
    (BEFORE, []),
    (changed(recipe={"seed": 5}), []),  # which is compared apart
    (
        changed(code={**BEFORE["code"], "model": {"net.py": "xx", "helper.py": "bb"}}),
        ["model: the content of net.py differs"],
    ),
    (
        changed(code={**BEFORE["code"], "model": {"net.py": "aa"}}),
        ["model: helper.py is no longer imported"],
    ),
    (
        changed(code={**BEFORE["code"], "model": {**BEFORE["code"]["model"], "more.py": "dd"}}),
        ["model: more.py is imported now"],
    ),
    (changed(code={"model": BEFORE["code"]["model"]}), []),  # another callback: another recipe
    (changed(code={**BEFORE["code"], "loss": {"loss.py": "ee"}}), []),
    (
        changed(data={"train": "80 rows", "test": "10 rows"}),
        ["data, train: 90 rows -> 80 rows"],
    ),
    (changed(data={"train": "90 rows"}), ["data, test: 10 rows -> nothing"]),
    (
        changed(data={**BEFORE["data"], "validation": "9 rows"}),
        ["data, validation: nothing -> 9 rows"],
    ),
    ({}, ["data, train: 90 rows -> nothing", "data, test: 10 rows -> nothing"]),
    (
        {"code": None, "data": 3},
        ["data, train: 90 rows -> nothing", "data, test: 10 rows -> nothing"],
    ),
]


@pytest.mark.parametrize(("now", "lines"), CHANGES)
def test_changes(now, lines):
    assert content_changes(BEFORE, now) == lines


@pytest.mark.parametrize(
    ("count", "shown", "last"),
    [
        (1, 1, "data, 0: nothing -> rows"),
        (8, 8, "data, 7: nothing -> rows"),
        (9, 9, "data, 8: nothing -> rows"),
        (10, 9, "and 2 more"),
        (30, 9, "and 22 more"),
    ],
)
def test_so_many_lines_as_fit_a_message(count, shown, last):
    now = {"data": {str(number): "rows" for number in range(count)}}
    lines = content_changes({}, now)
    assert (len(lines), lines[-1]) == (shown, last)


def test_an_identity_is_plain_json():
    assert json.loads(to_text(BEFORE)) == BEFORE
