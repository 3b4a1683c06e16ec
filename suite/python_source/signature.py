"""Parameters of a class or function from its source, `**kwargs` followed into the base classes."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from typing import Any

from suite.python_source.module import Definition, Module
from suite.python_source.options import option_fields

# Bases without a constructor of their own.
_BARE = {"object", "ABC", "Generic", "Protocol"}


class SourceText(str):
    """A default that is no literal: its text in the source, for instance `backend.epsilon()`."""


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
    """

    name: str
    default: Any = REQUIRED
    annotation: str | None = None

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


@dataclass(frozen=True)
class Signature:
    """The parameters, and whether unknown keywords are taken as well (or cannot be known)."""

    parameters: tuple[Parameter, ...] = ()
    open_ended: bool = False


def signature(definition: Definition) -> Signature:
    """The signature by which a component is called; `self` and `*args` are left out."""
    if definition.is_class:
        return _constructor(definition)
    arguments = definition.node.args
    own = _parameters(arguments, definition.module)
    options = [
        Parameter(one.name, _value(one.default), _annotation(one.annotation, one.module))
        for one in option_fields(definition)
    ]
    return Signature((*own, *options), arguments.kwarg is not None and not options)


def _constructor(definition: Definition) -> Signature:
    """The parameters of `__init__`, and of the base `__init__`s that its `**kwargs` reach."""
    classes, complete = bases_of(definition)
    found: dict[str, Parameter] = {}
    bound: set[str] = set()  # given by a subclass to its base: no longer the caller's to give
    positional = 0
    waiting = list(classes)
    while waiting:
        owner = waiting.pop(0)
        init = _method(owner, "__init__")
        if init is None:
            continue
        own = list(_parameters(init.args, owner.module))[1:]
        bound |= {parameter.name for parameter in own[:positional]}
        for parameter in own:
            if parameter.name not in bound:
                found.setdefault(parameter.name, parameter)
        if init.args.kwarg is None:
            return Signature(tuple(found.values()))
        call = _forwarding_call(init)
        if call is None:
            return Signature(tuple(found.values()), open_ended=_keeps_leftovers(init))
        bound |= {keyword.arg for keyword in call.keywords if keyword.arg}
        given = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
        positional = len(given)
        if not isinstance(call.func.value, ast.Call):  # `Base.__init__(self, ...)`, not `super()`
            positional -= 1
            base = owner.module.resolve(ast.unparse(call.func.value))
            waiting = waiting[waiting.index(base) :] if base in waiting else waiting
    return Signature(tuple(found.values()), open_ended=not complete)


@functools.cache
def bases_of(definition: Definition) -> tuple[tuple[Definition, ...], bool]:
    """A class and its bases in Python's order (C3), and whether every base was found."""
    chains, complete, direct = [], True, []
    for expression in definition.node.bases:
        name = ast.unparse(expression)
        base = definition.module.resolve(name)
        if base is not None and base.is_class and base is not definition:
            chain, whole = bases_of(base)
            chains.append(list(chain))
            direct.append(base)
            complete = complete and whole
        else:
            complete = complete and name.partition("[")[0].rpartition(".")[2] in _BARE
    return (definition, *_merge([*chains, direct])), complete


def _merge(chains: list[list[Definition]]) -> list[Definition]:
    merged = []
    while chains := [chain for chain in chains if chain]:
        heads = [chain[0] for chain in chains]
        later = {one for chain in chains for one in chain[1:]}
        head = next((one for one in heads if one not in later), heads[0])
        merged.append(head)
        chains = [[one for one in chain if one is not head] for chain in chains]
    return merged


def _method(definition: Definition, name: str) -> ast.FunctionDef | None:
    body = definition.node.body
    return next((n for n in body if isinstance(n, ast.FunctionDef) and n.name == name), None)


def _forwarding_call(init: ast.FunctionDef) -> ast.Call | None:
    """The call of a base `__init__` that receives this `__init__`'s `**kwargs`."""
    for node in ast.walk(init):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "__init__"
            and any(_is_name(k.value, init.args.kwarg.arg) for k in node.keywords if not k.arg)
        ):
            return node
    return None


def _keeps_leftovers(init: ast.FunctionDef) -> bool:
    """Whether the body does anything with its `**kwargs` but say `if kwargs: raise ...`.

    Keywords that are never looked at would be lost in silence: they are as good as refused.
    """
    name = init.args.kwarg.arg
    nodes = list(ast.walk(init))
    refused = any(
        isinstance(node, ast.If)
        and _is_name(node.test, name)
        and any(isinstance(statement, ast.Raise) for statement in node.body)
        for node in nodes
    )
    return not refused and any(_is_name(node, name) for node in nodes)


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _parameters(arguments: ast.arguments, module: Module):
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(positional) - len(arguments.defaults))
    pairs = [*zip(positional, [*missing, *arguments.defaults], strict=True)]
    pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    for argument, default in pairs:
        yield Parameter(
            argument.arg,
            REQUIRED if default is None else _value(default),
            _annotation(argument.annotation, module),
        )


def _value(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return SourceText(ast.unparse(node))


def _annotation(node: ast.expr | None, module: Module) -> str | None:
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
