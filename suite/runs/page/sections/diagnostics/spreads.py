"""What single units have, gathered by layer."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suite.runs.files.measurements import Number
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.sections.diagnostics.scene import Scene

_EDGES = (0.0, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, kw_only=True)
class Spreads:
    """A table of the last lists: how many entries a layer has, and the least, median and greatest.

    Args:
        name, title, reads: of the table.
        groups: of the lists; each has its columns.

    Example:
        >>> from suite.runs.files.measurements import Measured
        >>> scene = Scene("batchnorm_stats", Measured({}, {"gamma/norm": {9: [1.0, 3.0, 2.0]}}))
        >>> (table,) = Spreads(name="scales", title="Scales", reads="", groups=["gamma"])(scene)
        >>> table.columns
        ['layer', 'units', 'gamma least', 'gamma median', 'gamma greatest']
        >>> table.rows
        [['norm', 3, 1.0, 2.0, 3.0]]
    """

    name: str
    title: str
    reads: str
    groups: Sequence[str]

    def __call__(self, scene: Scene) -> Iterator[Table]:
        found = {group: scene.lists(group) for group in self.groups}
        found = {group: lists for group, lists in found.items() if lists}
        layers = list(dict.fromkeys(layer for lists in found.values() for layer in lists))
        if not layers:
            return
        rows: list[list[Cell]] = []
        for layer in layers:
            last = [_last(lists.get(layer, {})) for lists in found.values()]
            row: list[Cell] = [layer, max(map(len, last))]
            for values in last:
                row += _three(values)
            if any(cell is not None for cell in row[2:]):
                rows.append(row)
        if not rows:
            return
        words = ("least", "median", "greatest")
        columns = ["layer", "units", *(f"{group} {word}" for group in found for word in words)]
        yield Table(name=self.name, title=self.title, reads=self.reads, columns=columns, rows=rows)


@dataclass(frozen=True, kw_only=True)
class Activity:
    """How often units fire: a row each layer, a column each range of the active share.

    Example:
        >>> from suite.runs.files.measurements import Measured
        >>> scene = Scene("dead_neurons", Measured({}, {"active/relu": {9: [0.0, 0.25, 0.95]}}))
        >>> (chart,) = Activity()(scene)
        >>> [(c, v) for c, v in zip(chart.columns, chart.values[0]) if v]
        [('below 1 %', 0.3333), ('20 to 30 %', 0.3333), ('90 to 100 %', 0.3333)]
    """

    def __call__(self, scene: Scene) -> Iterator[HeatMap]:
        rows = {layer: _last(lists) for layer, lists in scene.lists("active").items()}
        rows = {layer: values for layer, values in rows.items() if values}
        if not rows:
            return
        uppers = [*_EDGES[1:], 1.0]
        columns = [
            f"{low * 100:.0f} to {up * 100:.0f} %" for low, up in zip(_EDGES, uppers, strict=True)
        ]
        yield HeatMap(
            name=f"{scene.diagnostic}_activity",
            title="How often units fire",
            reads=(
                "Each row shows which share of a layer's units fires for how much of its inputs. "
                "Units at the left hardly fire and are close to dead, units at the right always "
                "fire and are no more than linear."
            ),
            x_label="inputs for which a unit fires",
            y_label="layer",
            columns=["below 1 %", *columns[1:]],
            rows=list(rows),
            values=[_counted(values) for values in rows.values()],
            value_label="share of units",
            limits=(0.0, 1.0),
        )


def first_dead(scene: Scene) -> Iterator[Table]:
    """A table of the layers with dead units: how many, since when."""
    rows: list[list[Cell]] = []
    active = scene.lists("active")
    for layer, lists in scene.lists("onset").items():
        onsets = [onset for onset in _last(lists) if onset is not None]
        if onsets:
            units = len(_last(active.get(layer, {}))) or None
            rows.append([layer, units, len(onsets), int(min(onsets)), int(max(onsets))])
    if rows:
        yield Table(
            name=f"{scene.diagnostic}_onset",
            title="When units died",
            reads="The last step at which the dead units of a layer were seen to fire.",
            columns=["layer", "units", "dead", "first died at step", "last died at step"],
            rows=rows,
        )


def _counted(values: Sequence[Number]) -> list[Number]:
    known = [value for value in values if value is not None]
    places = [sum(value >= edge for edge in _EDGES[1:]) for value in known]
    return [round(places.count(place) / len(values), 4) for place in range(len(_EDGES))]


def _last(lists: dict[int, list[Number]]) -> list[Number]:
    return lists[max(lists)] if lists else []


def _three(values: Sequence[Number]) -> list[Cell]:
    known = [value for value in values if value is not None]
    if not known:
        return [None, None, None]
    three = min(known), statistics.median(known), max(known)
    return [float(f"{value:.4g}") for value in three]
