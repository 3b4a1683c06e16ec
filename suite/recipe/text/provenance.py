"""Which texts of a recipe are the user's own, and how a file says that it came from the web.

    from_web: https://example.org/recipe.yaml

or, where the user had a share in it, as in the `recipe.yaml` of a run,

    from_web: {address: https://example.org/recipe.yaml, own: [./my_net.py:net]}

A file with this line is read as the page at that address would be, but for the texts in `own`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from suite.catalog.arguments.reach import names_code
from suite.catalog.names.doors import Doors, own_texts, spelling
from suite.errors import UserError
from suite.recipe.text.document import read
from suite.recipe.text.node import Node
from suite.recipe.text.place import DEFAULTS, Origin
from suite.recipe.text.problems import Problem

KEY = "from_web"
TITLES = ("name", "topic")  # texts that name nothing
_FORM = "must be the https address that the recipe came from, or {address: ..., own: [...]}"


def own(root: Node) -> frozenset[str]:
    """The user's own texts in a recipe that came from the web, in part at least."""
    texts: dict[bool, set[str]] = {True: set(), False: set()}
    for path, node in root.texts():
        origin = node.place.origin
        if origin is not DEFAULTS and path[0] not in TITLES:
            mine = not origin.is_strange or spelling(node.content) in origin.own
            texts[mine].add(node.content)
    return own_texts(texts[True], texts[False])


def marked(node: Node, origin: Origin) -> Origin | Problem:
    """The origin of a local file with the line `from_web`."""
    address: Any = node.plain()
    listed: Any = []
    if isinstance(address, dict):
        known = not set(address) - {"address", "own"}
        given = address.get("own")
        listed = [] if given is None else given
        address = address.get("address") if known else None
    is_list = isinstance(listed, list) and all(isinstance(text, str) for text in listed)
    if not isinstance(address, str) or not address.startswith("https://") or not is_list:
        return Problem.at(node.start, (KEY,), _FORM)
    return replace(origin, remote=True, address=address, own=frozenset(map(spelling, listed)))


def mark(values: dict[str, Any], doors: Doors, origins: Sequence[Origin]) -> dict[str, Any]:
    """The line for the file of a resolved recipe; nothing for one that is all the user's own."""
    if doors.are_open:
        return {}
    address = first_page(origins).address
    blocks = (value for key, value in values.items() if key not in TITLES)
    # A name of code that was accepted is the user's own, also where a plugin's became a path.
    mine = {one for one in _texts(blocks) if doors.open_to(one) or names_code(one)}
    return {KEY: {"address": address, "own": sorted(mine)} if mine else address}


def first_page(origins: Sequence[Origin]) -> Origin:
    """The page of the web that a recipe, or a part of it, came from."""
    return next(one for one in origins if one.remote)


def with_mark(text: str, origin: Origin) -> str:
    """The text of a page of the web as a file that says where it came from.

    Raises:
        UserError: the page has such a line itself.
    """
    root = read(text, origin).root
    if root is None or root.child(KEY) is not None:
        raise UserError(
            f"{origin.name}: has a line `{KEY}` of its own; download it, and remove that"
        )
    line = f"{KEY}: {json.dumps(origin.address)}"
    lines = text.splitlines(keepends=True)
    number, column = root.place.index
    before, rest = lines[number][:column], lines[number][column:]
    if rest.startswith("{"):
        lines[number] = f"{before}{{{line}, {rest[1:]}"
    else:
        lines.insert(number, f"{before}{line}  # take this line out if you trust it\n")
    found = read("".join(lines), origin).root
    if found is None or found.child(KEY) is None:
        raise UserError(
            f"{origin.name}: begins in a way that cannot be copied; download it yourself"
        )
    return "".join(lines)


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, list):
            yield from _texts(value)
