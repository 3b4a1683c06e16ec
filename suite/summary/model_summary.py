"""A model's summary as data and as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from suite.summary.graph import Shape
from suite.summary.receptive_field import WHOLE, ReceptiveField
from suite.tables import aligned, column_widths

HEADINGS = ("layer", "type", "output", "parameters", "multiply-adds", "field", "jump")
LEFT = 3  # columns of text; the others are numbers
# Where there is no room: the columns that are cut, in turn, and what is left of them.
_CUT = ((0, 20), (1, 14), (0, 10))


@dataclass(frozen=True)
class Row:
    """One call of a layer.

    Args:
        name: The layer's name.
        kind: Its class.
        output_shape: Without the batch axis.
        parameters: Trained or not; 0 at a second call of the same layer.
        multiply_adds: A sample's; None where unknown.
        receptive_field: Of one output value; None where unknown.

    Example:
        >>> Row("logits", "Dense", (3,), 1500, 12, WHOLE).cells()
        ('logits', 'Dense', '3', '1,500', '12', 'all', '')
    """

    name: str
    kind: str
    output_shape: Shape
    parameters: int
    multiply_adds: int | None
    receptive_field: ReceptiveField | None

    def cells(self) -> tuple[str, ...]:
        field = self.receptive_field
        if field is None:
            size, jump = "?", "?"
        elif field == WHOLE:
            size, jump = "all", ""
        else:
            size, jump = _times(field.size), _times(field.jump)
            if len(set(field.jump)) == 1:
                jump = str(field.jump[0])
        return (
            self.name,
            self.kind,
            _times(self.output_shape),
            f"{self.parameters:,}",
            "?" if self.multiply_adds is None else f"{self.multiply_adds:,}",
            size,
            jump,
        )


@dataclass(frozen=True)
class ModelSummary:
    """What a model is made of.

    Args:
        rows: One row per call, in the order of computation.
        trainable: Trained parameters.
        total: All parameters, moving statistics included.
        depth: Dense and convolution layers on the longest path; the input does not count.

    Topic: foundations/layer-count

    Example:
        >>> row = Row("logits", "Dense", (3,), 15, 12, WHOLE)
        >>> ModelSummary((row,), trainable=15, total=15, depth=1).multiply_adds
        12
    """

    rows: tuple[Row, ...]
    trainable: int
    total: int
    depth: int

    @property
    def multiply_adds(self) -> int | None:
        """A sample's; None where those of a layer are unknown."""
        known = [row.multiply_adds for row in self.rows if row.multiply_adds is not None]
        return sum(known) if len(known) == len(self.rows) else None

    def to_text(self, width: int = 100) -> str:
        """A table of plain text; names and types lose their middle where it exceeds `width`."""
        table = [HEADINGS, *(row.cells() for row in self.rows)]
        widths = column_widths(table)
        excess = max(sum(widths) + 2 * (len(widths) - 1) - width, 0)
        for column, least in _CUT:
            cut = min(excess, max(widths[column] - least, 0))
            widths[column] -= cut
            excess -= cut
        rows = [
            (_shortened(name, widths[0]), _shortened(kind, widths[1]), *cells)
            for name, kind, *cells in table
        ]
        lines = aligned(rows, right=range(LEFT, len(HEADINGS)), widths=widths)
        rule = "-" * max(map(len, lines))
        return "\n".join([lines[0], rule, *lines[1:], rule, *self._totals()])

    def _totals(self) -> list[str]:
        counted = self.multiply_adds
        return [
            f"parameters     {self.trainable:,} trainable, {self.total:,} in all",
            f"multiply-adds  {'unknown' if counted is None else f'{counted:,}'} per sample",
            f"depth          {self.depth} layers with weights on the longest path",
        ]


def _times(sizes: Iterable[int | None]) -> str:
    return "x".join("?" if size is None else str(size) for size in sizes)


def _shortened(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    end = (width - 1) // 2
    return text[: width - 1 - end] + "…" + text[len(text) - end :]
