"""Charts that were asked for by name, as pictures."""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from suite.runs.files.file_names import file_name, free_path
from suite.runs.files.write_whole import write_whole
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.section import Section
from suite.runs.page.charts.table import Table
from suite.runs.page.named_charts import named_charts
from suite.runs.pictures.charts.draw_chart import draw_chart
from suite.runs.pictures.charts.slide import slide_style
from suite.runs.pictures.charts.theme import DARK, LIGHT
from suite.runs.pictures.picture import picture_bytes, refuse_bad_picture, with_few_colors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# The kinds of pictures, by the endings of their files.
FORMS = (".png", ".svg", ".pdf")
# Dots to an inch in a notebook's cell, which is half as wide as a slide.
_CELL_DOTS = 72


def first_picture(sections: Sequence[Section]) -> bytes | None:
    """The first chart of a page as a small PNG, for where no script runs; None without a chart."""
    parts = (part for section in sections for part in section.parts)
    first = next((part for part in parts if isinstance(part, Chart)), None)
    return None if first is None else with_few_colors(Plot([first])._repr_png_())


def plot(
    sections: Sequence[Section],
    what: str,
    place: object,
    path: str | Path | None = None,
    *,
    dark: bool = False,
) -> Plot:
    """Draw charts of a page by their name.

    Args:
        sections: of the page.
        what: as of `named_charts`.
        place: of what the page is, for messages.
        path: a file to write them to; None writes none.
        dark: whether to draw on black.

    Raises:
        UserError: there is no such chart, or the file cannot be written.

    Example:
        >>> table = Table(name="layers", title="Layers", columns=["layer"], rows=[["dense"]])
        >>> network = Section(name="network", title="Network", parts=[table])
        >>> plot([network], "layers", "mine")
        <Plot of layers>
    """
    if path is not None:
        refuse_bad_picture(Path(path), FORMS)
    drawn = Plot(named_charts(sections, what, place), dark=dark)
    if path is not None:
        drawn.save(path)
    return drawn


class Plot:
    """Pictures for a projector, 1920 x 1080 or as drawings; in a notebook they show themselves.

    Args:
        charts: at least one.
        dark: whether they are drawn on black.

    Example:
        >>> table = Table(name="layers", title="Layers", columns=["layer"], rows=[["dense"]])
        >>> Plot([table]).save(Path("layers.svg"))
        [PosixPath('layers.svg')]
    """

    def __init__(self, charts: Sequence[Chart | Table], *, dark: bool = False) -> None:
        self.charts = list(charts)
        self.dark = dark

    @functools.cached_property
    def figures(self) -> list[Figure]:
        """A matplotlib figure a chart, to be changed as one likes."""
        return [draw_chart(chart, dark=self.dark) for chart in self.charts]

    def save(self, path: str | Path) -> list[Path]:
        """Write the pictures, each whole or not at all, and return their paths.

        Args:
            path: a .png, .svg or .pdf file; it is replaced. Of several charts each has its name
                put in, as in `path-loss.png`, and then no file is replaced.

        Raises:
            UserError: another ending, or a place that cannot be written to.
            RunFailure: a file cannot be written.
        """
        path = Path(path)
        refuse_bad_picture(path, FORMS)
        written = []
        for chart, figure in zip(self.charts, self.figures, strict=True):
            single = len(self.charts) == 1
            place = path if single else free_path(_with_name(path, chart.name))
            with slide_style(DARK if self.dark else LIGHT):
                content = picture_bytes(figure, path.suffix.lower().removeprefix("."))
            write_whole(place, content)
            written.append(place)
        return written

    def __repr__(self) -> str:
        return f"<Plot of {', '.join(chart.name for chart in self.charts)}>"

    def _repr_png_(self) -> bytes:
        """All pictures below one another."""
        from PIL import Image

        with slide_style(DARK if self.dark else LIGHT):
            files = [picture_bytes(figure, "png", _CELL_DOTS) for figure in self.figures]
        if len(files) == 1:
            return files[0]
        images = [Image.open(io.BytesIO(file)).convert("RGB") for file in files]
        width, height = images[0].size
        whole = Image.new("RGB", (width, height * len(images)))
        for number, image in enumerate(images):
            whole.paste(image, (0, height * number))
        content = io.BytesIO()
        whole.save(content, "PNG")
        return content.getvalue()


def _with_name(path: Path, name: str) -> Path:
    # A chart of a layer has that layer's name in its own, whatever signs it has.
    return path.with_name(f"{path.stem}-{file_name(name)}{path.suffix}")
