"""The path of an optimizer over a surface."""

from __future__ import annotations

from collections.abc import Sequence

from suite.runs.files.unopened import why_damaged
from suite.runs.page.charts.line_chart import LineChart, Series, is_wide
from suite.runs.page.charts.picture_grid import Picture, PictureGrid
from suite.runs.page.charts.section import Part, Section
from suite.runs.page.thinning import thinned
from suite.runs.run_record import RunRecord

# The side of the picture on the page, in CSS pixels.
_SIZE = 640


def walk(run: RunRecord) -> Section | None:
    """The height over the steps, and the path on the map; None for a run over data.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished", "surface": "beale"})
        >>> _ = directory.path.joinpath("path.csv").write_text("step,x,y,f\\n0,1,1,9\\n")
        >>> walk(RunRecord(directory)).parts[0].series[0].y
        [9.0]
    """
    if run.surface is None:
        return None
    parts: list[Part] = []
    picture = run.path / "path.png"
    if run.walked:
        parts.append(_height(run.walked))
    if picture.is_file() and why_damaged(picture) is None:
        description = f"the path of the optimizer over the surface {run.surface}"
        shown = Picture(png=picture.read_bytes(), lines=[], description=description)
        parts.append(PictureGrid(name="path", title="The path", pictures=[shown], size=_SIZE))
    return Section(name="walk", title="The way down", parts=parts) if parts else None


def _height(rows: Sequence[tuple[float, float]]) -> LineChart:
    steps, heights = thinned([step for step, _ in rows], [height for _, height in rows])
    return LineChart(
        name="height",
        title="Height over the steps",
        reads="How high above zero the point is; a good optimizer gets low soon and stays there.",
        x_label="step",
        y_label="f",
        series=[Series(name="f", x=steps, y=heights, role="training")],
        y_log=is_wide(heights),
    )
