"""The graph of a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from suite.runs.page.charts.layer_graph import Frame, LayerGraph, Node
from suite.runs.page.sections.network.boxes import Box, Layer, boxes
from suite.runs.page.sections.network.folding import Fold, folds

# More boxes than this nobody reads; the table has every layer.
_MOST_BOXES = 150
_READS = (
    "Data flows from top to bottom. A box is a layer with what directly follows it, and the shape "
    "of what comes out."
)
_FRAMES = " What stands in a frame with x 3 comes three times in a row."


def graph(layers: Sequence[Layer]) -> LayerGraph | None:
    """The drawing, blocks that repeat drawn once; None where too little or too much is known.

    Args:
        layers: as `setup.json` has them, without those in wrappers.

    Example:
        >>> conv = {"kind": "conv2d", "units": 8, "output_shape": [None, 4, 4, 8]}
        >>> layers = [{"name": "x", "kind": "input_layer", "inputs": []}]
        >>> layers.append({**conv, "name": "a", "inputs": ["x"]})
        >>> layers.append({**conv, "name": "b", "inputs": ["a"]})
        >>> drawing = graph(layers)
        >>> [node.title for node in drawing.nodes], drawing.edges, drawing.frames[0].text
        (['input', 'conv2d 8'], [(0, 1)], 'x 2')
    """
    found = boxes(layers)
    if len(found) > 1 and not any(box.inputs for box in found):
        return None  # not a functional model: which layer follows which is not known
    folded = folds(found)
    shown = {number: _shown(number, folded) for number in range(len(found))}
    if not 1 < len(kept := sorted(set(shown.values()))) <= _MOST_BOXES:
        return None
    places = {number: place for place, number in enumerate(kept)}
    edges = {
        (places[shown[one]], places[shown[number]])
        for number, box in enumerate(found)
        for one in box.inputs
        if shown[one] < shown[number]
    }
    rows = _rows(len(kept), sorted(edges))
    taken = {number for box in found for number in box.inputs}
    ends = {number for number, box in enumerate(found) if not box.inputs or number not in taken}
    return LayerGraph(
        name="network",
        title="From the input to the output",
        reads=_READS + (_FRAMES if folded else ""),
        nodes=_nodes([found[number] for number in kept], rows, {places[shown[n]] for n in ends}),
        edges=sorted(edges),
        frames=[_frame(fold, places, rows) for fold in folded],
    )


def _shown(number: int, folded: Sequence[Fold]) -> int:
    """The box of the first block that stands for a box of a later one."""
    for fold in folded:
        if fold.first <= number < fold.end:
            return fold.first + (number - fold.first) % fold.length
    return number


def _frame(fold: Fold, places: Mapping[int, int], rows: Sequence[int]) -> Frame:
    own = [rows[places[one]] for one in range(fold.first, fold.first + fold.length)]
    return Frame(first=min(own), last=max(own), text=f"x {fold.times}")


def _rows(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """One below the lowest of those that lead to it."""
    rows = [0] * count
    for below in range(count):
        above = [rows[one] for one, other in edges if other == below]
        rows[below] = max(above, default=-1) + 1
    return rows


def _nodes(found: Sequence[Box], rows: Sequence[int], ends: set[int]) -> list[Node]:
    taken: Counter[int] = Counter()
    nodes = []
    for number, box in enumerate(found):
        row = rows[number]
        lines = [", ".join(box.joined), box.shape]
        nodes.append(
            Node(
                title=box.kind,
                lines=[line for line in lines if line],
                row=row,
                column=taken[row],
                role="end" if number in ends else "weights" if box.parameters else "plain",
            )
        )
        taken[row] += 1
    return nodes
