"""A chart drawn, and every text that got onto the paper."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from matplotlib.text import Text

from suite.runs.pictures.charts.draw_chart import draw_chart
from suite.runs.pictures.charts.slide import slide_style
from suite.runs.pictures.charts.theme import DARK, LIGHT
from suite.runs.pictures.picture import without_glyph_warnings


@dataclass
class Drawn:
    figure: object
    texts: list  # of (text, its box in pixels)
    pixels: np.ndarray

    def words(self):
        return [text.get_text() for text, _ in self.texts]

    def outside(self):
        """Texts of which more than a pixel is cut off."""
        height, width = self.pixels.shape[:2]
        return [
            text.get_text()
            for text, box in self.texts
            if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
        ]

    def overlapping(self):
        """Pairs of texts of which one covers the other's letters."""
        pairs = itertools.combinations(self.texts, 2)
        return [(a.get_text(), b.get_text()) for (a, one), (b, two) in pairs if _cross(one, two)]

    def in_the_plot(self):
        """Texts that lie on what is drawn."""
        plot = self.figure.axes[0].get_window_extent()
        return [text.get_text() for text, box in self.texts if _cross(box, plot)]

    def smallest(self):
        return min(text.get_fontsize() for text, _ in self.texts)


def _cross(one, two):
    # Boxes have the height of the tallest letter and the deepest tail.
    wide = min(one.x1, two.x1) - max(one.x0, two.x0)
    high = min(one.y1, two.y1) - max(one.y0, two.y0)
    return wide > 2 and high > 0.25 * min(one.height, two.height)


def drawn(monkeypatch, chart, *, dark=False, dots=144) -> Drawn:
    """Draw it, with so many dots to an inch, and look at what was drawn."""
    seen = {}
    draw = Text.draw

    def watched(self, renderer, *args, **kwargs):
        if self.get_visible() and self.get_text().strip():
            seen[id(self)] = (self, self.get_window_extent(renderer))
        return draw(self, renderer, *args, **kwargs)

    figure = draw_chart(chart, dark=dark)
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(dots)
    canvas = FigureCanvasAgg(figure)
    with (
        monkeypatch.context() as patch,
        slide_style(DARK if dark else LIGHT),
        without_glyph_warnings(),
    ):
        patch.setattr(Text, "draw", watched)
        canvas.draw()
    return Drawn(figure, list(seen.values()), np.asarray(canvas.buffer_rgba()).copy())
