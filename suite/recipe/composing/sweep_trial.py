"""The recipe of one run of a sweep."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from suite.recipe.composing import overrides
from suite.recipe.composing.compose import Composition, override_with
from suite.recipe.schema.sweep_settings import RangeSettings, SweepSettings
from suite.recipe.text.node import Node
from suite.recipe.text.place import DEFAULTS, Place

Point = Mapping[str, Any]

# So many combinations are looked at before anything runs; beyond, each value once.
MOST_CHECKED = 64


def composition_at(composition: Composition, point: Point) -> Composition:
    """The recipe without its sweep, each key of `point` set as an override would set it.

    The values keep the places where the sweep names them: a mistake is shown there, and a file is
    meant relative to the recipe.
    """
    root = composition.root
    assert root is not None  # the sweep was read in it
    nodes = {key: _node(root.find(("sweep", "over", key)), value) for key, value in point.items()}
    changes = [
        overrides.Override(tuple(key.split(".")), False, node) for key, node in nodes.items()
    ]
    root = root.replaced(("sweep",), Node(None, DEFAULTS.at()))
    return override_with(Composition(root, composition.origins), changes)


def points_to_check(sweep: SweepSettings) -> Iterator[dict[str, Any]]:
    """Combinations that between them have every listed value and the ends of every range."""
    values = {key: _ends(parameter) for key, parameter in sweep.over.items()}
    if math.prod(map(len, values.values())) <= MOST_CHECKED:
        for chosen in itertools.product(*values.values()):
            yield dict(zip(values, chosen, strict=True))
        return
    first = {key: options[0] for key, options in values.items()}
    yield first
    for key, options in values.items():
        for value in options[1:]:
            yield {**first, key: value}


def _ends(parameter: list[Any] | RangeSettings) -> list[Any]:
    return parameter if isinstance(parameter, list) else [parameter.at(0.0), parameter.at(1.0)]


def _node(written: Node | None, value: Any) -> Node:
    """The value where it stands in the sweep; one that was drawn stands where its range does."""
    items = written.content if written and isinstance(written.content, list) else []
    for item in items:
        if repr(item.plain()) == repr(value):
            return Node(item.content, item.place, item.place)
    return _placed(value, written.place if written else DEFAULTS.at())


def _placed(value: Any, place: Place) -> Node:
    if isinstance(value, dict):
        value = {key: _placed(item, place) for key, item in value.items()}
    elif isinstance(value, list):
        value = [_placed(item, place) for item in value]
    return Node(value, place, place)
