"""Recipes as nobody means them: keys deleted, doubled and misspelt, values replaced."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from suite.catalog import HERE, Entry

Path = tuple[str | int, ...]

# Whatever a value is, these are not it.
WILD: tuple[Any, ...] = (
    *(None, True, False, "", " ", "x", "auto", "none", "é", "a" * 300, "a\0b", "~nobody/x", "."),
    *("10ep", "0st", "500%", "1.5st", "./nope.py:Nope", "nope:Nope", ":", "a:", "{epoch}", "%s"),
    *(0, 1, -1, 2, 3, 7, 10**12, 2**31, 2**63, 10**30, -(10**30)),
    *(0.0, 0.5, 1.0, 1.5, -0.5, 1e-30, 1e30, 1e308, math.nan, math.inf, -math.inf),
    *([], [1], [0], [0.1, 0.2], ["x"], [""], [None], [[]], [{}], [[1, 2], [3]], {}, {"a": 1}),
    *({"kind": ""}, {"kind": None}, {"kind": 3}, {"kind": "x"}, {"kind": "relu"}, {"kind": ["a"]}),
    *({"kind": "mlp", "widths": []}, {"": 1}, {"kind": {"kind": "sgd"}}, "relu", "sgd", "mlp"),
)
# Where a recipe names a component of which kind.
_PLACES = {
    "model": "models",
    "optimizer": "optimizers",
    "loss": "losses",
    "learning_rate": "schedules",
    "activation": "activations",
    "kernel_initializer": "initializers",
    "kernel_regularizer": "regularizers",
    "metrics": "metrics",
    "callbacks": "callbacks",
    "augment": "augmentations",
    "layers": "layers",
}


def mutated(recipe: dict[str, Any], others: Sequence[dict[str, Any]], draw: Random) -> dict:
    """A copy with one to three things changed."""
    recipe = copy.deepcopy(recipe)
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        change = draw.choice((_delete, _double, _misspell, _replace, _replace, _borrow, _neighbor))
        change(recipe, others, draw)
    return recipe


def damaged(text: str, draw: Random) -> str:
    """A text with a line lost, doubled, cut, moved to the side, or a sign changed."""
    lines = text.splitlines()
    number = draw.randrange(len(lines))
    line = lines[number]
    kept = {
        "lost": [],
        "doubled": [line, line],
        "cut": [line[: draw.randrange(len(line) + 1)]],
        "moved": [" " * draw.randrange(1, 5) + line],
        "flattened": [line.strip()],
        "sign": [line.replace(draw.choice(":[]{},-. "), draw.choice(":[]{},'\"#&*!|>%@`\t"), 1)],
    }
    lines[number : number + 1] = kept[draw.choice(sorted(kept))]
    return "\n".join(lines) + "\n"


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place below a value."""
    if isinstance(value, dict):
        items: Iterable[tuple[Any, Any]] = value.items()
    else:
        items = enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield (*path, key)
        yield from paths(below, (*path, key))


def _some(recipe: dict[str, Any], draw: Random) -> tuple[Any, Any] | None:
    """A place as its holder and its key."""
    found = list(paths(recipe))
    if not found:
        return None
    *above, key = draw.choice(found)
    for part in above:
        recipe = recipe[part]
    return recipe, key


def _delete(recipe: dict, others: Sequence[dict], draw: Random) -> None:
    if place := _some(recipe, draw):
        del place[0][place[1]]


def _double(recipe: dict, others: Sequence[dict], draw: Random) -> None:
    """An entry of a list twice, or a value under a second key of its block."""
    if place := _some(recipe, draw):
        holder, key = place
        value = copy.deepcopy(holder[key])
        if isinstance(holder, list):
            holder.insert(key, value)
        else:
            holder[draw.choice(sorted(holder, key=str))] = value


def _misspell(recipe: dict, others: Sequence[dict], draw: Random) -> None:
    place = _some(recipe, draw)
    if place and isinstance(place[0], dict):
        holder, key = place
        word = str(key)  # numbers of classes are keys too
        number = draw.randrange(len(word) + 1)
        holder[word[:number] + draw.choice("xs_ .-0é") + word[number:]] = holder.pop(key)


def _replace(recipe: dict, others: Sequence[dict], draw: Random) -> None:
    if place := _some(recipe, draw):
        place[0][place[1]] = copy.deepcopy(draw.choice(WILD))


def _borrow(recipe: dict, others: Sequence[dict], draw: Random) -> None:
    """What another recipe has in some place: often right by itself and wrong here."""
    other = _some(draw.choice(others), draw)
    if other is None:
        return
    holder, key = other
    if isinstance(key, str) and key in recipe:
        recipe[key] = copy.deepcopy(holder[key])
    elif place := _some(recipe, draw):
        place[0][place[1]] = copy.deepcopy(holder[key])


def _neighbor(recipe: dict, others: Sequence[dict], draw: Random) -> None:
    """Another component of the same kind, or one more argument of the one that is there."""
    found = [path for path in paths(recipe) if _kind(path)]
    if not found:
        return
    *above, key = draw.choice(found)
    for part in above:
        recipe = recipe[part]
    entry = draw.choice([one for one in HERE.entries(_kind((*above, key))) if one.is_known])
    component = {"kind": entry.name, **_required(entry, draw)}
    optional = [one for one in entry.parameters if not one.required and one.name != "name"]
    for parameter in draw.sample(optional, min(len(optional), draw.choice((0, 1, 2)))):
        component[parameter.name] = _near(parameter.default, draw)
    many = isinstance(recipe[key], list)
    recipe[key] = [component] if many else component


def _kind(path: Path) -> str | None:
    names = [part for part in path if isinstance(part, str)]
    return _PLACES.get(names[-1]) if names and (path[-1] == names[-1] or len(path) > 1) else None


def _required(entry: Entry, draw: Random) -> dict[str, Any]:
    return {
        one.name: draw.choice((1, 2, 3, 0.1, [1], [0.1, 0.2], "x", "10st"))
        for one in entry.parameters
        if one.required
    }


def _near(default: Any, draw: Random) -> Any:
    """A value not far from a default."""
    if isinstance(default, bool):
        return not default
    if isinstance(default, int | float):
        return draw.choice((default, -default, 0, default + 1, default * 10, default / 2))
    return draw.choice((0, 1, 0.5, 2, "x", "linear", [1], None, *WILD))
