"""The file of a piece of shared work: which process has it, and what it came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from suite.errors import UserError
from suite.runs.files.damage import read_json, without_remedy

Piece = TypeVar("Piece")


def read_piece(
    file: Path,
    form: type[Mapping[str, Any]],
    piece: Callable[..., Piece],
    say: Callable[[str], object],
) -> Piece | None:
    """What a piece has come to by its file; None where it has not begun.

    Args:
        file: of the piece, beside its folder, which has the file's name and belongs to its runs.
        form: of the file, as `read_json` takes it.
        piece: is made of what stands in it.
        say: is told that the file is damaged, which counts as none: what its runs have left is read
            from their folder.

    Example:
        >>> read_piece(Path("seeds/7.json"), dict[str, int], dict, print) is None
        True
    """
    try:
        found = read_json(file, form, default=None)
    except UserError as error:
        say(f"{without_remedy(error)}; what it came to is read from {file.with_suffix('')}")
        return None
    return None if found is None else piece(**found)
