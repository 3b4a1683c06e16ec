"""What the layers of the trained model look for, and what they make of an image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suite.runs.numbers import show
from suite.runs.page.charts.picture_grid import PictureGrid
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.page.sections.outcome.texts import picture, short
from suite.runs.run_record import RunRecord

_FILTER_SIZE, _MAP_SIZE = 80, 112


def features(run: RunRecord) -> Section | None:
    """The filters of the first layer, and the feature maps of one image; None where there are none.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "finished"})
        >>> told = {"layer": "conv", "size": [3, 3, 1], "of": 1, "pictures": [""], "largest": [1]}
        >>> directory.write_outcome({"filters": told})
        >>> features(RunRecord(directory)).parts[0].title
        'The filters of conv: 3 × 3'
    """
    found = run.outcome_figures
    parts: list[Part] = [*_filters(found), *_maps(found)]
    if not parts:
        return None
    return Section(name="features", title="What the layers see", parts=parts)


def _filters(found: Mapping[str, Any]) -> Iterator[Part]:
    told = found.get("filters")
    if told:
        height, width, channels = told["size"]
        shown = len(told["pictures"])
        of = "" if shown == told["of"] else f" The first {shown} of {told['of']:,} are shown."
        color = "Each color stands for its channel." if channels == 3 else ""
        yield PictureGrid(
            name="filters",
            title=f"The filters of {short(told['layer'])}: {height} × {width}",
            reads=(
                "Mid-gray is a weight of 0, light is positive, dark is negative; below each stands "
                f"its largest weight. {color} Edges, spots and colors were learned; what looks "
                f"like noise has learned little.{of}"
            ).replace("  ", " "),
            pictures=[
                picture(
                    text,
                    [f"filter {number}", f"up to {show(float(f'{largest:.2g}'))}"],
                    f"filter {number} of {told['of']}",
                )
                for number, (text, largest) in enumerate(
                    zip(told["pictures"], told["largest"], strict=True)
                )
            ],
            size=_FILTER_SIZE,
        )
    yield from _refused(found, "filters", "The filters of the first layer")


def _maps(found: Mapping[str, Any]) -> Iterator[Part]:
    told = found.get("feature_maps")
    if told:
        shown = short(told["true"]) if "true" in told else f"number {told['index']:,}"
        for number, layer in enumerate(told["layers"], 1):
            yield _layer(layer, number, told["image"], shown)
    yield from _refused(found, "feature_maps", "The feature maps of an image")


def _layer(layer: dict[str, Any], number: int, image: str, shown: str) -> PictureGrid:
    """The image, and what one layer makes of it."""
    height, width = layer["size"]
    of = ""
    if len(layer["pictures"]) < layer["of"]:
        of = f" The {len(layer['pictures'])} of {layer['of']:,} that vary most are shown."
    pictures = [picture(image, ["the image", shown], f"the image: {shown}")]
    for channel, text, (low, high) in zip(
        layer["channels"], layer["pictures"], layer["extents"], strict=True
    ):
        extent = f"{show(low)} to {show(high)}" if high > low else f"{show(low)} everywhere"
        lines = [f"channel {channel}", extent]
        pictures.append(picture(text, lines, f"channel {channel}: {extent}"))
    return PictureGrid(
        name=f"feature_maps_{number}" if number > 1 else "feature_maps",
        title=f"What {short(layer['layer'])} makes of an image: {height} × {width}",
        reads=(
            "Each map shows where in the image a channel responds: white is its largest value, "
            f"black its least. A channel that is the same everywhere sees nothing here.{of}"
        ),
        pictures=pictures,
        size=_MAP_SIZE,
    )


def _refused(found: Mapping[str, Any], name: str, called: str) -> Iterator[Part]:
    reason = found.get("not_measured", {}).get(name)
    if reason:
        yield Text(paragraphs=[f"{called}: not measured, {reason}."], severity="note")
