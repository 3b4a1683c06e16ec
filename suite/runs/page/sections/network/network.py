"""The model that was trained."""

from __future__ import annotations

from collections.abc import Sequence

from suite.runs.page.charts.key_figures import KeyFigure, KeyFigures
from suite.runs.page.charts.section import Part, Section
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.sections.network.boxes import Layer, outer_layers, shape_text
from suite.runs.page.sections.network.graph import graph
from suite.runs.run_record import RunRecord


def network(run: RunRecord) -> Section | None:
    """Its graph, its layers and what they cost; None where the run says nothing of a model.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> parameters = {"trainable": 30, "total": 34}
        >>> directory.write_summary({"status": "finished", "parameters": parameters})
        >>> [figure.value for figure in network(RunRecord(directory)).parts[0].figures]
        ['30', '4']
    """
    listed = run.setup.get("layers")
    layers = [one for one in listed if _is_layer(one)] if isinstance(listed, list) else []
    layers = outer_layers(layers)
    parts: list[Part] = []
    if figures := _totals(run, layers):
        parts.append(KeyFigures(figures=figures))
    if layers:
        drawing = graph(layers)
        parts += [drawing] if drawing is not None else []
        parts.append(_table(layers))
    if not parts:
        return None
    intro = "" if layers else "This run has no setup.json, which would tell the layers."
    return Section(name="network", title="The network", intro=intro, parts=parts)


def _is_layer(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("name"), str)


def _totals(run: RunRecord, layers: Sequence[Layer]) -> list[KeyFigure]:
    parameters = run.summary.get("parameters", {})
    figures = []
    if "trainable" in parameters:
        figures.append(KeyFigure(label="trained parameters", value=f"{parameters['trainable']:,}"))
        fixed = parameters.get("total", 0) - parameters["trainable"]
        if fixed > 0:
            note = "frozen, and the statistics of normalizations"
            figures.append(KeyFigure(label="other parameters", value=f"{fixed:,}", note=note))
    counts = [layer.get("multiply_adds") for layer in layers]
    known = [count for count in counts if isinstance(count, int)]
    if known and len(known) == len(counts):
        note = "in one forward pass of one sample"
        figures.append(KeyFigure(label="multiply-adds", value=f"{sum(known):,}", note=note))
    weighted = sum(bool(layer.get("parameters")) for layer in layers)
    if weighted:
        note = f"of {len(layers):,} in all"
        figures.append(KeyFigure(label="layers with weights", value=f"{weighted:,}", note=note))
    return figures


def _table(layers: Sequence[Layer]) -> Table:
    fields = any("receptive_field" in layer for layer in layers)
    costs = any("multiply_adds" in layer for layer in layers)
    frozen = [
        number
        for number, layer in enumerate(layers)
        if layer.get("parameters") and layer.get("trainable") is False
    ]
    columns = ["layer", "kind", "output", "parameters"]
    columns += ["multiply-adds"] * costs + ["receptive field"] * fields
    rows: list[list[Cell]] = []
    for number, layer in enumerate(layers):
        row: list[Cell] = [
            layer["name"],
            f"{_kind(layer)}, frozen" if number in frozen else _kind(layer),
            shape_text(layer.get("output_shape")),
            layer.get("parameters"),
        ]
        row += [layer.get("multiply_adds")] * costs + [_field(layer)] * fields
        rows.append(row)
    reads = "Shapes are of one sample."
    if costs:
        reads += " Multiply-adds are what one sample costs in one forward pass."
    if fields:
        reads += " The receptive field is the part of the input that one value sees."
    return Table(
        name="layers",
        title="Layer by layer",
        columns=columns,
        rows=rows,
        reads=reads,
        marked=frozenset(frozen),
    )


def _kind(layer: Layer) -> str:
    kind, activation = str(layer.get("kind", "layer")), layer.get("activation")
    return f"{kind}, {activation}" if activation and activation != kind else kind


def _field(layer: Layer) -> str | None:
    field = layer.get("receptive_field")
    if isinstance(field, list):
        return " x ".join(map(str, field))
    return "whole input" if field == "all" else None
