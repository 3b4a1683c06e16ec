"""Names, numbers and pictures of `outcome.json` as a page shows them."""

from __future__ import annotations

import base64
from typing import Any

from suite.runs.numbers import show
from suite.runs.page.charts.picture_grid import Picture

_LONGEST = 60


def short(value: Any) -> str:
    """A name, or several, on one line of up to 60 characters.

    Example:
        >>> short(["tall", "red"]), short([]), short(None), len(short("x" * 99))
        ('tall, red', 'none', '?', 60)
    """
    text = whole(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def whole(value: Any) -> str:
    """The same of any length, for the axes of charts, which shorten what does not fit.

    Example:
        >>> len(whole("x" * 99))
        99
    """
    if value is None:
        return "?"
    if isinstance(value, list):
        value = ", ".join(_plain(one) for one in value) or "none"
    return " ".join(_plain(value).split()) or "''"


def percent(share: float) -> str:
    """A share between 0 and 1.

    Example:
        >>> percent(0.5), percent(0.0123), percent(0.9996)
        ('50 %', '1.2 %', '>99.9 %')
    """
    if 0.9995 <= share < 1:
        return ">99.9 %"
    return f"{show(round(100 * share, 1))} %"


def probability(p: float) -> str:
    """Of two digits, and never 1, which no model can know.

    Example:
        >>> probability(0.731), probability(0.9984), probability(0.001)
        ('0.73', '> 0.99', '< 0.01')
    """
    return "> 0.99" if p > 0.99 else "< 0.01" if p < 0.01 else f"{p:.2f}"


def many(count: int, noun: str) -> str:
    """How many there are.

    Example:
        >>> many(1, "sample"), many(1200, "sample")
        ('1 sample', '1,200 samples')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def picture(text: str, lines: list[str], description: str) -> Picture:
    """A picture from its text in base64."""
    return Picture(png=base64.b64decode(text, validate=True), lines=lines, description=description)


def _plain(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return show(value) if is_number else str(value)
