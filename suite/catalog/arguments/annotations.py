"""What an annotation accepts.

It is never evaluated: its syntax tree is read against a short list of known forms.
"""

from __future__ import annotations

import ast
import functools
from typing import Any

from suite.catalog.arguments.expected_types import (
    ANYTHING,
    BOOL,
    INT,
    LIST,
    MAPPING,
    NONE,
    NUMBER,
    TEXT,
    Expectation,
    any_of,
    is_list,
)
from suite.catalog.component import is_component

_NAMES = {
    "int": INT,
    "float": NUMBER,
    "str": TEXT,
    "Path": TEXT,
    "bool": BOOL,
    "None": NONE,
    "Any": ANYTHING,
    "object": ANYTHING,
    "Layer": Expectation(
        "a layer as {kind: NAME, ...}", is_component, {"type": "object", "required": ["kind"]}
    ),
}
_LISTS = ("Sequence", "Iterable", "Collection", "list", "List", "tuple", "Tuple")
_MAPPINGS = ("Mapping", "dict", "Dict")


@functools.cache
def from_annotation(annotation: str) -> Expectation | None:
    """What an annotation accepts, or None where it is none of the known forms.

    Args:
        annotation: its text in the source.

    Example:
        >>> from_annotation("list[int] | None").text
        'a list, each item a whole number or null'
        >>> from_annotation("Literal['same', 'valid']").accepts("full")
        False
    """
    try:
        return _read(ast.parse(annotation, mode="eval").body)
    except SyntaxError:
        return None


def _read(node: ast.expr) -> Expectation | None:
    if isinstance(node, ast.Constant):
        is_text = isinstance(node.value, str)
        return from_annotation(node.value) if is_text else _NAMES.get(str(node.value))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return any_of([_read(node.left), _read(node.right)])
    if isinstance(node, ast.Name | ast.Attribute):
        return _bare(ast.unparse(node).rpartition(".")[2])
    if not isinstance(node, ast.Subscript):
        return None
    name = ast.unparse(node.value).rpartition(".")[2]
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Literal":
        return _literal(inner)
    if name == "Optional":
        return any_of([_read(inner[0]), NONE])
    if name == "Union":
        return any_of([_read(one) for one in inner])
    if name == "Annotated":
        return _read(inner[0])
    if name in _LISTS:
        return _list(name, inner)
    return _bare(name)


def _bare(name: str) -> Expectation | None:
    if name in _LISTS:
        return LIST
    return MAPPING if name in _MAPPINGS else _NAMES.get(name)


def _literal(nodes: list[ast.expr]) -> Expectation | None:
    try:
        choices = [ast.literal_eval(node) for node in nodes]
    except ValueError:
        return None
    shown = ", ".join("null" if one is None else str(one) for one in choices)

    def accepts(value: Any) -> bool:
        return any(type(value) is type(one) and value == one for one in choices)

    text = f"one of {shown}" if len(choices) > 1 else shown
    return Expectation(text, accepts, {"enum": choices})


def _list(name: str, nodes: list[ast.expr]) -> Expectation:
    is_tuple = name in ("tuple", "Tuple")
    repeated = not is_tuple or (len(nodes) == 2 and ast.unparse(nodes[1]) == "...")
    members = [_read(node) for node in (nodes[:1] if repeated else nodes)]

    def accepts(value: Any) -> bool:
        if not is_list(value) or not (repeated or len(value) == len(members)):
            return False
        tests = members * len(value) if repeated else members
        return all(
            test is None or test.accepts(one) for test, one in zip(tests, value, strict=True)
        )

    length = "" if repeated else f" of {len(members)}"
    each = members[0] if repeated else None
    items = "" if each is None else f", each item {each.text}"
    schema: dict[str, Any] = {"type": "array"}
    if not repeated:
        schema |= {"minItems": len(members), "maxItems": len(members)}
    if each is not None:
        schema["items"] = each.schema
    return Expectation(f"a list{length}{items}", accepts, schema)
