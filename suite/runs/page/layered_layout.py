"""Where the boxes of a graph stand so that its arrows lead from left to right.

As Sugiyama's method does it: each box gets a column, arrows over several columns get a place in
each of those they pass, the order within the columns is chosen so that few arrows cross, and boxes
move to the middle of what they are joined to.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

_SWEEPS = 8
# A place: a node's id, or of an arrow that passes a column, its number and that column.
_Place = str | tuple[int, int]


@dataclass(frozen=True)
class Route:
    """An arrow.

    Args:
        points: (column, row) of its beginning, of what it passes, and of its end.
        entry: how far up or down it arrives at its end, from -1 (top) to 1 (bottom): arrows that
            arrive at the same box have different ones.
    """

    points: Sequence[tuple[int, float]]
    entry: float


@dataclass(frozen=True)
class LayeredLayout:
    """Places of boxes and arrows.

    Args:
        places: id -> (column, row), from 0; rows of one column are at least 1 apart.
        routes: of the arrows, in their order.

    Example:
        >>> layered_layout(["a", "b", "c"], [("a", "c"), ("b", "c")]).places
        {'a': (0, 0.0), 'b': (0, 1.0), 'c': (1, 0.5)}
    """

    places: dict[str, tuple[int, float]]
    routes: Sequence[Route]

    @property
    def columns(self) -> int:
        return max((column for column, _ in self.places.values()), default=-1) + 1

    @property
    def rows(self) -> float:
        """From the highest to the lowest box or arrow, in rows; 0 if nothing is below another."""
        found = [row for _, row in self.places.values()]
        return max([*found, *(row for one in self.routes for _, row in one.points)], default=0.0)


def layered_layout(ids: Sequence[str], edges: Sequence[tuple[str, str]]) -> LayeredLayout:
    """The places of all boxes and arrows.

    Args:
        ids: of the boxes; where nothing else decides, earlier ones stand above later ones.
        edges: (id, id) of the arrows.

    Raises:
        ValueError: an id comes twice, an arrow names none of them, or arrows lead in a circle.

    Example:
        >>> layered_layout(["x", "square"], [("x", "square")]).routes
        [Route(points=[(0, 0.0), (1, 0.0)], entry=0.0)]
    """
    unknown = {one for edge in edges for one in edge} - set(ids)
    if unknown or len(set(ids)) < len(ids):
        raise ValueError(f"a graph of {list(ids)}: {sorted(unknown) or 'an id'} comes not once.")
    columns = _columns(ids, edges)
    chains = [_chain(number, edge, columns) for number, edge in enumerate(edges)]
    levels = _ordered(_first_order(ids, edges, columns, chains), chains)
    rows = _rows(levels, chains)
    routes = [
        Route(
            [(_column(place, columns), rows[place]) for place in chain],
            _entry(number, edges, chains, rows),
        )
        for number, chain in enumerate(chains)
    ]
    return LayeredLayout({one: (columns[one], rows[one]) for one in ids}, routes)


def _columns(ids: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The longest way to each box; what nothing leads to stands right before what needs it."""
    columns = dict.fromkeys(ids, 0)
    for _ in ids:
        late = [edge for edge in edges if columns[edge[1]] <= columns[edge[0]]]
        if not late:
            break
        for source, target in late:
            columns[target] = max(columns[target], columns[source] + 1)
    else:
        if edges and any(columns[b] <= columns[a] for a, b in edges):
            raise ValueError(f"a graph of {list(ids)}: its arrows lead in a circle.")
    targets = {target for _, target in edges}
    for one in ids:
        followers = [columns[target] for source, target in edges if source == one]
        if one not in targets and followers:
            columns[one] = min(followers) - 1
    return columns


def _chain(number: int, edge: tuple[str, str], columns: dict[str, int]) -> list[_Place]:
    """The places from the beginning of an arrow to its end."""
    source, target = edge
    return [
        source,
        *((number, column) for column in range(columns[source] + 1, columns[target])),
        target,
    ]


def _column(place: _Place, columns: dict[str, int]) -> int:
    return columns[place] if isinstance(place, str) else place[1]


def _first_order(
    ids: Sequence[str],
    edges: Sequence[tuple[str, str]],
    columns: dict[str, int],
    chains: Sequence[Sequence[_Place]],
) -> list[list[_Place]]:
    """The places of each column as one meets them on the ways back from the ends."""
    order: dict[_Place, None] = {}
    arriving: dict[str, list[int]] = {one: [] for one in ids}
    for number, (_, target) in enumerate(edges):
        arriving[target].append(number)
    sources = {source for source, _ in edges}
    waiting = [one for one in reversed(ids) if one not in sources]
    while waiting:
        one = waiting.pop()
        if one in order:
            continue
        order[one] = None
        for number in arriving[one]:
            order |= dict.fromkeys(chains[number][1:-1])
        waiting += [edges[number][0] for number in reversed(arriving[one])]
    levels: list[list[_Place]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for place in order:
        levels[_column(place, columns)].append(place)
    return levels


def _ordered(levels: list[list[_Place]], chains: Sequence[Sequence[_Place]]) -> list[list[_Place]]:
    """The order in which the fewest arrows cross, of those that sweeps to and fro come by."""
    before, after = _neighbors(chains)
    best, least = [list(level) for level in levels], _crossings(levels, after)
    for sweep in range(_SWEEPS):
        joined, step = (before, 1) if sweep % 2 == 0 else (after, -1)
        for level in levels[::step]:
            at = {place: number for one in levels for number, place in enumerate(one)}
            middle = {
                place: _mean([at[one] for one in joined.get(place, [])], at[place])
                for place in level
            }
            level.sort(key=lambda place: middle[place])
        crossings = _crossings(levels, after)
        if crossings < least:
            best, least = [list(level) for level in levels], crossings
    return best


def _neighbors(
    chains: Sequence[Sequence[_Place]],
) -> tuple[dict[_Place, list[_Place]], dict[_Place, list[_Place]]]:
    """What leads to each place, and what each leads to."""
    before: dict[_Place, list[_Place]] = {place: [] for chain in chains for place in chain}
    after: dict[_Place, list[_Place]] = {place: [] for place in before}
    for chain in chains:
        for left, right in itertools.pairwise(chain):
            before[right].append(left)
            after[left].append(right)
    return before, after


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(levels: Sequence[Sequence[_Place]], after: dict[_Place, list[_Place]]) -> int:
    at = {place: number for level in levels for number, place in enumerate(level)}
    count = 0
    for level in levels:
        lines = [(at[one], at[other]) for one in level for other in after.get(one, ())]
        count += sum(a < c and b > d for a, b in lines for c, d in lines)
    return count


def _rows(
    levels: Sequence[Sequence[_Place]], chains: Sequence[Sequence[_Place]]
) -> dict[_Place, float]:
    """How far down each place is: near the middle of its neighbors, in the order given."""
    before, after = _neighbors(chains)
    rows: dict[_Place, float] = {
        place: float(number) for level in levels for number, place in enumerate(level)
    }
    for sweep in range(_SWEEPS):  # the last one goes forward: a gate is in the middle of its inputs
        joined, step = (after, -1) if sweep % 2 == 0 else (before, 1)
        for level in levels[::step]:
            wanted = [
                _mean([rows[one] for one in joined.get(place, [])], rows[place]) for place in level
            ]
            rows |= zip(level, _apart(wanted), strict=True)
    highest = min(rows.values(), default=0.0)
    return {place: round(row - highest, 6) for place, row in rows.items()}


def _apart(wanted: Sequence[float]) -> list[float]:
    """Rows at least 1 apart, in this order, as near as can be to those that are wanted: the least
    squares, by pooling neighbors that would come too near."""
    pools: list[tuple[float, int]] = []  # mean, and of how many
    for number, one in enumerate(wanted):
        mean, count = one - number, 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean = (mean * count + other * others) / (count + others)
            count += others
        pools.append((mean, count))
    flat = [mean for mean, count in pools for _ in range(count)]
    return [mean + number for number, mean in enumerate(flat)]


def _entry(
    number: int,
    edges: Sequence[tuple[str, str]],
    chains: Sequence[Sequence[_Place]],
    rows: dict[_Place, float],
) -> float:
    same = [other for other, edge in enumerate(edges) if edge[1] == edges[number][1]]
    same.sort(key=lambda other: (rows[chains[other][-2]], other))
    return (2 * same.index(number) + 1) / len(same) - 1
