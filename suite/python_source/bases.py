"""The base classes of a class, as far as their source is found."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable

from suite.python_source.module import Definition

# Bases without a constructor of their own.
_BARE = {"object", "ABC", "Generic", "Protocol"}


@functools.cache
def bases_of(definition: Definition) -> tuple[tuple[Definition, ...], bool]:
    """A class and its bases in Python's order (C3), and whether every base was found."""
    chains, complete, direct = [], True, []
    for expression in definition.bases:
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


def method(definition: Definition, name: str) -> ast.FunctionDef | None:
    """A method that a class defines itself, if its code was kept: that of the constructor."""
    body = definition.node.body
    return next((n for n in body if isinstance(n, ast.FunctionDef) and n.name == name), None)


def class_attribute(classes: Iterable[Definition], name: str) -> ast.expr | None:
    """What an attribute is set to in the body of the first class that sets it; None if none does.

    Args:
        classes: a class and its bases.
        name: of the attribute.
    """
    for definition in classes:
        for statement in definition.node.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            if isinstance(statement, ast.AnnAssign):
                targets = [statement.target]
            named = any(isinstance(target, ast.Name) and target.id == name for target in targets)
            if named and isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
                return statement.value
    return None
