"""Lines that every reader of CSV files takes apart alike, taken apart by pyarrow."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from suite.data.files.tables.arrow_texts import ArrowTexts


def plain_columns(lines: bytes, names: Sequence[str], separator: str) -> list[ArrowTexts] | None:
    """The cells of each column; None where the lines have to be read with more care.

    That is where a quoted cell holds a line break or stands between other letters, where a line is
    empty, is ended by another sign than a line feed, or has another number of cells, or where the
    text is no UTF-8. Without pyarrow, which other packages bring, nothing is read here.

    Args:
        lines: whole lines.
        names: of the columns, all of them.
        separator: one character.

    Example:
        >>> [column.cells for column in plain_columns(b"31,Fiat\\n40,VW\\n", ("age", "make"), ",")]
        [['31', '40'], ['Fiat', 'VW']]
        >>> plain_columns(b'31,5" pipe\\n', ("age", "make"), ",") is None
        True
    """
    if lines.count(b"\r") != lines.count(b"\r\n") or not separator.isascii():
        return None
    if not _is_well_quoted(lines, separator) or not importlib.util.find_spec("pyarrow"):
        return None
    import pyarrow
    from pyarrow import csv

    kinds = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pyarrow.string()), strings_can_be_null=False
    )
    parse = csv.ParseOptions(
        delimiter=separator, ignore_empty_lines=False, newlines_in_values=False
    )
    read = csv.ReadOptions(column_names=list(names), use_threads=False, block_size=len(lines) + 1)
    try:
        table = csv.read_csv(io.BytesIO(lines), read, parse, kinds).combine_chunks()
    except (pyarrow.ArrowInvalid, pyarrow.ArrowKeyError):
        return None
    columns = [column.chunk(0) if column.num_chunks else None for column in table.columns]
    if None in columns or _has_empty_rows(columns):
        return None
    return [ArrowTexts(column) for column in columns]


def _is_well_quoted(lines: bytes, separator: str) -> bool:
    """Whether quotes stand around whole cells, or double inside of them, and end in their line."""
    if b'"' not in lines:
        return True
    letters = np.frombuffer(lines, np.uint8)
    quotes = np.flatnonzero(letters == ord('"'))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    breaks = np.flatnonzero(letters == ord("\n"))
    if (np.searchsorted(quotes, breaks) % 2).any():
        return False
    around = np.zeros(256, bool)
    around[[ord(sign) for sign in f'{separator}"\r\n']] = True
    before, behind = opening[opening > 0] - 1, closing[closing < len(letters) - 1] + 1
    return bool(around[letters[before]].all() and around[letters[behind]].all())


def _has_empty_rows(columns: Sequence[Any]) -> bool:
    """Whether all cells of a row are blank."""
    import pyarrow.compute as compute

    blank = np.ones(len(columns[0]), bool)
    for column in columns:
        is_empty = compute.equal(compute.utf8_trim_whitespace(column), "")
        blank &= is_empty.to_numpy(zero_copy_only=False)
        if not blank.any():
            return False
    return True
