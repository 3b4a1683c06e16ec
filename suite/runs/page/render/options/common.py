"""What the options of all charts have in common: numbers, colors, axes, zoom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

# Okabe and Ito's palette, as in suite/runs/pictures/picture.py; `script/colors.js` has their twins
# for a dark ground.
ROLES = {"training": "#0072B2", "validation": "#D55E00", "test": "#B5508C", "rate": "#009E73"}
SEVERITIES = {"": "#5B6470", "note": "#0072B2", "warning": "#B26B00", "error": "#C42B1C"}
FAINT = "#5B6470"
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#B5508C", "#B88600", "#3C8DC5", "#7A5CB8", "#5B6470")
# From the first layer to the last: dark blue to orange, all of a like lightness.
_RAMP = ("#2B4BA0", "#0072B2", "#008C95", "#009E73", "#6F9A00", "#B88600", "#D55E00", "#C42B1C")
# Low to high; told apart by color-blind readers, and in gray.
SHADES = ("#440154", "#3B528B", "#21918C", "#5EC962", "#FDE725")
# White to blue, for counts, whose numbers stand in the cells.
COUNT_SHADES = ("#F4F7FB", "#A6C8E4", "#4A94C6", "#0B5A94")
# Beyond that many points across, a chart can be zoomed.
_MANY = 60


def number(value: float | int | None) -> float | int | None:
    """A number as JSON has it, of six digits; None is a gap, and so is what is not finite."""
    if value is None or not math.isfinite(value):
        return None
    if isinstance(value, int) or float(value).is_integer():
        return int(value)
    return float(f"{value:.6g}")


def colors(count: int) -> list[str]:
    """A color each for some curves that have no role; of many, along a ramp."""
    if count <= len(PALETTE):
        return list(PALETTE[:count])
    return [_between(_RAMP, index / (count - 1)) for index in range(count)]


def _between(ramp: Sequence[str], share: float) -> str:
    place = share * (len(ramp) - 1)
    first = min(int(place), len(ramp) - 2)
    pairs = [
        (int(ramp[first][at : at + 2], 16), int(ramp[first + 1][at : at + 2], 16))
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{round(a + (b - a) * (place - first)):02X}" for a, b in pairs)


def value_axis(label: str, log: bool = False, whole: bool = False) -> Json:
    """An axis of numbers; without zero, where the values do not need it."""
    axis: Json = {"type": "log" if log else "value", "name": label}
    if not log:
        axis["scale"] = True
    if whole:
        axis["minInterval"] = 1
    return axis


def category_axis(label: str, names: Sequence[str | float]) -> Json:
    """An axis of names."""
    return {"type": "category", "name": label, "data": [_name(name) for name in names]}


def _name(name: str | float) -> str:
    return name if isinstance(name, str) else f"{number(name)}"


def below(axis: Json) -> Json:
    """An axis that runs from left to right, its name below its middle."""
    return {**axis, "nameLocation": "middle", "nameGap": 28}


def beside(axis: Json) -> Json:
    """An axis that runs from bottom to top, its name above it."""
    return {**axis, "nameLocation": "end", "nameGap": 10, "nameTextStyle": {"align": "left"}}


def zoom(count: int) -> list[Json]:
    """The means to look closer, where there are many points across."""
    if count <= _MANY:
        return []
    # Without a key held the wheel scrolls the page, not the chart.
    wheel: Json = {"type": "inside", "zoomOnMouseWheel": "ctrl", "moveOnMouseMove": "shift"}
    return [wheel, {"type": "slider", "height": 16, "bottom": 6, "brushSelect": False}]
