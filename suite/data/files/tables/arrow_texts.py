"""Cells of plain lines, which pyarrow takes apart many times faster than Python."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from suite.data.files.tables.cells import Texts

if TYPE_CHECKING:
    import pyarrow

# Of the words for a value that is not known, the ones that large files are full of.
_COMMON = ("", "NA", "NaN", "nan", "NULL", "null")


class ArrowTexts(Texts):
    """The same as `Texts`, of an array of pyarrow's; cells become Python's texts where they must.

    Args:
        array: of texts, none of them null.

    Example:
        >>> import pyarrow
        >>> cells = ArrowTexts(pyarrow.array(["31", "", "1e2"]))
        >>> cells.numbers.tolist(), cells.missing.tolist()
        ([31.0, nan, 100.0], [False, True, False])
    """

    def __init__(self, array: pyarrow.Array) -> None:
        self._array = array

    def __len__(self) -> int:
        return len(self._array)

    @cached_property
    def cells(self) -> list[str]:  # type: ignore[override]
        texts: list[str] = self._array.to_pylist()
        return texts

    @cached_property
    def _cast(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Numbers and which are missing, where all cells are finite numbers or commonly missing;
        Python reads the others, and spellings of numbers that only Python knows."""
        import pyarrow
        import pyarrow.compute as compute

        missing = compute.is_in(self._array, value_set=pyarrow.array(_COMMON, self._array.type))
        known = compute.if_else(missing, None, self._array)
        try:
            values = known.cast(pyarrow.float64()).to_numpy(zero_copy_only=False)
        except pyarrow.ArrowInvalid:
            return None
        gaps = missing.to_numpy(zero_copy_only=False)
        return (values, gaps) if np.isfinite(values[~gaps]).all() else None

    @cached_property
    def numbers(self) -> np.ndarray:
        """See `Texts.numbers`."""
        return super().numbers if self._cast is None else self._cast[0]

    @cached_property
    def missing(self) -> np.ndarray:
        """See `Texts.missing`."""
        return super().missing if self._cast is None else self._cast[1]

    def categories(self) -> tuple[list[str], np.ndarray]:
        """See `Texts.categories`."""
        encoded = self._array.dictionary_encode()
        names, places = Texts(encoded.dictionary.to_pylist()).categories()
        return names, places[encoded.indices.to_numpy(zero_copy_only=False)]

    def shown(self, row: int) -> str:
        """See `Texts.shown`."""
        text: str = self._array[row].as_py()
        return text.strip()

    def chosen(self, rows: np.ndarray) -> ArrowTexts:
        """See `Texts.chosen`."""
        return ArrowTexts(self._array.filter(rows))
