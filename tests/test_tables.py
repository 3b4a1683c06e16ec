"""Rows as columns: what stands below what, and what is cut."""

from __future__ import annotations

import pytest

from suite.tables import aligned, column_widths, definitions, listing


@pytest.mark.parametrize(
    ("rows", "widths"),
    [
        ([], []),
        ([()], []),
        ([("a",)], [1]),
        ([("", "")], [0, 0]),
        ([("a", "bbb"), ("aa", "b")], [2, 3]),
        ([("ü", "é́")], [1, 1]),
        ([("卡车", "cat")], [4, 3]),
    ],
)
def test_column_widths(rows, widths):
    assert column_widths(rows) == widths


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([], []),
        ([("a", "b")], ["a  b"]),
        ([("a", "b"), ("ccc", "d")], ["a    b", "ccc  d"]),
        ([("a", ""), ("ccc", "d")], ["a", "ccc  d"]),
        ([("a", "bb"), ("ccc", "")], ["a    bb", "ccc"]),
        ([("", "b"), ("ccc", "d")], ["     b", "ccc  d"]),
        ([("a", "b", "c"), ("aa", "bbb", "cc")], ["a   b    c", "aa  bbb  cc"]),
        ([("卡车", "1"), ("ship", "2"), ("x", "3")], ["卡车  1", "ship  2", "x     3"]),
    ],
)
def test_columns_begin_below_each_other(rows, lines):
    assert aligned(rows) == lines


@pytest.mark.parametrize(
    ("right", "lines"),
    [
        ((), ["n   1", "mm  22"]),
        ({1}, ["n    1", "mm  22"]),
        ({0, 1}, [" n   1", "mm  22"]),
        (range(1, 9), ["n    1", "mm  22"]),
    ],
)
def test_columns_of_numbers_end_below_each_other(right, lines):
    assert aligned([("n", "1"), ("mm", "22")], right=right) == lines


def test_given_widths_and_an_indent():
    assert aligned([("a", "b")], widths=[3, 1], indent="  ") == ["  a    b"]
    assert aligned([("a", "b")], widths=[3, 4], right={1}) == ["a       b"]
    assert aligned([("wider", "b")], widths=[3, 1]) == ["wider  b"]


def test_rows_come_from_anywhere():
    assert aligned({"a": "1", "bb": "2"}.items()) == ["a   1", "bb  2"]
    assert aligned((one, one) for one in "xy") == ["x  x", "y  y"]


@pytest.mark.parametrize("rows", [[("a",), ("b", "c")], [("a", "b"), ("c",)]])
def test_rows_of_different_lengths_are_an_error(rows):
    with pytest.raises(ValueError, match=r"zip\(\) argument"):
        aligned(rows)


LONG = "one two three four five six"


@pytest.mark.parametrize(
    ("entries", "width", "lines"),
    [
        ([], 40, []),
        ([("a", "", "")], 40, ["a"]),
        ([("a", "text", "")], 40, ["a  text"]),
        ([("a", "text", "[x]")], 40, ["a  text  [x]"]),
        ([("a", "two\nlines", "")], 40, ["a  two lines"]),
        ([("a", LONG, "")], 30, [f"a  {LONG}"]),
        ([("a", LONG, "")], 29, ["a  one two three four ..."]),
        ([("a", LONG, "[x]")], 29, ["a  one two three ...  [x]"]),
        ([("a", LONG, ""), ("bbb", LONG, "")], 31, ["a    one two three four ...", "bbb  one two"]),
        # However little room there is, 16 letters of the text stay.
        ([("a", LONG, "")], 0, ["a  one two ..."]),
        ([("n" * 50, LONG, "")], 20, [f"{'n' * 50}  one two ..."]),
    ],
)
def test_listing(entries, width, lines):
    found = listing(entries, width)
    assert [one[: len(line)] for one, line in zip(found, lines, strict=True)] == lines


def test_no_line_of_a_listing_is_too_long():
    entries = [("name", LONG * 3, ending) for ending in ("", "[x]", "[a/b]")]
    for width in range(40, 90):
        assert max(map(len, listing(entries, width, indent="  "))) <= width


def test_a_listing_that_is_indented_has_less_room():
    assert listing([("a", "one two three four", "")], 21) == ["a  one two three four"]
    assert listing([("a", "one two three four", "")], 21, indent="  ") == ["  a  one two ..."]


def test_an_ending_gives_way_to_the_text():
    entry = ("a_long_name", "one two three", "[topic/of-a-lecture]")
    assert listing([entry], 44) == ["a_long_name  one two three"]
    assert listing([entry], 50) == ["a_long_name  one two three  [topic/of-a-lecture]"]


def test_no_word_of_a_listing_is_cut_at_its_hyphen():
    assert listing([("se", "Blocks that reweight (SE-blocks).", "")], 28) == [
        "se  Blocks that reweight ..."
    ]


@pytest.mark.parametrize(
    ("rows", "width", "lines"),
    [
        ([], 40, []),
        ([("a", "")], 40, ["a"]),
        ([("a", "one two"), ("long", "three")], 40, ["a     one two", "long  three"]),
        ([("a", "one two three four five")], 20, ["a  one two three", "   four five"]),
        # A text has some room, however narrow it is.
        ([("a", "one two three four five")], 5, ["a  one two three", "   four five"]),
        ([("a", "a_word_that_is_longer_than_that b")], 18,
         ["a  a_word_that_is_longer_than_that", "   b"]),
        ([("a", "e.g. half-open well-known")], 19, ["a  e.g. half-open", "   well-known"]),
    ],
)  # fmt: skip
def test_texts_stand_beside_their_names(rows, width, lines):
    assert definitions(rows, width) == lines


def test_no_line_of_definitions_is_too_long():
    rows = [(f"name{at}" * (1 + at % 3), "word " * at) for at in range(30)]
    for width in (40, 60, 80):
        assert max(map(len, definitions(rows, width, indent="  "))) <= width
