"""Texts of anybody's in Markdown, where they are shown and not obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from suite.screen import plain

# What means something to Markdown inside of a line.
_MEANT = re.compile(r"([\\`*_\[\]|~!#$])")


def escaped(text: object) -> str:
    """A text of one line in which nothing is a link, HTML, a formula or emphasis.

    Example:
        >>> escaped("[click](javascript:1) <b>*now*</b>")
        '\\\\[click\\\\](javascript:1) &lt;b&gt;\\\\*now\\\\*&lt;/b&gt;'
    """
    one_line = " ".join(plain(str(text)).split())
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        one_line = one_line.replace(sign, name)
    # What would be made a link as it stands: of an address the letters are left, not the colon.
    return _MEANT.sub(r"\\\1", one_line).replace("://", "&#58;//").replace("@", "&#64;")


def prose(text: object) -> str:
    """A sentence in which what stands between backticks is code.

    Example:
        >>> prose("30% of `dense_1` is dead: *all* of it")
        '30% of `dense_1` is dead: \\*all\\* of it'
    """
    parts = str(text).split("`")
    if len(parts) % 2 == 0:  # one that no other closes
        return escaped(text)
    shown = (code(one) if index % 2 else _within(one) for index, one in enumerate(parts))
    return "".join(shown).strip()


def _within(text: str) -> str:
    """A part of a sentence, with the blanks at its ends."""
    inner = escaped(text)
    return f"{' ' * text[:1].isspace()}{inner}{' ' * (text[-1:].isspace() and bool(inner))}"


def code(text: object) -> str:
    """A text as code within a line or a cell of a table.

    Example:
        >>> code("a`b")
        '`` a`b ``'
    """
    one_line = " ".join(plain(str(text)).split()).replace("|", "\\|")
    fence = "`"
    while fence in one_line:
        fence += "`"
    inner = f" {one_line} " if "`" in one_line else one_line
    return f"{fence}{inner}{fence}" if one_line else ""


def block(lines: str, language: str = "") -> str:
    """Lines of code that stand alone."""
    fence = "```"
    while fence in lines:
        fence += "`"
    return f"{fence}{language}\n{plain(lines).rstrip()}\n{fence}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; empty without rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines])
