"""Colors in rows and columns as an option of ECharts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.render.options.common import (
    COUNT_SHADES,
    SHADES,
    Json,
    below,
    category_axis,
    number,
    zoom,
)

# Beyond that many cells across, numbers in them could not be read.
_LEGIBLE = 20


def heat_map_option(chart: HeatMap) -> Json:
    """The option of a heat map; `script/options.js` makes ECharts' triples of its matrix.

    Example:
        >>> chart = HeatMap(
        ...     name="dead", title="", x_label="step", y_label="layer", columns=[1, 2],
        ...     rows=["dense"], values=[[0.5, None]],
        ... )
        >>> heat_map_option(chart)["series"][0]["matrix"]
        [[0.5, None]]
    """
    values = [[_drawn(value, chart.log) for value in row] for row in chart.values]
    shades = [[_drawn(value, chart.log) for value in row] for row in chart.shades]
    low, high = _ends(chart, shades)
    # It has no name: above it stand the colors, and below it is the other axis.
    y_axis = {**category_axis("", chart.rows), "inverse": True, "axisTick": {"show": False}}
    labelled = chart.counts and max(len(chart.rows), len(chart.columns)) <= _LEGIBLE
    return {
        "xAxis": below(category_axis(chart.x_label, chart.columns)),
        "yAxis": y_axis,
        "visualMap": {
            "min": number(low),
            "max": number(high),
            "label": chart.value_label,
            "dimension": 2,
            "inRange": {"color": list(COUNT_SHADES if chart.counts else SHADES)},
        },
        "series": [
            {
                "type": "heatmap",
                "name": chart.title,
                "matrix": values,
                **({"shades": shades} if chart.row_shares else {}),
                "log": chart.log,
                "label": {"show": labelled},
            }
        ],
        "tooltip": {"trigger": "item"},
        "dataZoom": zoom(len(chart.columns)),
    }


def _ends(chart: HeatMap, shades: Sequence[Sequence[float | None]]) -> tuple[float, float]:
    """What the two ends of the colors stand for."""
    if chart.limits is not None:
        low, high = (math.log10(one) if chart.log else one for one in chart.limits)
    else:
        shown = [math.log10(v) if chart.log else v for row in shades for v in row if v is not None]
        low, high = 0 if chart.counts else min(shown, default=0), max(shown, default=1)
    return low, low + 1 if low == high else high  # one color, and no division by zero


def _drawn(value: float | None, log: bool) -> float | int | None:
    found = number(value)
    if found is None or (log and found <= 0):
        return None
    return found if isinstance(found, int) else float(f"{found:.4g}")
