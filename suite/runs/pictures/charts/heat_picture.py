"""A map of colors, drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from suite.runs.numbers import show
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.pictures.charts.letters import shortened, widest_of
from suite.runs.pictures.charts.scales import finite, label_axes, scale, strided
from suite.runs.pictures.charts.slide import SMALL, say_nothing_to_draw, slide
from suite.runs.pictures.charts.theme import LIGHT, Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

_NAME_ROOM, _MOST_ROWS, _COLUMN_ROOM = 240.0, 18, 660.0
# So many names of columns, such as classes, are written upright where they do not fit otherwise;
# of more, such as steps, so few are told.
_UPRIGHT, _UPRIGHT_ROOM, _FEW = 24, 110.0, 7


def draw_heat_map(chart: HeatMap, theme: Theme) -> Figure:
    """The chart as a figure; cells without a value are hatched."""
    import numpy as np

    figure = slide(chart.title, chart.reads, theme)
    axes = figure.add_subplot()
    axes.spines[:].set_visible(False)
    axes.tick_params(width=1.6, length=6)
    label_axes(axes, chart.x_label, chart.y_label)
    values = np.array([finite(row) for row in chart.shades], dtype=float)
    if values.size and chart.log:
        values[~(values > 0)] = math.nan
    if not values.size or np.isnan(values).all():
        say_nothing_to_draw(axes, theme, "no finite value")
        return figure
    axes.set_facecolor(theme.grid)
    image = _draw_cells(axes, values, chart, theme)
    _name_rows_and_columns(axes, chart)
    if chart.counts:
        figure.draw_without_rendering()
        _write_counts(axes, image, chart, values)
    bar = figure.colorbar(image, ax=axes, pad=0.02, aspect=25)
    bar.outline.set_visible(False)
    bar.ax.tick_params(width=1.6, length=6)
    known = values[~np.isnan(values)]
    if known.min() < known.max():
        scale(bar.ax.yaxis, [float(known.min()), float(known.max())], log=chart.log)
    else:
        bar.set_ticks([float(known.max())], labels=[show(float(known.max()))])
    label = chart.value_label or ("share of the row" if chart.row_shares else chart.title)
    bar.set_label(literal(shortened(label, SMALL, 330)))
    return figure


def _draw_cells(axes: Axes, values: np.ndarray, chart: HeatMap, theme: Theme) -> AxesImage:
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.colors import LogNorm, Normalize

    known = values[~np.isnan(values)]
    low, high = float(known.min()), float(known.max())
    if low == high:  # one color: that of nothing for 0, that of much for what is more
        low, high = (low / 10, high) if chart.log else (min(0.0, low), max(0.0, high) or 1.0)
    norm = LogNorm(low, high) if chart.log else Normalize(low, high)
    # Dark is much on white paper and little on black: what stands out is the same on both.
    name = ("Blues" if theme is LIGHT else "Blues_r") if chart.counts else "cividis"
    if np.isnan(values).any():
        rows, columns = values.shape
        extent = (-0.5, rows - 0.5)
        axes.fill_between(
            *((-0.5, columns - 0.5), *extent),
            facecolor="none",
            edgecolor=theme.faint,
            hatch="//",
            linewidth=0,
            zorder=0,
        )
    return axes.imshow(
        np.ma.masked_invalid(values),
        cmap=colormaps[name],
        norm=norm,
        aspect="auto",
        interpolation="nearest",
    )


def _name_rows_and_columns(axes: Axes, chart: HeatMap) -> None:
    """As many names as fit: all of them, or those at even distances."""
    rows = strided(len(chart.rows), _MOST_ROWS)
    names = [literal(shortened(str(chart.rows[index]), SMALL, _NAME_ROOM)) for index in rows]
    axes.set_yticks(rows, names)
    texts = [one if isinstance(one, str) else show(float(one)) for one in chart.columns]
    widest = widest_of(texts, SMALL) + SMALL
    fitting = max(1, int(_COLUMN_ROOM / widest))
    if fitting < len(texts) <= _UPRIGHT:
        names = [literal(shortened(text, SMALL, _UPRIGHT_ROOM)) for text in texts]
        axes.set_xticks(range(len(texts)), names, rotation=90)
        return
    columns = strided(len(texts), fitting if len(texts) <= fitting else min(fitting, _FEW))
    room = _COLUMN_ROOM / max(1, len(columns))
    axes.set_xticks(columns, [literal(shortened(texts[index], SMALL, room)) for index in columns])


def _write_counts(axes: Axes, image: AxesImage, chart: HeatMap, shades: np.ndarray) -> None:
    """The figures themselves, where the cells are large enough for them."""
    rows, columns = shades.shape
    box, dots = axes.get_window_extent(), axes.figure.dpi / 72
    if box.height / rows / dots < 1.1 * SMALL:
        return
    texts = [[_count(value) for value in finite(row)] for row in chart.values]
    if (
        widest_of((text for row in texts for text in row), SMALL)
        > 0.92 * box.width / columns / dots
    ):
        return
    for row in range(rows):
        for column in range(columns):
            color = image.cmap(image.norm(shades[row, column]))
            bright = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]
            axes.text(
                *(column, row, texts[row][column]),
                ha="center",
                va="center",
                color="#000000" if bright > 0.5 else "#FFFFFF",
            )


def _count(value: float) -> str:
    return "" if math.isnan(value) else show(value)
