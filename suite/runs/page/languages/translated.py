"""Sections in another language: each text that a reader sees, nothing that is computed with."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from suite.runs.page.charts.section import Section
from suite.runs.page.charts.table import Table
from suite.runs.page.languages.phrases import Phrases

# Fields that hold texts, alone or in a sequence; of `values`, the keys are names of series.
_TEXTS = {
    *("title", "intro", "reads", "paragraphs", "items", "label", "note", "columns"),
    *("x_label", "y_label", "value_label", "category_label", "mean_label", "text", "rows"),
    *("lines", "description"),
}
# What stands below these stays as it is: names, and what a recipe holds.
LITERAL = {"run", "key", "value", "default", "layer", "diagnostic", "variant", "changes"}
_PARTS = {"parts", "figures", "events", "pictures", "series", "levels", "marks", "limit"}


def translated(sections: Sequence[Section], said: Phrases) -> Sequence[Section]:
    """The same sections with their texts in a language.

    Example:
        >>> from suite.runs.page.charts.section import Text
        >>> section = Section(name="curves", title="Curves", parts=[Text(paragraphs=["No."])])
        >>> translated([section], Phrases("zh", {"Curves": "曲线", "No.": "没有。"}))[0].title
        '曲线'
    """
    return [_told(section, said) for section in sections] if said.known else sections


def _told(thing: Any, said: Phrases) -> Any:
    """A section, a part or a piece of one."""
    if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
        return thing
    changed = {}
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        if field.name in _PARTS:
            changed[field.name] = _each(value, said)
        elif field.name == "rows" and isinstance(thing, Table):
            changed[field.name] = [_row(row, thing.columns, said) for row in value]
        elif field.name in _TEXTS:
            changed[field.name] = _texts(value, said)
        elif field.name == "values" and isinstance(value, Mapping):
            changed[field.name] = {said(name): column for name, column in value.items()}
        elif field.name == "name" and hasattr(thing, "role"):  # of a curve, which is its legend
            changed[field.name] = said(value)
    return dataclasses.replace(thing, **changed)


def _row(row: Sequence[Any], columns: Sequence[str], said: Phrases) -> list[Any]:
    return [
        cell if column in LITERAL else _texts(cell, said)
        for cell, column in zip(row, columns, strict=True)
    ]


def _each(value: Any, said: Phrases) -> Any:
    if isinstance(value, Sequence):
        return [_told(one, said) for one in value]
    return _told(value, said)


def _texts(value: Any, said: Phrases) -> Any:
    if isinstance(value, str):
        return said(value)
    if isinstance(value, Sequence):
        return [_texts(one, said) for one in value]
    return value
