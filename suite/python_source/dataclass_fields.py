"""What the constructor takes that `@dataclass` makes of a class."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from suite.python_source.module import Definition
from suite.python_source.parameter import (
    REQUIRED,
    Parameter,
    SourceText,
    annotation_text,
    value_of,
)

# Annotations of what is no argument.
_NO_FIELDS = ("ClassVar", "KW_ONLY")


def is_dataclass(definition: Definition) -> bool:
    """Whether a class is decorated so that it gets a constructor.

    Example:
        >>> from suite.python_source.module import locate
        >>> is_dataclass(locate("suite.catalog.component.Component"))
        True
    """
    for decorator in definition.node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        if ast.unparse(call.func if call else decorator).rpartition(".")[2] == "dataclass":
            return not _says(call, "init", False)
    return False


def dataclass_fields(classes: Sequence[Definition]) -> list[Parameter]:
    """The arguments of a dataclass, those of its bases first.

    Args:
        classes: it and its bases, in Python's order.

    Example:
        >>> from suite.python_source.module import locate
        >>> component = locate("suite.catalog.component.Component")
        >>> [one.name for one in dataclass_fields([component])]
        ['kind', 'arguments']
    """
    found: dict[str, Parameter] = {}
    for definition in reversed(classes):
        if is_dataclass(definition):
            found |= {parameter.name: parameter for parameter in _fields(definition)}
            found = {name: one for name, one in found.items() if name not in _unset(definition)}
    return list(found.values())


def _fields(definition: Definition) -> Iterator[Parameter]:
    for node in definition.node.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            outer = node.annotation
            outer = outer.value if isinstance(outer, ast.Subscript) else outer
            if ast.unparse(outer).strip("'\"").rpartition(".")[2].startswith(_NO_FIELDS):
                continue
            annotation = annotation_text(node.annotation, definition.module)
            yield Parameter(node.target.id, _default(node.value), annotation)


def _default(node: ast.expr | None) -> object:
    """The default of a field, also where it is written as `field(default=...)`."""
    if node is None:
        return REQUIRED
    call = _field_call(node)
    if call is None:
        return value_of(node)
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if "default" in given:
        return value_of(given["default"])
    if "default_factory" in given:
        return SourceText(f"{ast.unparse(given['default_factory'])}()")
    return REQUIRED


def _unset(definition: Definition) -> set[str]:
    """The fields that are no arguments: `field(init=False)`."""
    nodes = [node for node in definition.node.body if isinstance(node, ast.AnnAssign)]
    return {
        node.target.id
        for node in nodes
        if isinstance(node.target, ast.Name)
        and node.value is not None
        and _says(_field_call(node.value), "init", False)
    }


def _field_call(node: ast.expr) -> ast.Call | None:
    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "field":
        return node
    return None


def _says(call: ast.Call | None, name: str, value: object) -> bool:
    """Whether a call gives a constant for an argument."""
    keywords = call.keywords if call is not None else []
    given = [one.value for one in keywords if one.arg == name]
    return any(isinstance(one, ast.Constant) and one.value is value for one in given)
