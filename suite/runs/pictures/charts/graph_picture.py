"""A network, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from suite.runs.page.charts.layer_graph import LayerGraph, Node
from suite.runs.pictures.charts.letters import shortened
from suite.runs.pictures.charts.slide import SMALL, WIDTH, say_nothing_to_draw, slide
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Rows that fit below one another; a deeper network goes on in the next lane, to the right.
_ROWS_A_LANE, _MOST_LANES = 8, 4
_BOX = 0.72  # of the height of a row


def draw_graph(chart: LayerGraph, theme: Theme) -> Figure:
    """The chart as a figure: lanes of boxes from left to right, each read from top to bottom."""
    rows = max((node.row for node in chart.nodes), default=-1) + 1
    fitting = min(rows, _ROWS_A_LANE * _MOST_LANES)
    left = rows - fitting
    title = f"{chart.title} (the first {fitting} of {rows:,} rows)" if left else chart.title
    figure = slide(title, chart.reads, theme)
    axes = figure.add_subplot()
    axes.set_axis_off()
    if not rows:
        say_nothing_to_draw(axes, theme, "no layer")
        return figure
    places = _Places(chart, fitting)
    for first, last in chart.edges:
        if max(chart.nodes[first].row, chart.nodes[last].row) < fitting:
            _draw_edge(axes, places, chart.nodes[first], chart.nodes[last], theme)
    for node in chart.nodes:
        if node.row < fitting:
            _draw_box(axes, places, node, theme)
    for frame in chart.frames:
        if frame.last < fitting:
            _draw_frame(axes, places, frame.first, frame.last, frame.text, theme)
    axes.set_xlim(0, places.lanes)
    axes.set_ylim(places.height, 0)
    return figure


class _Places:
    """Where the boxes of a network stand: each lane is one wide, each row one high."""

    def __init__(self, chart: LayerGraph, rows: int) -> None:
        self.lanes = -(-rows // _ROWS_A_LANE)
        self.height = -(-rows // self.lanes)
        self.columns = max(node.column for node in chart.nodes) + 1

    def of(self, node: Node) -> tuple[float, float, float]:
        """The left edge, the middle from above, and the width of a box."""
        lane, row = divmod(node.row, self.height)
        width = 0.84 / self.columns
        return lane + 0.02 + node.column * width, row + 0.5, width * 0.94

    def points(self, width: float) -> float:
        """A width in points."""
        return width / self.lanes * 72 * WIDTH * 0.92


def _draw_box(axes: Axes, places: _Places, node: Node, theme: Theme) -> None:
    from matplotlib.patches import FancyBboxPatch

    left, middle, width = places.of(node)
    color = {"end": theme.faint, "weights": theme.others[0], "plain": theme.others[2]}[node.role]
    box = FancyBboxPatch(
        (left, middle - _BOX / 2),
        width,
        _BOX,
        boxstyle="round,pad=0,rounding_size=0.04",
        facecolor=theme.paper,
        edgecolor=color,
        linewidth=3,
        mutation_aspect=4,
    )
    axes.add_patch(box)
    room = places.points(width) - SMALL
    lines = [shortened(node.title, SMALL, room, bold=True)]
    if node.lines and places.height <= _ROWS_A_LANE:
        lines.append(shortened(node.lines[0], SMALL, room))
    for index, (line, weight) in enumerate(zip(lines, ("bold", "normal"), strict=False)):
        axes.text(
            left + width / 2,
            middle + (index - (len(lines) - 1) / 2) * 0.31,
            literal(line),
            ha="center",
            va="center",
            weight=weight,
            color=theme.ink,
        )


def _draw_edge(axes: Axes, places: _Places, first: Node, last: Node, theme: Theme) -> None:
    left, above, width = places.of(first)
    other_left, below, other_width = places.of(last)
    start = (left + width / 2, above + _BOX / 2)
    end = (other_left + other_width / 2, below - _BOX / 2)
    next_row = last.row == first.row + 1
    if int(left) != int(other_left):  # on to the next lane
        if next_row:
            edge = left + 0.99 - left % 1
            axes.plot(
                [start[0], start[0], edge],
                [start[1], start[1] + 0.1, start[1] + 0.1],
                color=theme.faint,
                linewidth=2.4,
            )
            axes.plot(
                [edge, edge, end[0], end[0]],
                [start[1] + 0.1, end[1] - 0.1, end[1] - 0.1, end[1]],
                color=theme.faint,
                linewidth=2.4,
            )
        return
    if next_row:
        axes.plot([start[0], end[0]], [start[1], end[1]], color=theme.faint, linewidth=2.4)
        return
    # Past the boxes between them, at the right.
    aside = int(left) + 0.88
    axes.plot(
        [left + width, aside, aside, other_left + other_width],
        [above, above, below, below],
        color=theme.others[1],
        linewidth=2.4,
    )


def _draw_frame(
    axes: Axes, places: _Places, first: int, last: int, text: str, theme: Theme
) -> None:
    """A line at the right of the rows that stand for several, and how many."""
    lane, row = divmod(first, places.height)
    end = min(row + last - first, places.height - 1)
    x = lane + 0.91
    axes.plot([x, x], [row + 0.15, end + 0.85], color=theme.ink, linewidth=3)
    axes.text(x + 0.012, (row + end + 1) / 2, literal(text), rotation=90, va="center")
