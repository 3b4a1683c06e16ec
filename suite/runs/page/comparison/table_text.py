"""Runs as one table for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from suite.runs.numbers import show, show_metric, show_seconds
from suite.runs.page.charts.table import Cell
from suite.runs.page.comparison.compared_runs import ComparedRuns
from suite.runs.page.comparison.sections.what_differs import counted_statuses, differing_words
from suite.runs.page.comparison.t_interval import TInterval
from suite.tables import aligned, column_widths

# Of more runs the best are shown.
_MOST_ROWS = 100
_BEST_ROWS = 40
_MOST_FIGURES = 3
# Keys that go before the doctor's word; of different recipes their names do.
_FIRST_KEYS = 3
_LEAST_WIDTH = 40
_MOST_MEANS = 10
# A schedule with all its arguments would leave no room for what came of it.
_LONGEST_SETTING = 24


def table_text(runs: ComparedRuns, width: int) -> str:
    """A line a run, the best first; as many columns as there is room for.

    What differs comes first in a sentence, and below the table what had no room in it. Names that
    leave no room stand on a line of their own.

    Args:
        runs: to be shown.
        width: of the longest line; a name alone may be longer.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> from suite.runs.page.comparison.given_runs import GivenRuns
        >>> metrics = {"test_loss": 0.5}
        >>> RunDirectory(Path("mine")).write_recipe("model: mlp")
        >>> RunDirectory(Path("mine")).write_summary({"status": "finished", "metrics": metrics})
        >>> print(table_text(ComparedRuns(GivenRuns.among(["mine"])), 80))
        1 run, finished. There is nothing to compare it with.
        run   test_loss  doctor          time
        mine     0.5000  cannot be told     -
    """
    width = max(width, _LEAST_WIDTH)
    count = len(runs.runs)
    shown = count if count <= _MOST_ROWS else _BEST_ROWS
    head = _wrapped(f"{counted_statuses(runs)}. {differing_words(runs)}", width)
    columns, dropped = _fitting(runs, shown, width)
    rows = [[title for title, _ in columns], *zip(*(cells for _, cells in columns), strict=True)]
    lines = [*head, *_lines(rows, width)]
    if shown < count:
        lines.append(f"and {count - shown} more, which did worse")
    if dropped:
        lines += _wrapped(f"no room for: {', '.join(dropped)}", width)
    return "\n".join([*lines, *_repeated(runs, width), *_notes(runs, width)])


_Column = tuple[str, list[str]]


def _fitting(runs: ComparedRuns, shown: int, width: int) -> tuple[list[_Column], list[str]]:
    """The columns for which there is room, the most important ones first, and the others' names."""
    first, *others = _columns(runs, shown)
    kept, dropped = [], []
    # A long name has a line of its own, and the rest of the row all of the next.
    is_long = _width(first) > width // 2
    room = width if is_long else width - _width(first)
    for column in others:
        if 2 + _width(column) <= room:
            kept.append(column)
            room -= 2 + _width(column)
        else:
            dropped.append(column[0])
    return [first, *kept], dropped


def _width(column: _Column) -> int:
    return max(map(len, [column[0], *column[1]]))


def _columns(runs: ComparedRuns, shown: int) -> list[_Column]:
    """All columns, the most important first."""
    figures = _figures(runs)
    rows = [runs.row(number, figures) for number in range(shown)]
    keys = [key.key for key in runs.choices]
    first, rest = figures[:1], figures[1:]
    found = [("run", [str(row["run"]) for row in rows])]
    found += [(name, [_figure(row[name]) for row in rows]) for name in first]
    if len({run.status for run in runs.runs[:shown]}) > 1:
        found.append(("status", [str(row["status"]) for row in rows]))
    settings = [(runs.short[key], [_setting(row[key]) for row in rows]) for key in keys]
    first_keys = _FIRST_KEYS if runs.is_one_experiment else 1
    found += settings[:first_keys]
    found += [(name, [_figure(row[name]) for row in rows]) for name in rest]
    found.append(("doctor", [str(row["doctor"]) for row in rows]))
    found.append(("time", [_time(row["seconds"]) for row in rows]))
    found += settings[first_keys:]
    return found


def _figures(runs: ComparedRuns) -> list[str]:
    """By what the runs are ordered, its best, and the test metric of the same name."""
    of = runs.metric or ""
    tested = f"test_{of.removeprefix('val_')}"
    chosen = [of, f"best {of}", *([tested] if tested in runs.tested else runs.tested[:1])]
    known = {*runs.figures, *runs.measures}
    found = [name for name in chosen if name in known or name in runs.tested]
    return list(dict.fromkeys(found or runs.tested))[:_MOST_FIGURES]


def _lines(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """The rows; under names that are too long the rest of the row, moved in."""
    right = range(1, len(rows[0]))
    widths = column_widths(rows)
    if sum(widths) + 2 * (len(widths) - 1) <= width:
        return aligned(rows, right=_numeric(rows, right))
    lines = []
    rest = aligned([row[1:] for row in rows], indent="  ", right=_numeric(rows, right, -1))
    for row, line in zip(rows, rest, strict=True):
        lines += [row[0], line]
    return lines


def _numeric(rows: Sequence[Sequence[str]], columns: Sequence[int], shift: int = 0) -> set[int]:
    """The columns that end below each other: those of figures."""
    return {
        column + shift
        for column in columns
        if all(row[column][:1] in "-0123456789" for row in rows[1:])
    }


def _repeated(runs: ComparedRuns, width: int) -> list[str]:
    """Mean and deviation of runs that differ in the seed or the fold only, the best first."""
    found = []
    for group in runs.repeats:
        figures = group.figures(runs.metric or "")
        if len(figures) > 1:
            one = TInterval(figures)
            text = f"{group.setting}: {show_metric(one.mean)} ± {show_metric(one.deviation or 0)}"
            found.append((one.mean, f"{text} ({len(figures)} runs)"))
    if not found:
        return []
    found.sort(key=lambda pair: pair[0], reverse=runs.larger_is_better)
    more = len(found) - _MOST_MEANS
    lines = [text for _, text in found[:_MOST_MEANS]]
    lines += [f"and {more} more settings"] if more > 0 else []
    title = f"{runs.metric}, mean and deviation over seeds or folds:"
    return [title, *(f"  {part}" for line in lines for part in _wrapped(line, width - 2))]


def _notes(runs: ComparedRuns, width: int) -> list[str]:
    return [line for note in runs.notes for line in _wrapped(note, width)]


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of whole words: a path is to be copied."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _figure(cell: Cell) -> str:
    return show_metric(cell) if isinstance(cell, int | float) else "-"


def _setting(cell: Cell) -> str:
    if cell is None:
        return "-"
    return show(cell) if isinstance(cell, float) else textwrap.shorten(str(cell), _LONGEST_SETTING)


def _time(cell: Cell) -> str:
    return show_seconds(cell) if isinstance(cell, int | float) else "-"
