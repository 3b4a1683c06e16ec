"""Parameters of a class or function from its source, `**kwargs` followed into the base classes."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from suite.python_source.bases import bases_of, method
from suite.python_source.dataclass_fields import dataclass_fields, is_dataclass
from suite.python_source.module import Definition
from suite.python_source.options import option_fields
from suite.python_source.parameter import Parameter, annotation_text, parameters_of, value_of


@dataclass(frozen=True)
class Signature:
    """The parameters, and whether unknown keywords are taken as well (or cannot be known).

    Example:
        >>> Signature((Parameter("units"),)).parameters[0].name
        'units'
    """

    parameters: tuple[Parameter, ...] = ()
    open_ended: bool = False


def signature(definition: Definition) -> Signature:
    """The signature by which a component is called; `self` and `*args` are left out.

    Example:
        >>> from suite.python_source.module import locate
        >>> [one.name for one in signature(locate("keras.layers.Dropout")).parameters]
        ['rate', 'noise_shape', 'seed', ...]
    """
    arguments = definition.arguments
    if arguments is None:
        return _constructor(definition)
    own = parameters_of(arguments, definition.module)
    options = [
        Parameter(one.name, value_of(one.default), annotation_text(one.annotation, one.module))
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
        init = method(owner, "__init__")
        if init is not None:
            own = list(parameters_of(init.args, owner.module))[1:]
        elif is_dataclass(owner):
            own = dataclass_fields([owner, *waiting])
        else:
            continue
        bound |= {parameter.name for parameter in own[:positional]}
        for parameter in own:
            if parameter.name not in bound:
                found.setdefault(parameter.name, parameter)
        if init is None or init.args.kwarg is None:
            return Signature(tuple(found.values()))
        rest = init.args.kwarg.arg
        call = _forwarding_call(init, rest)
        if call is None:
            return Signature(tuple(found.values()), open_ended=_keeps_leftovers(init, rest))
        bound |= {keyword.arg for keyword in call.keywords if keyword.arg}
        given = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
        positional = len(given)
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        if not isinstance(receiver, ast.Call):  # `Base.__init__(self, ...)`, not `super()`
            positional -= 1
            base = owner.module.resolve(ast.unparse(receiver))
            waiting = waiting[waiting.index(base) :] if base in waiting else waiting
    return Signature(tuple(found.values()), open_ended=not complete)


def _forwarding_call(init: ast.FunctionDef, rest: str) -> ast.Call | None:
    """The call of a base `__init__` that receives `**rest`."""
    for node in ast.walk(init):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "__init__"
            and any(_is_name(k.value, rest) for k in node.keywords if not k.arg)
        ):
            return node
    return None


def _keeps_leftovers(init: ast.FunctionDef, rest: str) -> bool:
    """Whether the body does anything with its `**rest` but say `if rest: raise ...`.

    Keywords that are never looked at would be lost in silence: they are as good as refused.
    """
    nodes = list(ast.walk(init))
    refused = any(
        isinstance(node, ast.If)
        and _is_name(node.test, rest)
        and any(isinstance(statement, ast.Raise) for statement in node.body)
        for node in nodes
    )
    return not refused and any(_is_name(node, rest) for node in nodes)


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
