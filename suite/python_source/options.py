"""Arguments that a function takes as `**options: Unpack[SomeTypedDict]`.

Each is a field `name: Annotated[type, Option(default, "text")]` of the TypedDict or of its bases.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from suite.python_source.module import Definition, Module


@dataclass(frozen=True)
class _OptionField:
    """One of the arguments, as it stands in the source.

    Args:
        name: its name.
        annotation: its type.
        default: the expression of its default.
        text: what it is.
        module: where the names in the type are resolved.
    """

    name: str
    annotation: ast.expr
    default: ast.expr
    text: str
    module: Module


def option_fields(definition: Definition) -> list[_OptionField]:
    """The arguments behind a function's `**options`, those of bases first; none of any other.

    Example:
        >>> from suite.python_source.module import locate
        >>> resnet = locate("suite.models.resnet.resnet")
        >>> [field.name for field in option_fields(resnet)][:3]
        ['depth', 'block', 'stem']
    """
    node = definition.node
    keywords = node.args.kwarg if isinstance(node, ast.FunctionDef) else None
    if keywords is None or not isinstance(keywords.annotation, ast.Subscript):
        return []
    if ast.unparse(keywords.annotation.value) != "Unpack":
        return []
    options = definition.module.resolve(ast.unparse(keywords.annotation.slice))
    return [] if options is None else list(_fields(options))


def _fields(options: Definition) -> Iterator[_OptionField]:
    if not isinstance(options.node, ast.ClassDef):
        return
    for expression in options.node.bases:
        base = options.module.resolve(ast.unparse(expression))
        if base is not None:
            yield from _fields(base)
    for node in options.node.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            match node.annotation:
                case ast.Subscript(
                    value=ast.Name(id="Annotated"),
                    slice=ast.Tuple(
                        elts=[
                            annotation,
                            ast.Call(args=[default, ast.Constant(value=str(text))]),
                        ]
                    ),
                ):
                    yield _OptionField(node.target.id, annotation, default, text, options.module)
