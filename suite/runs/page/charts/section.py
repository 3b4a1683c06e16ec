"""A part of the page under a heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.key_figures import KeyFigures
from suite.runs.page.charts.table import Table


@dataclass(frozen=True, kw_only=True)
class Text:
    """Paragraphs, a list of sentences, a text to copy; from top to bottom, what there is.

    Args:
        title: above it, a few words.
        paragraphs: one each.
        items: sentences of a list, one each.
        copied: a command or settings, drawn in a typewriter's letters with a button to copy them.
        severity: colors it as a finding: `note`, `warning`, `error`; empty does not.
    """

    title: str = ""
    paragraphs: Sequence[str] = ()
    items: Sequence[str] = ()
    copied: str = ""
    severity: str = ""


Part = Chart | Table | Text | KeyFigures


@dataclass(frozen=True, kw_only=True)
class Section:
    """What stands under one heading.

    Args:
        name: its place in the address: `report.html#curves`.
        title: the heading.
        parts: from top to bottom; charts of one section stand side by side where there is room.
        intro: one or two sentences below the heading.
        folded: whether it is closed at first.

    Example:
        >>> text = Text(paragraphs=["No epoch yet."])
        >>> Section(name="curves", title="Curves", parts=[text]).folded
        False
    """

    name: str
    title: str
    parts: Sequence[Part]
    intro: str = ""
    folded: bool = False
