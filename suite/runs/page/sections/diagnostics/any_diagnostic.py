"""The general rule: pictures of a diagnostic that nobody has drawn by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from suite.runs.files.measurements import Number, steps_of
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.section import Part
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.sections.diagnostics.by_layer import ByLayer
from suite.runs.page.sections.diagnostics.over_time import OverTime
from suite.runs.page.sections.diagnostics.scene import Scene
from suite.runs.page.thinning import thinned_columns

# Beyond these a page would hold more than a person reads; the last values are in a table.
_MOST_CURVES, _LONGEST_LIST = 6, 64


def any_diagnostic(scene: Scene) -> Iterator[Part]:
    """A curve each number, a heat map for numbers by layer and for lists of one length, and a
    table of the last values of all else.

    Example:
        >>> from suite.runs.files.measurements import Measured
        >>> measured = Measured({"spread": {1: 2.0, 2: 1.0}, "a": {1: 3.0}, "b": {1: 4.0}})
        >>> scene = Scene("mine", measured, ranks={"a": 0, "b": 1})
        >>> [(type(part).__name__, part.name) for part in any_diagnostic(scene)]
        [('BarChart', 'mine'), ('LineChart', 'mine_spread')]
    """
    title = scene.diagnostic.replace("_", " ").capitalize()
    numbers = scene.measured.numbers
    layers = [name for name in numbers if name in scene.ranks]
    rest = [name for name in numbers if name not in scene.ranks]
    groups = _groups(rest)
    alone = [name for name in rest if name.partition("/")[0] not in groups]
    if layers:
        yield from ByLayer(apart=rest, title=title, unit="value", reads=_of_layers("value"))(scene)
    for group in groups:
        yield from ByLayer(
            name=f"{scene.diagnostic}_{group}",
            group=group,
            title=f"{title}: {group}",
            unit=group,
            reads=_of_layers(group),
        )(scene)
    drawn = alone[:_MOST_CURVES] if len(steps_of(numbers)) > 1 else []
    for name in drawn:
        yield from _curve(scene, title, name, is_only=len(numbers) == 1)
    left: dict[str, Mapping[int, object]] = {name: numbers[name] for name in alone[len(drawn) :]}
    for name, lists in scene.measured.lists.items():
        lengths = {len(one) for one in lists.values()}
        if len(lengths) == 1 and 2 <= min(lengths) <= _LONGEST_LIST and len(lists) > 1:
            yield _entries(scene, title, name, lists)
        else:
            left[name] = lists
    if left:
        yield _last_values(scene, title, left)


def _of_layers(what: str) -> str:
    return f"Each row is a layer, from the input at the top; the color tells its {what}."


def _groups(names: list[str]) -> list[str]:
    """What stands before a slash of two names at least."""
    firsts = [first for first, slash, rest in (name.partition("/") for name in names) if rest]
    return [first for first in dict.fromkeys(firsts) if firsts.count(first) > 1]


def _curve(scene: Scene, title: str, name: str, is_only: bool) -> Iterator[Part]:
    yield from OverTime(
        name=scene.diagnostic if is_only else f"{scene.diagnostic}_{name}",
        numbers=[name],
        title=title if is_only else f"{title}: {name}",
        unit=name,
        reads=f"What `{scene.diagnostic}` reported of {name}.",
    )(scene)


def _entries(scene: Scene, title: str, name: str, lists: dict[int, list[Number]]) -> HeatMap:
    length = len(next(iter(lists.values())))
    rows = [{step: one[place] for step, one in lists.items()} for place in range(length)]
    columns, values = thinned_columns(sorted(lists), rows, scene.columns)
    return HeatMap(
        name=f"{scene.diagnostic}_{name}",
        title=f"{title}: {name}",
        reads=f"Each row is an entry of {name}.",
        x_label="step",
        y_label="entry",
        columns=columns,
        rows=[str(place) for place in range(length)],
        values=values,
    )


def _last_values(scene: Scene, title: str, left: dict[str, Mapping[int, object]]) -> Table:
    rows: list[list[Cell]] = []
    for name, values in left.items():
        last = values[max(values)]
        text = ", ".join(map(_brief, last[:8])) if isinstance(last, list) else _brief(last)
        more = f" ... ({len(last)} in all)" if isinstance(last, list) and len(last) > 8 else ""
        rows.append([name, max(values), f"{text}{more}"])
    return Table(
        name=f"{scene.diagnostic}_last",
        title=f"{title}: last values",
        reads="What was reported last.",
        columns=["name", "step", "value"],
        rows=rows,
    )


def _brief(value: object) -> str:
    return "not finite" if value is None else f"{value:.4g}"
