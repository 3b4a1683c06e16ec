"""Pictures in rows, drawn."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from suite.runs.page.charts.picture_grid import Picture, PictureGrid
from suite.runs.pictures.charts.letters import shortened, widest_of
from suite.runs.pictures.charts.slide import HEIGHT, SMALL, WIDTH, say_nothing_to_draw, slide
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

# More pictures on one slide would be too small to be seen from the last row.
_MOST, _MOST_LINES = 24, 3


def draw_grid(chart: PictureGrid, theme: Theme) -> Figure:
    """The chart as a figure; of many pictures the first 24, and the title says so."""
    shown = chart.pictures[:_MOST]
    left = len(chart.pictures) - len(shown)
    title = f"{chart.title} (the first {len(shown)} of {len(chart.pictures):,})" if left else ""
    figure = slide(title or chart.title, chart.reads, theme)
    if not shown:
        axes = figure.add_subplot()
        axes.spines[:].set_visible(False)
        say_nothing_to_draw(axes, theme, "no picture")
        return figure
    lines = min(_MOST_LINES, max(len(one.lines) for one in shown))
    widest = widest_of((line for one in shown for line in one.lines[:lines]), SMALL)
    columns = _columns(len(shown), lines, widest)
    rows = math.ceil(len(shown) / columns)
    room = 72 * WIDTH * 0.9 / columns
    for index, picture in enumerate(shown):
        axes = figure.add_subplot(rows, columns, index + 1)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[:].set_color(theme.grid)
        pixels = _pixels(picture)
        if pixels is None:
            axes.text(0.5, 0.5, "?", transform=axes.transAxes, ha="center", va="center")
            axes.set_aspect("equal")
        else:
            # Small pictures keep their pixels, as large ones are made smaller.
            few = max(pixels.shape[:2]) < 100
            axes.imshow(pixels, interpolation="nearest" if few else "antialiased")
        axes.set_xlabel(_text(picture.lines, lines, room), linespacing=1.15, labelpad=4)
    return figure


def _columns(count: int, lines: int, widest: float) -> int:
    """How many stand side by side so that each is large, and as much of its text as can be is
    there."""
    text = lines * SMALL * 1.3

    def worth(columns: int) -> float:
        width = 0.92 * 72 * WIDTH / columns
        side = min(width, 0.74 * 72 * HEIGHT / math.ceil(count / columns) - text)
        return side * min(1.0, width / max(widest, 1.0))

    return max(range(1, count + 1), key=worth)


def _text(lines: Sequence[str], most: int, room: float) -> str:
    return "\n".join(literal(shortened(line, SMALL, room)) for line in lines[:most])


def _pixels(picture: Picture) -> np.ndarray | None:
    """Its pixels; None where its bytes are no picture."""
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture.png)) as image:
            return np.asarray(image.convert("RGBA"))
    except (UnidentifiedImageError, OSError):
        return None
