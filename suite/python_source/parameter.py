"""One parameter of a class or function, as its source writes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from suite.python_source.module import Module


class SourceText(str):
    """A default that is no literal: its text in the source, for instance `backend.epsilon()`.

    Example:
        >>> value_of(ast.parse("2 * pi", mode="eval").body)
        '2 * pi'
    """


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()


@dataclass(frozen=True)
class Parameter:
    """An argument that a recipe may give.

    Args:
        name: its name.
        default: its value, `SourceText` where it is no literal, or `REQUIRED`.
        annotation: text of the annotation with the module's own aliases spelt out, or None.

    Example:
        >>> Parameter("units").required, Parameter("use_bias", True).required
        (True, False)
    """

    name: str
    default: Any = REQUIRED
    annotation: str | None = None

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def parameters_of(arguments: ast.arguments, module: Module) -> Iterator[Parameter]:
    """All but `*args` and `**kwargs`, in their order.

    Args:
        arguments: of a function.
        module: where the names in annotations are resolved.
    """
    positional = [*arguments.posonlyargs, *arguments.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    names = [*positional, *arguments.kwonlyargs]
    defaults = [*missing, *arguments.defaults, *arguments.kw_defaults]
    for argument, default in zip(names, defaults, strict=True):
        yield Parameter(
            argument.arg,
            REQUIRED if default is None else value_of(default),
            annotation_text(argument.annotation, module),
        )


def value_of(node: ast.expr) -> Any:
    """A literal as what it stands for; anything else as its text."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return SourceText(ast.unparse(node))


def annotation_text(node: ast.expr | None, module: Module) -> str | None:
    """The annotation's text; a name such as `Depth` becomes the `Literal[...]` it is assigned."""
    if node is None:
        return None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ast.unparse(_SpellOut(module).visit(node))


class _SpellOut(ast.NodeTransformer):
    def __init__(self, module: Module):
        self.module = module

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.module.alias(node.id) or node
