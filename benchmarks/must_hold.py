"""What a figure must hold, and whether it does."""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.page import table

TITLE = "Must hold"
_VERDICT = re.compile(r"^[<>]= [\d.]+: (not )?met$")


@dataclass(frozen=True)
class Limit:
    """A bound of a ratio; that of several rounds is held by their median, unrounded.

    Args:
        bound: the figure.
        is_least: whether ratios must be at least that, or at most.
    """

    bound: float
    is_least: bool

    def verdict(self, ratios: Sequence[float]) -> str:
        """`>= 1.05: met`."""
        value = statistics.median(ratios)
        holds = value >= self.bound if self.is_least else value <= self.bound
        return f"{'>=' if self.is_least else '<='} {self.bound}: {'' if holds else 'not '}met"


def at_least(bound: float) -> Limit:
    return Limit(bound, is_least=True)


def at_most(bound: float) -> Limit:
    return Limit(bound, is_least=False)


def verdicts(page: str) -> str:
    """A table of all lines of a page that have a verdict, which stands behind its ratio.

    A table of verdicts that is on the page already is passed over.
    """
    lines, section = [], ""
    for line in page.splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for ratio, verdict in itertools.pairwise(cells):
            if _VERDICT.match(verdict) and section != TITLE:
                lines.append([section, ", ".join(cells[:2]), ratio, verdict])
    return table(("section", "what", "ratio", "must hold"), lines)
