"""The samples that the model gets most wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from suite.runs.numbers import show
from suite.runs.page.charts.picture_grid import Picture, PictureGrid
from suite.runs.page.charts.section import Part
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.sections.outcome.texts import many, picture, probability, short

_SIZE = 112


def worst_parts(found: Mapping[str, Any]) -> Iterator[Part]:
    """Pictures with what they show and what the model takes them for; else rows of a table.

    Example:
        >>> sample = {"index": 7, "true": "cat", "answered": "dog", "loss": 2.5, "values": [0.1]}
        >>> told = {"measure": "cross-entropy", "form": "table", "samples": [sample]}
        >>> (table,) = worst_parts({"worst": told})
        >>> table.rows
        [[7, 'cat', 'dog', 2.5, 0.1]]
    """
    told = found.get("worst") or {}
    samples = told.get("samples")
    if not samples:
        return
    split = found.get("split", "test")
    title = f"The {many(len(samples), f'{split} sample')} with the largest loss"
    if all("png" in sample for sample in samples):
        yield PictureGrid(
            name="worst",
            title=title,
            reads=_reads(told),
            pictures=[_picture(sample) for sample in samples],
            size=_SIZE,
        )
    else:
        yield _table(told, title)


def _reads(told: dict[str, Any]) -> str:
    """How to read them, and how bright they are."""
    text = (
        "What it is, what the model takes it for, and with which probability. Look for wrong "
        "labels, for what even a person could not tell, and for what these samples have in common."
    )
    low, high = told.get("range", (None, None))
    if low is not None and high is not None and (low, high) not in ((0, 255), (0, 1)):
        text += f" Black is {show(low)}, white is {show(high)}."
    return text


def _picture(sample: dict[str, Any]) -> Picture:
    true, answered = short(sample["true"]), short(sample["answered"])
    taken = f"taken for {answered}"
    if answered == true:
        taken = "right"
    if sample["answered"] is None:
        taken = "no finite answer"
    lines = [true, taken, *_sure(sample), _place(sample)]
    return picture(sample["png"], lines, f"{true}, {taken}; {_place(sample)}")


def _sure(sample: dict[str, Any]) -> list[str]:
    """The probability of the answer; of several labels, of each."""
    told = sample.get("probability")
    if told is None or told == []:
        return []
    several = told if isinstance(told, list) else [told]
    return [f"{', '.join(map(probability, several))} sure"]


def _place(sample: dict[str, Any]) -> str:
    file = sample.get("file")
    return short(file) if file else f"number {sample['index']:,}"


def _table(told: Mapping[str, Any], title: str) -> Table:
    """The first columns say what is wrong, the others what was looked at."""
    samples = told["samples"]
    columns, rows = ["sample"], [[_number_or_file(sample)] for sample in samples]
    for name, cells in _judged(told) + _looked_at(told):
        columns.append(name)
        for row, cell in zip(rows, cells, strict=True):
            row.append(cell)
    left_out = told.get("columns", 0) - _values(samples)
    more = f" The last {left_out:,} columns are left out." if left_out > 0 else ""
    return Table(
        name="worst",
        title=title,
        reads=f"The worst first. Look for what these samples have in common.{more}",
        columns=columns,
        rows=rows,
    )


_Column = tuple[str, list[Cell]]


def _judged(told: Mapping[str, Any]) -> list[_Column]:
    """What is true, what the model says, and how wrong that is."""
    samples = told["samples"]
    true, answered = ([_value(sample[name]) for sample in samples] for name in ("true", "answered"))
    if told["measure"] == "squared error" and all(isinstance(one, int | float) for one in true):
        errors: list[Cell] = [
            one - y if isinstance(one, int | float) and isinstance(y, int | float) else None
            for one, y in zip(answered, true, strict=True)
        ]
        return [("true", true), ("estimate", answered), ("error", errors)]
    columns = [("true", true), ("answer", answered)]
    if any(sample.get("probability") is not None for sample in samples):
        columns.append(("probability", [_probability(sample) for sample in samples]))
    return [*columns, (told["measure"], [sample["loss"] for sample in samples])]


def _looked_at(told: Mapping[str, Any]) -> list[_Column]:
    """The inputs: a text, or numbers."""
    samples, count = told["samples"], _values(told["samples"])
    token = "word" if told["form"] == "tokens" else "x"
    names = told.get("features") or [f"{token} {number}" for number in range(1, count + 1)]
    rows = [[*sample.get("values", []), *[None] * count][:count] for sample in samples]
    columns = [(name, [row[place] for row in rows]) for place, name in enumerate(names)]
    if any("text" in sample for sample in samples):
        columns.append(("text", [sample.get("text") for sample in samples]))
    return columns


def _values(samples: Sequence[Mapping[str, Any]]) -> int:
    """How many numbers are shown of a sample."""
    return max(len(sample.get("values", ())) for sample in samples)


def _number_or_file(sample: Mapping[str, Any]) -> Cell:
    file = sample.get("file")
    return short(file) if file else int(sample["index"])


def _value(value: Any) -> Cell:
    """One number stays one, so that it can be sorted by."""
    is_one = isinstance(value, list) and len(value) == 1 and isinstance(value[0], int | float)
    return value[0] if is_one else short(value)


def _probability(sample: dict[str, Any]) -> Cell:
    told = sample.get("probability")
    if isinstance(told, list):
        return ", ".join(map(probability, told)) or None
    return None if told is None else float(told)
