"""What a page says in its other language, by what stands on it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from suite.runs.page.languages.phrases import phrases

# What is no text of the page's own: code, styles, drawings.
_NO_TEXT = re.compile(r"<(script|style|pre|svg)\b.*?</\1>", re.S)
_CODE = re.compile(r"<code>([^<]*)</code>")
# A tag with what stands behind it, and what an attribute says.
_BEHIND = re.compile(r"<(?P<tag>[^>]*)>(?P<text>[^<]+)")
_SPOKEN = re.compile(r' (?:aria-label|alt)="([^"]*)"')
# Of a chart's options; the script has the same. Other texts are settings, as the type of an axis.
_SHOWN = ("name", "text", "label")
_LETTERS = re.compile(r"[A-Za-z]{2}|[\u4e00-\u9fff]")


def other_language(language: str) -> str:
    """The language that a page of this one can be switched to.

    Example:
        >>> other_language("en"), other_language("zh")
        ('zh', 'en')
    """
    return "zh" if language == "en" else "en"


def other_texts(page: str, options: Iterable[Any], language: str) -> dict[str, str]:
    """The texts of a page that read otherwise in the other language; code stands in backticks.

    Args:
        page: its HTML. What stands in an element with `translate="no"` is left alone.
        options: of its charts.
        language: that the page is in.

    Example:
        >>> other_texts("<h2>Curves</h2><p>loss of <code>a</code></p>", [], "en")
        {'Curves': '曲线'}
    """
    texts = dict.fromkeys([*_texts(page), *(one for option in options for one in _strings(option))])
    if language == "en":
        said = phrases(other_language(language))
        found = {text: said(text) for text in texts if _LETTERS.search(text)}
    else:  # what was looked up to make the page
        told = _english(phrases(language).looked_up)
        found = {text: told.get(text) or _label(text, told) for text in texts}
    return {text: other for text, other in found.items() if other != text}


def _texts(page: str) -> Iterator[str]:
    page = _CODE.sub(r"`\1`", _NO_TEXT.sub(lambda found: _opening(found[0]), page))
    for found in _BEHIND.finditer(page):
        if 'translate="no"' not in found["tag"] and (text := found["text"].strip()):
            yield html.unescape(text)
    for spoken in _SPOKEN.findall(page):
        yield html.unescape(spoken)


def _english(looked_up: Mapping[str, str]) -> dict[str, str]:
    """The English text of each; of two that are told alike the first, a topic's id after others."""
    told: dict[str, str] = {}
    for english, other in sorted(looked_up.items(), key=lambda pair: "/" in pair[0]):
        if english.isascii():
            told.setdefault(other, english)
    for mixed, other in looked_up.items():  # `损失: table`, of a title that is told already
        title, colon, rest = mixed.partition(": ")
        if colon and title in told:
            told.setdefault(other, f"{told[title]}: {rest}")
    return told


def _label(text: str, told: Mapping[str, str]) -> str:
    """What a picture shows: its title, how it is read, and that a table is below."""
    title, _, rest = text.partition(". ")
    parts = (title, *rest.rpartition(" ")[::2])
    if not rest or any(part and part not in told for part in parts):
        return text
    title, reads, table = (told.get(part, "") for part in parts)
    return f"{title}. {reads} {table}"


def _opening(element: str) -> str:
    """The tag of an element without what is in it; of a drawing it says what it shows."""
    return element[: element.index(">") + 1]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in _SHOWN or not isinstance(one, str):
                yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
