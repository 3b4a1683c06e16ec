"""What a parameter accepts, by its annotation or its default; the unclear is not checked.

An annotation is never evaluated: its syntax tree is read against a short list of known forms.
"""

from __future__ import annotations

import ast
import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suite.catalog.arguments.duration import read_duration
from suite.catalog.component import is_component
from suite.python_source.signature import Parameter, SourceText

# Keras arguments that take more than their default tells: `save_freq: epoch` or a number of steps.
_WIDER_THAN_DEFAULT = {"axis", "profile_batch", "save_freq", "update_freq", "use_cudnn"}


@dataclass(frozen=True)
class Expectation:
    """A test of a value, and what to say where it fails: `must be <text>`."""

    text: str
    accepts: Callable[[Any], bool]


def expectation(parameter: Parameter, durations: bool = False) -> Expectation | None:
    """What a parameter accepts, or None where that is unclear.

    Args:
        parameter: a parameter of a component.
        durations: whether `10ep`, `500st` and `20%` may stand for a number.
    """
    if parameter.annotation is None:
        unclear = parameter.name in _WIDER_THAN_DEFAULT
        found = None if unclear else _from_default(parameter.default)
    else:
        found = _from_annotation(parameter.annotation)
    if found is None or not durations:
        return found

    def accepts(value: Any) -> bool:
        return found.accepts(duration_as_number(value))

    return Expectation(found.text, accepts)


def as_wanted(parameter: Parameter, value: Any) -> Any:
    """The value, with `1e3` as 1000 where a whole number alone will do."""
    wanted = expectation(parameter)
    if wanted is None or wanted.accepts(value):
        return value
    whole = in_whole_numbers(value)
    return whole if wanted.accepts(whole) else value


def in_whole_numbers(value: Any) -> Any:
    """A number without a fraction, or a list of such, as whole numbers: YAML reads `1e3` as 1000.0.

    Beyond 2^53 a float does not tell which whole number is meant.
    """
    if isinstance(value, list | tuple):
        return [in_whole_numbers(one) for one in value]
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) <= 2**53
    return int(value) if is_whole else value


def number_in(text: str, accepts: Callable[[Any], bool]) -> str | None:
    """What to write in place of a text that reads as a number; None where it does not.

    Args:
        text: as YAML read it.
        accepts: whether a number would do; none is proposed that would be refused again.
    """
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return "a text, and no number that is finite" if any(map(accepts, (1, 0.5))) else ""
    fitting = [one for one in (in_whole_numbers(number), number) if accepts(one)]
    return f"YAML reads it as a text; write {fitting[-1]!r}" if fitting else ""


def duration_as_number(value: Any) -> Any:
    """Durations as 2, or as 0 where they last no time; anything else as it is."""
    if isinstance(value, list | tuple):
        return [duration_as_number(one) for one in value]
    duration = read_duration(value)
    if duration is None:
        return value
    return 2 if duration.amount > 0 else 0


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return _is_int(value) or isinstance(value, float)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


_ANYTHING = Expectation("anything", lambda value: True)
_INT = Expectation("a whole number", _is_int)
_NUMBER = Expectation("a number", _is_number)
_BOOL = Expectation("true or false", lambda value: isinstance(value, bool))
_TEXT = Expectation("a text", lambda value: isinstance(value, str))
_NONE = Expectation("null", lambda value: value is None)
_LIST = Expectation("a list", _is_list)
_MAPPING = Expectation("a mapping", lambda value: isinstance(value, Mapping))
_NAMES = {
    "int": _INT,
    "float": _NUMBER,
    "str": _TEXT,
    "Path": _TEXT,
    "bool": _BOOL,
    "None": _NONE,
    "Any": _ANYTHING,
    "object": _ANYTHING,
    "Layer": Expectation("a layer as {kind: NAME, ...}", is_component),
}
_LISTS = ("Sequence", "Iterable", "Collection", "list", "List", "tuple", "Tuple")
_MAPPINGS = ("Mapping", "dict", "Dict")


@functools.cache
def _from_annotation(annotation: str) -> Expectation | None:
    try:
        return _read(ast.parse(annotation, mode="eval").body)
    except SyntaxError:
        return None


def _read(node: ast.expr) -> Expectation | None:
    if isinstance(node, ast.Constant):
        return (
            _from_annotation(node.value)
            if isinstance(node.value, str)
            else _NAMES.get(str(node.value))
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union([_read(node.left), _read(node.right)])
    if isinstance(node, ast.Name | ast.Attribute):
        return _bare(ast.unparse(node).rpartition(".")[2])
    if not isinstance(node, ast.Subscript):
        return None
    name = ast.unparse(node.value).rpartition(".")[2]
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Literal":
        return _literal(inner)
    if name == "Optional":
        return _union([_read(inner[0]), _NONE])
    if name == "Union":
        return _union([_read(one) for one in inner])
    if name == "Annotated":
        return _read(inner[0])
    if name in _LISTS:
        return _list(name, inner)
    return _bare(name)


def _bare(name: str) -> Expectation | None:
    if name in _LISTS:
        return _LIST
    return _MAPPING if name in _MAPPINGS else _NAMES.get(name)


def _union(members: list[Expectation | None]) -> Expectation | None:
    if any(member is None or member is _ANYTHING for member in members):
        return None
    texts = dict.fromkeys(member.text for member in members)
    return Expectation(" or ".join(texts), lambda value: any(m.accepts(value) for m in members))


def _literal(nodes: list[ast.expr]) -> Expectation | None:
    try:
        choices = [ast.literal_eval(node) for node in nodes]
    except ValueError:
        return None
    shown = ", ".join("null" if one is None else str(one) for one in choices)

    def accepts(value: Any) -> bool:
        return any(type(value) is type(one) and value == one for one in choices)

    return Expectation(f"one of {shown}" if len(choices) > 1 else shown, accepts)


def _list(name: str, nodes: list[ast.expr]) -> Expectation:
    is_tuple = name in ("tuple", "Tuple")
    repeated = not is_tuple or (len(nodes) == 2 and ast.unparse(nodes[1]) == "...")
    members = [_read(node) for node in (nodes[:1] if repeated else nodes)]

    def accepts(value: Any) -> bool:
        if not _is_list(value) or not (repeated or len(value) == len(members)):
            return False
        tests = members * len(value) if repeated else members
        return all(
            test is None or test.accepts(one) for test, one in zip(tests, value, strict=True)
        )

    length = "" if repeated else f" of {len(members)}"
    items = f", each item {members[0].text}" if repeated and members[0] else ""
    return Expectation(f"a list{length}{items}", accepts)


def _from_default(default: Any) -> Expectation | None:
    """What a literal default tells, on the generous side: Keras's own defaults often tell less."""
    if isinstance(default, bool):
        return _BOOL
    if _is_number(default):
        return Expectation(_NUMBER.text, lambda value: _is_number(value) or _is_list(value))
    if isinstance(default, str) and not isinstance(default, SourceText):
        return Expectation(_TEXT.text, lambda value: value is None or isinstance(value, str))
    if isinstance(default, Sequence) and not isinstance(default, str):
        return _union([_LIST, _NUMBER, _TEXT]) if default else None
    return None
