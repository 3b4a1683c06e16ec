"""What a picture of a diagnostic is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from suite.runs.files.measurements import Measured, Number
from suite.runs.page.charts.line_chart import Mark
from suite.runs.page.charts.section import Part

Value = TypeVar("Value")
Rows = dict[str, dict[int, Number]]  # layer -> step -> value


@dataclass(frozen=True)
class Scene:
    """One diagnostic of one run.

    Args:
        diagnostic: its name.
        measured: by it.
        ranks: layer -> its place in the network, as far as it is known.
        columns: most columns of a heat map.
        marks: where it had something to say.
        batch_size: of a step, if it is known.

    Example:
        >>> measured = Measured({"mean": {1: 2.0}, "b": {1: 3.0}, "a": {1: 4.0}, "d/a": {1: 5.0}})
        >>> scene = Scene("gradient_norm", measured, ranks={"a": 0, "b": 1})
        >>> list(scene.layers("", apart=("mean", "d/"))), scene.layers("d")
        (['a', 'b'], {'a': {1: 5.0}})
    """

    diagnostic: str
    measured: Measured
    ranks: Mapping[str, int] = field(default_factory=dict)
    columns: int = 200
    marks: tuple[Mark, ...] = ()
    batch_size: int | None = None

    def layers(self, group: str, apart: Iterable[str] = ()) -> Rows:
        """The values of a group, by layer, in the order of the network.

        Args:
            group: `d_mu` of `d_mu/norm1`; empty for those that layers alone name.
            apart: what is no layer; what ends with a slash is a group.
        """
        return self.in_order(dict(_of_group(self.measured.numbers, group, apart)))

    def lists(self, group: str, apart: Iterable[str] = ()) -> dict[str, dict[int, list[Number]]]:
        """As `layers`, of lists."""
        return self.in_order(dict(_of_group(self.measured.lists, group, apart)))

    def in_order(self, rows: dict[str, Value]) -> dict[str, Value]:
        return dict(sorted(rows.items(), key=lambda row: self._rank(row[0])))

    def _rank(self, name: str) -> float:
        """Of a layer; `layer/kernel` is one of its weights."""
        found = self.ranks.get(name, self.ranks.get(name.rpartition("/")[0]))
        return len(self.ranks) if found is None else found


class PictureOf(Protocol):
    """Makes pictures of a scene; none where it shows nothing of that kind."""

    def __call__(self, scene: Scene) -> Iterable[Part]: ...


def _of_group(
    named: Mapping[str, Value], group: str, apart: Iterable[str]
) -> Iterator[tuple[str, Value]]:
    groups = tuple(name for name in apart if name.endswith("/"))
    for name, values in named.items():
        if group:
            first, _, rest = name.partition("/")
            if first == group and rest and rest not in apart:
                yield rest, values
        elif name not in apart and not name.startswith(groups or ("\0",)):
            yield name, values
