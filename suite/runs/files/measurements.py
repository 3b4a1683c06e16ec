"""`diagnostics.jsonl`: one line per measurement."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suite.runs.files.write_whole import write_whole

Number = float | None  # None was not finite

# A list of numbers behind its name; a quote that is escaped ends no name.
_LIST = re.compile(rb'(?<=[^\\]": )\[[-+.0-9eE, nul]*\]')


@dataclass(frozen=True)
class Measured:
    """What one diagnostic has measured.

    Args:
        numbers: name -> step -> value, of every report; None was not finite.
        lists: name -> step -> values, of reports that are evenly chosen.
        has_all_lists: whether these are the lists of every report.
    """

    numbers: dict[str, dict[int, Number]] = field(default_factory=dict)
    lists: dict[str, dict[int, list[Number]]] = field(default_factory=dict)
    has_all_lists: bool = True


@dataclass(frozen=True)
class Measurements:
    """Everything in a `diagnostics.jsonl`.

    Args:
        of: diagnostic -> what it measured, in the order of the file.
        damaged: lines that are none, but for the last, which may be half-written.
        is_cut_off: whether the last line has no end.

    Example:
        >>> file = Path("diagnostics.jsonl")
        >>> line = '{"step": 4, "diagnostic": "finite", "values": {"non_finite": 0.0}}'
        >>> _ = file.write_text(line + chr(10) + line[:20])
        >>> Measurements.read(file).of["finite"].numbers
        {'non_finite': {4: 0.0}}
    """

    of: Mapping[str, Measured]
    damaged: int = 0
    is_cut_off: bool = False

    @classmethod
    def read(cls, path: Path, most_lists: int = 100) -> Measurements:
        """Read a file; there may be none.

        Of a measurement that is there twice, as after a step back, the later one holds.

        Args:
            path: the file.
            most_lists: reports of each diagnostic whose lists are read, at least 2: they are nearly
                all of a large file.
        """
        if not path.is_file():
            return cls({})
        found: dict[str, Measured] = {}
        places: dict[str, dict[int, int]] = {}
        damaged, place, line = 0, 0, b""
        with path.open("rb") as file:
            for line in file:
                known = _measurement(_LIST.sub(b"[]", line))
                if known is None:
                    damaged += line.endswith(b"\n")
                else:
                    step, name, values = known
                    _add_numbers(found.setdefault(name, Measured()), step, values)
                    if any(isinstance(value, list) for value in values.values()):
                        places.setdefault(name, {})[step] = place
                place += len(line)
            for name, at in places.items():
                chosen = _evenly(list(at.items()), most_lists)
                found[name] = Measured(
                    found[name].numbers, {}, has_all_lists=len(chosen) == len(at)
                )
                for _, start in chosen:
                    file.seek(start)
                    _add_lists(found[name], _measurement(file.readline()))
        return cls(found, damaged, is_cut_off=bool(line) and not line.endswith(b"\n"))


def forget_after(path: Path, step: int) -> int:
    """Drop the lines that a resumed run will write again, and those that are damaged.

    Args:
        path: the file; there may be none.
        step: the last one that is kept.

    Returns:
        How many lines were damaged, the last one aside: a run that is killed may cut it off.
    """
    if not path.is_file():
        return 0
    kept, damaged = [], 0
    lines = path.read_bytes().splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        found = _measurement(line)
        if found is not None and found[0] <= step:
            kept.append(line)
        damaged += found is None and number < len(lines)
    write_whole(path, b"".join(kept))
    return damaged


def _measurement(line: bytes) -> tuple[int, str, dict[str, Any]] | None:
    """Step, diagnostic and values of a measurement; None if the line is none."""
    try:
        measurement = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    match measurement:
        case {"step": int(step), "diagnostic": str(name), "values": dict(values)}:
            return step, name, values
    return None


def _add_numbers(measured: Measured, step: int, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value is None or _is_number(value):
            measured.numbers.setdefault(name, {})[step] = _finite(value)


def _add_lists(measured: Measured, found: tuple[int, str, dict[str, Any]] | None) -> None:
    if found is None:  # the file was written anew in between
        return
    step, _, values = found
    for name, value in values.items():
        if isinstance(value, list) and all(one is None or _is_number(one) for one in value):
            measured.lists.setdefault(name, {})[step] = list(map(_finite, value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _finite(value: Any) -> Number:
    try:
        return value if value is not None and math.isfinite(value) else None
    except OverflowError:  # a whole number beyond all floats
        return None


def _evenly(items: list[Any], most: int) -> list[Any]:
    """At most so many, evenly spread, the first and the last among them."""
    if len(items) <= most:
        return items
    return [items[round(i * (len(items) - 1) / (most - 1))] for i in range(most)]


def steps_of(numbers: Mapping[str, Mapping[int, Any]]) -> list[int]:
    """All steps of which some value is known, ascending."""
    return sorted(set(_keys(numbers)))


def _keys(numbers: Mapping[str, Mapping[int, Any]]) -> Iterator[int]:
    for values in numbers.values():
        yield from values
