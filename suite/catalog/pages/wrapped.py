"""Paragraphs for the terminal."""

from __future__ import annotations

import textwrap


def wrapped(text: str, indent: str, width: int) -> list[str]:
    """A text as indented lines, broken at spaces only, so that names and commands stay whole.

    Example:
        >>> wrapped("python -m suite list", "  ", 12)
        ['  python -m', '  suite list']
    """
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
