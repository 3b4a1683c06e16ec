"""The samples that the model gets most wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suite.runs.numbers import show
from suite.runs.page.charts.picture_grid import Picture, PictureGrid
from suite.runs.page.charts.section import Part
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.sections.outcome.texts import many, picture, probability, short

_SIZE = 112


def worst_parts(found: dict[str, Any]) -> Iterator[Part]:
    """Pictures with what they show and what the model takes them for; else rows of a table."""
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
        "What it is, what the model takes it for, and how sure it is. Look for wrong labels, for "
        "what even a person could not tell, and for what these samples have in common."
    )
    low, high = told.get("range", (None, None))
    if low is not None and high is not None and (low, high) not in ((0, 255), (0, 1)):
        text += f" Black is {show(low)}, white is {show(high)}."
    return text


def _picture(sample: dict[str, Any]) -> Picture:
    true, answered = short(sample["true"]), short(sample["answered"])
    taken = f"taken for {answered}"
    if answered == true:
        taken = "answered right"
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
    return [f"probability {', '.join(map(probability, several))}"]


def _place(sample: dict[str, Any]) -> str:
    file = sample.get("file")
    return short(file) if file else f"number {sample['index']:,}"


def _table(told: dict[str, Any], title: str) -> Table:
    samples = told["samples"]
    has_probability = any(sample.get("probability") is not None for sample in samples)
    values = max((len(sample.get("values", ())) for sample in samples), default=0)
    has_text = any("text" in sample for sample in samples)
    token = "word" if told.get("form") == "tokens" else "x"
    columns = ["sample", "true", "answer"]
    columns += ["probability"] if has_probability else []
    columns += [told["measure"], *(["text"] if has_text else [])]
    columns += [f"{token} {number}" for number in range(1, values + 1)]
    left_out = told.get("columns", 0) - values
    more = f" The last {left_out:,} columns are left out." if values and left_out > 0 else ""
    rows: list[list[Cell]] = []
    for sample in samples:
        row: list[Cell] = [_place(sample), short(sample["true"]), short(sample["answered"])]
        row += [_probability(sample)] if has_probability else []
        row += [sample["loss"], *([sample.get("text")] if has_text else [])]
        own = sample.get("values", [])
        rows.append([*row, *own, *[None] * (values - len(own))])
    return Table(
        name="worst",
        title=title,
        reads=f"The worst first. Look for what these samples have in common.{more}",
        columns=columns,
        rows=rows,
    )


def _probability(sample: dict[str, Any]) -> Cell:
    told = sample.get("probability")
    if isinstance(told, list):
        return ", ".join(map(probability, told)) or None
    return None if told is None else float(told)
