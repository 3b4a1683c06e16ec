"""Boxes and arrows from left to right."""

from __future__ import annotations

import itertools
import random

import pytest

from suite.runs.page.layered_layout import layered_layout


def lines(layout):
    """The straight stretches of all arrows, as (column, row, next row)."""
    for route in layout.routes:
        for (column, row), (_, below) in itertools.pairwise(route.points):
            yield column, row, below


def crossings(layout):
    return sum(
        a == b and (c - d) * (e - f) < 0
        for (a, c, e), (b, d, f) in itertools.combinations(lines(layout), 2)
    )


def test_a_formula_of_the_lecture_has_no_crossing():
    # (x + y) * z
    layout = layered_layout(
        ["x", "y", "z", "+", "*"], [("x", "+"), ("y", "+"), ("+", "*"), ("z", "*")]
    )
    columns = {name: column for name, (column, _) in layout.places.items()}
    assert columns == {"x": 0, "y": 0, "+": 1, "z": 1, "*": 2}
    assert crossings(layout) == 0
    assert [one.entry for one in layout.routes] == [-0.5, 0.5, -0.5, 0.5]


def test_an_arrow_over_several_columns_passes_no_box():
    layout = layered_layout(["x", "a", "b", "y"], [("x", "a"), ("a", "b"), ("b", "y"), ("x", "y")])
    passing = layout.routes[3].points[1:-1]
    assert [column for column, _ in passing] == [1, 2]
    boxes = [place for name, place in layout.places.items() if name in "ab"]
    for column, row in passing:
        assert all(abs(row - other) >= 1 for own, other in boxes if own == column)


def test_what_is_taken_twice_arrives_at_two_places():
    first, second = layered_layout(["x", "*"], [("x", "*"), ("x", "*")]).routes
    assert {first.entry, second.entry} == {-0.5, 0.5}


@pytest.mark.parametrize("seed", range(20))
def test_arrows_lead_to_the_right_and_nothing_covers_another(seed):
    draw = random.Random(seed)
    ids = [str(number) for number in range(25)]
    edges = [
        (ids[draw.randrange(number)], ids[number])
        for number in range(1, 25)
        for _ in range(draw.randint(0, 2))
    ]
    layout = layered_layout(ids, edges)
    for (source, target), route in zip(edges, layout.routes, strict=True):
        assert layout.places[source][0] < layout.places[target][0]
        assert route.points[0] == layout.places[source]
        assert route.points[-1] == layout.places[target]
    taken = [*layout.places.values(), *(one for r in layout.routes for one in r.points[1:-1])]
    by_column = {column: sorted(r for c, r in taken if c == column) for column, _ in taken}
    for rows in by_column.values():
        assert rows[0] >= 0
        assert all(low + 0.999 <= high for low, high in itertools.pairwise(rows))
    assert layout.columns == max(by_column) + 1
    assert layout.rows == max(row for rows in by_column.values() for row in rows)


@pytest.mark.parametrize(
    ("ids", "edges", "message"),
    [
        (["a", "b"], [("a", "b"), ("b", "a")], "circle"),
        (["a"], [("a", "a")], "circle"),
        (["a"], [("a", "b")], "'b'"),
        (["a", "a"], [], "an id"),
    ],
)
def test_what_is_no_such_graph_is_refused(ids, edges, message):
    with pytest.raises(ValueError, match=message):
        layered_layout(ids, edges)


def test_without_boxes_there_is_nothing():
    layout = layered_layout([], [])
    assert (layout.columns, layout.rows) == (0, 0)
