"""How the values of each layer are spread."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suite.runs.files.measurements import Number
from suite.runs.numbers import show
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.sections.diagnostics.scene import Scene
from suite.runs.page.thinning import thinned_columns

# As many columns as tell how a spread moves; there is a picture for each of several layers.
_MOST_COLUMNS = 40


@dataclass(frozen=True, kw_only=True)
class Histograms:
    """All layers at the last report, and a few of them over time.

    Args:
        name: of the first chart; empty is the diagnostic's. Those over time have the layer's too.
        group: of the lists, as of `ByLayer`.
        apart: lists that are no histogram.
        low, high: the first and the last edge, where the bins are even between them.
        edges: name of the list of the bins' lower edges, where the file has it.
        title, unit, reads: as of `ByLayer`; the unit is that of the values that were counted.
        followed: layers that are drawn over time: the first, the last and some between.

    Example:
        >>> from suite.runs.files.measurements import Measured
        >>> lists = {"h/a": {1: [0.5, 0.5], 2: [0.0, 1.0]}, "h/b": {1: [1.0, 0.0], 2: [1.0, 0.0]}}
        >>> scene = Scene("stats", Measured({}, lists))
        >>> last, *over_time = Histograms(
        ...     group="h", low=-1, high=1, title="Values", unit="value", reads=""
        ... )(scene)
        >>> last.columns, last.values
        (['-1 to 0', '0 to 1'], [[0.0, 1.0], [1.0, 0.0]])
        >>> over_time[0].rows, over_time[0].values
        (['0 to 1', '-1 to 0'], [[0.5, 1.0], [0.5, 0.0]])
    """

    name: str = ""
    group: str = ""
    apart: Sequence[str] = ()
    low: float = 0.0
    high: float = 1.0
    edges: str = ""
    title: str
    unit: str
    reads: str
    followed: int = 3

    def __call__(self, scene: Scene) -> Iterator[HeatMap]:
        rows = {name: of for name, of in scene.lists(self.group, self.apart).items() if of}
        if not rows:
            return
        bins = self._bins(scene, max(len(one) for of in rows.values() for one in of.values()))
        rows = {
            name: {step: _shares(one) for step, one in of.items() if len(one) == len(bins)}
            for name, of in rows.items()
        }
        rows = {name: of for name, of in rows.items() if of}
        if not rows or not bins:
            return
        bins, rows = _without_empty(bins, rows)
        step = max(max(of) for of in rows.values())
        yield HeatMap(
            name=self.name or scene.diagnostic,
            title=f"{self.title}, after step {step:,}",
            reads=self.reads,
            x_label=self.unit,
            y_label="layer",
            columns=bins,
            rows=list(rows),
            values=[list(of[max(of)]) for of in rows.values()],
            value_label="share",
            log=True,
        )
        for layer in _some(list(rows), self.followed):
            if len(rows[layer]) > 1:
                yield self._over_time(scene, layer, rows[layer], bins)

    def _over_time(
        self, scene: Scene, layer: str, shares: dict[int, list[Number]], bins: list[str]
    ) -> HeatMap:
        by_bin = [
            {step: one[number] for step, one in shares.items()} for number in range(len(bins))
        ]
        columns, values = thinned_columns(sorted(shares), by_bin, _MOST_COLUMNS)
        return HeatMap(
            name=f"{self.name or scene.diagnostic}_{_as_name(layer)}",
            title=f"{self.title} of {layer}",
            reads=f"How the values of `{layer}` spread over time: the higher, the larger they are.",
            x_label="step",
            y_label=self.unit,
            columns=columns,
            rows=bins[::-1],
            values=values[::-1],
            value_label="share",
            log=True,
        )

    def _bins(self, scene: Scene, count: int) -> list[str]:
        """The names of the bins; of even ones the first and the last hold all that lies beyond."""
        width = (self.high - self.low) / max(count, 1)
        edges: list[Number] = [self.low + number * width for number in range(count + 1)]
        known = scene.measured.lists.get(self.edges, {})
        if known:
            edges = [*known[max(known)], None]
        pairs = itertools.pairwise(edges)
        return [_between(low, high) for low, high in pairs]


def _between(low: Number, high: Number) -> str:
    if low is None or high is None:
        return "?" if low is None else f"from {show(low)}"
    return f"{show(low)} to {show(high)}"


def _without_empty(
    bins: list[str], rows: dict[str, dict[int, list[Number]]]
) -> tuple[list[str], dict[str, dict[int, list[Number]]]]:
    """Without the bins at both ends that hold nothing in any layer at any time."""
    columns = zip(*(one for of in rows.values() for one in of.values()), strict=True)
    used = [number for number, column in enumerate(columns) if any(column)]
    kept = slice(min(used, default=0), max(used, default=len(bins) - 1) + 1)
    return bins[kept], {
        name: {step: one[kept] for step, one in of.items()} for name, of in rows.items()
    }


def _shares(counts: Sequence[Number]) -> list[Number]:
    total = sum(count for count in counts if count is not None)
    if not total:
        return list(counts)
    return [None if one is None else float(f"{one / total:.3g}") for one in counts]


def _some(names: list[str], most: int) -> list[str]:
    """The first, the last, and some between."""
    if len(names) <= most:
        return names
    return [names[round(number * (len(names) - 1) / (most - 1))] for number in range(most)]


def _as_name(layer: str) -> str:
    """A layer in the name of a chart."""
    return "".join(letter if letter.isalnum() else "_" for letter in layer).lower()
