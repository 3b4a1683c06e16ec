"""What happened when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.table import Table


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened.

    Args:
        row: what it belongs to, one of the chart's rows.
        x: when; of several that were gathered, the first.
        text: what happened.
        severity: of a finding; empty for what is no finding.
        end: when the last of several was; None where it happened once.
        count: how many were gathered.
    """

    row: str
    x: float
    text: str
    severity: Literal["", "note", "warning", "error"] = ""
    end: float | None = None
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class TimelineChart(Chart):
    """Events in rows over a common time.

    Args:
        x_label: of the time.
        rows: their names, from top to bottom.
        events: in the order in which they happened.
        x_range: where the time begins and ends; None fits the events.

    Example:
        >>> event = Event(row="dead_neurons", x=60, text="A quarter is dead.", severity="warning")
        >>> chart = TimelineChart(
        ...     name="timeline", title="Findings", x_label="step", rows=["dead_neurons"],
        ...     events=[event],
        ... )
        >>> chart.to_table().rows
        [[60, 'warning', 'dead_neurons', 1, 'A quarter is dead.']]
    """

    x_label: str
    rows: Sequence[str]
    events: Sequence[Event]
    x_range: tuple[float, float] | None = None

    def to_table(self) -> Table:
        rows = [[one.x, one.severity, one.row, one.count, one.text] for one in self.events]
        names = [self.x_label, "severity", "what", "times", "text"]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)
