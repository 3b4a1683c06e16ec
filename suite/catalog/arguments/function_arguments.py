"""Functions as arguments of callbacks: `schedule: ./rates.py:step_down`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from suite.catalog.arguments.malformed import shown
from suite.catalog.arguments.reach import names_code
from suite.catalog.entry import Entry
from suite.catalog.lookup import Lookup
from suite.catalog.names.doors import NAMES_CODE, Untrusted
from suite.errors import UserError
from suite.python_source.bases import bases_of
from suite.python_source.parameter import Parameter

# With how many values Keras calls a schedule, and a hook of a batch or an epoch.
_SCHEDULE, _WITH_NUMBER, _WITHOUT = (1, 2), (2,), (1,)


def takes_function(entry: Entry, argument: str) -> bool:
    """Whether an argument of a component is a function, which a recipe names by its path."""
    if entry.kind != "callbacks" or entry.definition is None:
        return False
    classes = _classes(entry)
    if "LearningRateScheduler" in classes and argument == "schedule":
        return True
    if "LambdaCallback" in classes and argument.startswith("on_"):
        return True
    return any(one.name == argument and _is_callable(one) for one in entry.parameters)


def function_problem(entry: Entry, argument: str, value: Any, lookup: Lookup) -> str | None:
    """What is wrong with what a recipe gives where a function is meant; None if nothing is."""
    parameter = next((one for one in entry.parameters if one.name == argument), None)
    if parameter is not None and "str" in _names(parameter) and not _is_path(value):
        return None  # a word of the callback's own
    if not _is_path(value):
        form = "must be a function, as `./file.py:name` or `package.module:name`"
        return f"{form}, received {shown(value)}"
    try:
        function = lookup.find("callbacks", value)
    except UserError as error:
        return str(error)
    if function.definition is None:
        return None
    arguments, wanted = function.definition.arguments, _values(entry, argument)
    if arguments is None:
        return f"{value} is a class, where a function is meant"
    if wanted and not _takes(arguments, wanted):
        counts = " or ".join(map(str, sorted(set(wanted))))
        plural = "s" if counts != "1" else ""
        return f"{value} must take {counts} argument{plural}: it is called with so many"
    return None


def load_function(text: str, lookup: Lookup) -> Callable[..., Any]:
    """The function that a recipe names.

    Raises:
        Untrusted: the name came from the web.
        UserError: there is no such function, or running its file fails.
    """
    entry = lookup.find("callbacks", text)
    if not lookup.doors.open_to(text):
        raise Untrusted(NAMES_CODE)
    function: Callable[..., Any] = entry.load()
    if not callable(function):
        raise UserError(f"{text} is a {type(function).__name__}, where a function is meant")
    return function


def is_function_path(entry: Entry, argument: str, value: Any) -> bool:
    """Whether a value is the path of a function, where the component wants one."""
    return _is_path(value) and takes_function(entry, argument)


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and names_code(value)


def _classes(entry: Entry) -> set[str]:
    definition = entry.definition
    is_class = definition is not None and definition.is_class
    return {one.name for one in bases_of(definition)[0]} if is_class else set()


def _is_callable(parameter: Parameter) -> bool:
    return "Callable" in _names(parameter)


def _names(parameter: Parameter) -> set[str]:
    """The outermost types of an annotation: those of `Callable[[str], int] | None`."""
    if parameter.annotation is None:
        return set()
    try:
        waiting = [ast.parse(parameter.annotation, mode="eval").body]
    except SyntaxError:
        return set()
    found = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BinOp):
            waiting += [node.left, node.right]
        elif isinstance(node, ast.Subscript):
            name = ast.unparse(node.value).rpartition(".")[2]
            inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            waiting += inner if name in ("Optional", "Union") else []
            found.add(name)
        else:
            found.add(ast.unparse(node).rpartition(".")[2])
    return found


def _values(entry: Entry, argument: str) -> tuple[int, ...]:
    """With how many values Keras calls the function; none where that is not known."""
    if argument == "schedule" and "LearningRateScheduler" in _classes(entry):
        return _SCHEDULE
    if "LambdaCallback" in _classes(entry):
        return _WITH_NUMBER if "batch" in argument or "epoch" in argument else _WITHOUT
    return ()


def _takes(arguments: ast.arguments, counts: tuple[int, ...]) -> bool:
    """Whether a function can be called with one of these numbers of values."""
    names = len(arguments.posonlyargs) + len(arguments.args)
    least = names - len(arguments.defaults)
    most = float("inf") if arguments.vararg else names + len(arguments.kwonlyargs)
    return any(least <= count <= most for count in counts)
