"""Make the object that a component names."""

from __future__ import annotations

import functools
import inspect
import re
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from suite.catalog.arguments.function_arguments import is_function_path, load_function
from suite.catalog.component import Component, ComponentError, is_component
from suite.catalog.entry import Entry
from suite.catalog.kinds import KINDS, argument_kind, names_a_component
from suite.catalog.lookup import Lookup
from suite.catalog.names.doors import NAMES_CODE, Untrusted
from suite.catalog.names.keras_names import keras_entry
from suite.catalog.shorthand import spelt_out
from suite.errors import RunFailure, UserError, one_line

_ARGUMENT = re.compile(r"[Aa]rguments? `(\w+)")


class Builder:
    """Makes objects of components, those among their arguments first; see `Catalog.build`.

    Args:
        lookup: where names are found.
        convert: applied to every text that is no component's name.

    Example:
        >>> from suite.catalog import HERE
        >>> builder, momentum = Builder(HERE, convert=float), {"momentum": "0.9"}
        >>> builder.build(HERE.find("optimizers", "sgd"), Component("sgd", momentum), {}).momentum
        0.9
    """

    def __init__(self, lookup: Lookup, convert: Callable[[str], Any] = str) -> None:
        self.lookup = lookup
        self.convert = convert

    def build(
        self,
        entry: Entry,
        component: Component,
        context: Mapping[str, Any],
        path: tuple[str | int, ...] = (),
    ) -> Any:
        component = spelt_out(entry, component)
        arguments = {
            name: self.argument(entry, name, value, (*path, name))
            for name, value in component.arguments.items()
        }
        arguments = _with_decimals(entry, arguments)
        # `find` has refused it already; nothing of a stranger's choice is imported all the same.
        if not (entry.is_known or self.lookup.doors.open_to(component.kind)):
            raise Untrusted(NAMES_CODE)
        make = entry.load()
        if not context and (entry.context or _is_made(entry, make, arguments)):
            return self.function(entry, make, arguments)
        leading = [context[name] for name in KINDS[entry.kind].context if name in context]
        try:
            return make(*leading, **arguments)
        except (UserError, RunFailure):
            raise
        except (Exception, SystemExit) as error:  # what a constructor raises is its own affair
            message = _sentence(error, entry)
            named = _ARGUMENT.search(message)
            place = (named[1],) if named and named[1] in arguments else ()
            raise ComponentError(f"{entry.name}: {message}", (*path, *place)) from error

    def argument(self, entry: Entry, name: str, value: Any, path: tuple[str | int, ...]) -> Any:
        if is_function_path(entry, name, value):
            return load_function(value, self.lookup)
        return self.value(entry.kind, name, value, path)

    def value(self, kind: str, argument: str, value: Any, path: tuple[str | int, ...]) -> Any:
        if is_component(value) or names_a_component(argument, value):
            component = Component.parse(value)
            entry = self.lookup.nested(kind, argument, component)
            if entry is None:  # say why
                entry = self.lookup.find(argument_kind(argument) or kind, component.kind)
            if isinstance(value, str) and entry.module and entry.module.startswith("keras."):
                return entry.attribute  # Keras takes, and saves, its own names as they are
            return self.build(entry, component, {}, path)
        if isinstance(value, list | tuple):
            return [
                self.value(kind, argument, one, (*path, index)) for index, one in enumerate(value)
            ]
        if isinstance(value, Mapping):
            return {name: self.value(kind, name, one, (*path, name)) for name, one in value.items()}
        return self.convert(value) if isinstance(value, str) else value

    def function(
        self, entry: Entry, function: Callable[..., Any], arguments: dict[str, Any]
    ) -> Any:
        """A function that Keras calls; an activation with arguments as something it can save.

        Where Keras has a layer of the same name, the saved model loads without the suite.
        """
        if isinstance(function, functools.partial) and not function.args:
            arguments = {**function.keywords, **arguments}
            function = function.func
        if entry.kind == "schedules":
            from suite.schedules._of_function import FunctionSchedule

            return FunctionSchedule(function, **arguments)
        if not arguments:
            return function
        if entry.kind != "activations":
            from suite.activations.bound import BoundFunction

            return BoundFunction(function, **arguments)
        twin = keras_entry(KINDS["layers"], entry.name)
        if twin and arguments.keys() <= {parameter.name for parameter in twin.parameters}:
            return twin.load()(**arguments)
        from suite.activations.bound import BoundActivation  # imports keras

        return BoundActivation(function, **arguments)


def _sentence(error: BaseException, entry: Entry) -> str:
    """An error on one line; where a constructor did not mean to raise it, with type and place."""
    message = one_line(error)
    if isinstance(error, TypeError | ValueError | ImportError) and message:
        return message
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == str(entry.file)]
    place = f" ({own[-1].filename}:{own[-1].lineno})" if own and entry.module is None else ""
    return f"{type(error).__name__}: {message}".removesuffix(": ") + place


def _is_made(entry: Entry, part: Any, arguments: Mapping[str, Any]) -> bool:
    """Whether what a file assigns to a name is the component, and not what makes it: a lambda that
    takes what Keras gives a function of this kind, a partial function, an instance."""
    given = KINDS[entry.kind].context
    if entry.definition is not None or not given or inspect.isclass(part):
        return False
    if not inspect.isfunction(part):
        return not arguments
    parameters = inspect.signature(part).parameters.values()
    return sum(one.default is one.empty for one in parameters) >= len(given)


def _with_decimals(entry: Entry, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Whole numbers as floats where a float is meant: Keras refuses `learning_rate: 1`."""
    decimal = {
        parameter.name
        for parameter in entry.parameters
        if isinstance(parameter.default, float) or parameter.name.endswith("learning_rate")
    }
    return {
        name: float(value) if name in decimal and type(value) is int else value
        for name, value in arguments.items()
    }
