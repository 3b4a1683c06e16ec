"""Texts that fit: their width as they will be drawn, shortened, wrapped."""

from __future__ import annotations

import functools
import heapq
from collections.abc import Iterable
from typing import Any

from suite.runs.pictures.picture import without_glyph_warnings
from suite.screen import plain

_ELLIPSIS = "\u2026"
# No line of a slide holds as many letters; to measure them would take seconds.
_LONGEST = 400
_LONGEST_NAME, _MEASURED = 60, 20
# Letters that matplotlib's own font lacks come from these, where the system has them.
_WIDE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "WenQuanYi Zen Hei"),
    *("PingFang SC", "Hiragino Sans", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic"),
    *("Noto Sans Devanagari", "Noto Sans Thai", "Nirmala UI", "Arial Unicode MS"),
)


@functools.cache
def families() -> list[str]:
    """The font of all pictures, and those that have the letters which it lacks."""
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in _WIDE_FONTS if name in there)]


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is drawn, in points.

    Args:
        text: in one line.
        size: of its letters, in points.
        bold: whether they are.
    """
    from matplotlib.font_manager import FontProperties

    weight = "bold" if bold else "normal"
    font = FontProperties(family=families(), size=size, weight=weight)
    line = " ".join(plain(text).split())
    with without_glyph_warnings():
        width, _, _ = _renderer().get_text_width_height_descent(line, font, ismath=False)
    return float(width)


def widest_of(texts: Iterable[str], size: float) -> float:
    """The width of the widest text, in points; of many, the longest ones are measured.

    Args:
        texts: any number of them.
        size: of their letters, in points.
    """
    longest = heapq.nlargest(_MEASURED, texts, key=len)
    return max((width_of(text[:_LONGEST_NAME], size) for text in longest), default=0.0)


@functools.cache
def _renderer() -> Any:
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(8, 8, 72)


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, or its two ends around an ellipsis: names of layers differ at their ends.

    Args:
        text: in one line.
        size: of its letters, in points.
        room: the width that there is, in points.
        bold: whether the letters are.
    """
    text = " ".join(plain(text).split())
    if len(text) > _LONGEST:
        text = text[: _LONGEST // 2] + _ELLIPSIS + text[-_LONGEST // 2 :]
    if width_of(text, size, bold=bold) <= room:
        return text
    least, most = 0, len(text)
    while least < most:  # the most letters that fit
        middle = (least + most + 1) // 2
        if width_of(_cut(text, middle), size, bold=bold) <= room:
            least = middle
        else:
            most = middle - 1
    return _cut(text, least)


def _cut(text: str, kept: int) -> str:
    tail = kept // 3
    return text[: kept - tail] + _ELLIPSIS + (text[-tail:] if tail else "")


def wrapped(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
    """The text in at most so many lines; where that is too few, it ends with an ellipsis.

    Args:
        text: of words.
        size: of its letters, in points.
        room: the width of a line, in points.
        lines: at most.
        bold: whether the letters are.
    """
    words, done = plain(text).split(), list[str]()
    while words and len(done) < lines - 1:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size, bold=bold) <= room:
            line = f"{line} {words.pop(0)}"
        done.append(shortened(line, size, room, bold=bold))
    if not words:
        return done
    last = words.pop(0)
    while words and width_of(f"{last} {words[0]}", size, bold=bold) <= room:
        last = f"{last} {words.pop(0)}"
    if words:  # prose is cut at its end
        while " " in last and width_of(last + f" {_ELLIPSIS}", size, bold=bold) > room:
            last = last.rpartition(" ")[0]
        last = f"{last} {_ELLIPSIS}"
    return [*done, shortened(last, size, room, bold=bold)]
