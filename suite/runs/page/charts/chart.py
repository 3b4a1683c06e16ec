"""What every chart says of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from suite.runs.page.charts.table import Table


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """Something to look at, as data.

    Args:
        name: what `python -m suite plot RUN NAME` calls it: `gradient_norm`.
        title: above it, a few words.
        reads: one sentence that says how to read it, and what to look for.

    Example:
        >>> class Nothing(Chart):
        ...     def to_table(self) -> Table:
        ...         return Table(name=self.name, title=self.title, columns=[], rows=[])
        >>> Nothing(name="nothing", title="Nothing").to_table().rows
        []
    """

    name: str
    title: str
    reads: str = ""

    @abstractmethod
    def to_table(self) -> Table:
        """The same figures as rows, for those who cannot see the chart."""
