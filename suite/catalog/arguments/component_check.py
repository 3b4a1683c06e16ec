"""Check a component against its constructor without importing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from suite.catalog.arguments.expectation import expectation
from suite.catalog.arguments.expected_types import Expectation
from suite.catalog.arguments.function_arguments import function_problem, takes_function
from suite.catalog.arguments.interval import Interval
from suite.catalog.arguments.malformed import malformed, no_component, shown, with_article
from suite.catalog.arguments.misfit import ArgumentPath, Misfit
from suite.catalog.arguments.ranges import number_range, out_of_range
from suite.catalog.arguments.yaml_numbers import number_in
from suite.catalog.component import Component, is_component
from suite.catalog.entry import Entry
from suite.catalog.kinds import KINDS, argument_kind, names_a_component
from suite.catalog.lookup import Lookup
from suite.catalog.shorthand import source_name, spelt_out
from suite.errors import UserError
from suite.python_source.parameter import Parameter
from suite.suggest import close_names, did_you_mean

WITH_DURATIONS = ("schedules", "callbacks")


class UnknownArgument(str):
    """A message about an argument that a component does not take: its name is wrong, not its value.

    Example:
        >>> isinstance(UnknownArgument("unknown argument of sgd"), str)
        True
    """


class ComponentCheck:
    """Finds what is wrong with components; see `Catalog.problems`.

    Args:
        lookup: where names are found.

    Example:
        >>> from suite.catalog import HERE
        >>> list(ComponentCheck(HERE).component("optimizers", Component("sgd", {"nesterov": 1})))
        [(('nesterov',), 'must be true or false, received 1')]
    """

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup

    def component(self, kind: str, component: Component) -> Iterator[Misfit]:
        try:
            entry = self.lookup.find(kind, component.kind)
        except UserError as error:
            yield ("kind",), str(error)
            return
        name = source_name(entry, component)
        if "name" in component.arguments and name is not None:
            yield ("name",), f"{name} is the name already; any set: {{kind: tfds, name: ...}}"
            return
        yield from self.arguments(entry, spelt_out(entry, component))

    def arguments(self, entry: Entry, component: Component) -> Iterator[Misfit]:
        missing_context = _missing_context(entry)
        if missing_context:
            yield ("kind",), missing_context
            return
        known = {parameter.name: parameter for parameter in entry.parameters}
        for name, value in component.arguments.items():
            if takes_function(entry, name):
                if (wrong := function_problem(entry, name, value, self.lookup)) is not None:
                    yield (name,), wrong
            elif name in known:
                for path, message in self.value(entry, known[name], value):
                    yield (name, *path), message
            elif not entry.open_ended or name in _context_names(entry):
                yield (name,), _unknown_argument(entry, name, list(known))
            else:
                yield from self.nested(entry.kind, name, value, (name,))
        missing = [
            f"`{one.name}`"
            for one in entry.parameters
            if one.required and one.name not in component.arguments
        ]
        if missing:
            plural = "s" if len(missing) > 1 else ""
            yield (), f"missing argument{plural} {', '.join(missing)} of {entry.name}"

    def value(self, entry: Entry, parameter: Parameter, value: Any) -> Iterator[Misfit]:
        """Problems of one argument's value, the paths relative to the argument."""
        kind, durations = entry.kind, entry.kind in WITH_DURATIONS
        wanted = expectation(parameter, durations)
        interval = number_range(entry, parameter)
        if is_component(value) and takes_component(parameter, wanted, interval):
            yield from self.nested(kind, parameter.name, value, ())
            return
        found = malformed(parameter.name, value) or no_component(parameter, wanted, value)
        if found is not None:
            yield found
            return
        if not is_component(value):
            yield from self.nested(kind, parameter.name, value, ())

        def wrong(given: Any) -> str | None:
            if wanted is not None and not wanted.accepts(given):
                return f"must be {wanted.text}, received {shown(given)}"
            return out_of_range(interval, given, durations)

        if (message := wrong(value)) is not None:
            remedy = _remedy(parameter, lambda number: wrong(number) is None, value)
            yield (), f"{message}{remedy}"

    def nested(self, kind: str, argument: str, value: Any, place: ArgumentPath) -> Iterator[Misfit]:
        """Problems of the components inside an argument: one, a name, a list or a mapping."""
        if is_component(value) or names_a_component(argument, value):
            component = Component.parse(value)
            entry = self.lookup.nested(kind, argument, component)
            told = entry.kind if entry else argument_kind(argument) or kind
            for inner, message in self.component(told, component):
                is_bare_name = isinstance(value, str) and inner == ("kind",)
                yield (*place, *(() if is_bare_name else inner)), message
        elif (found := malformed(argument, value)) is not None:
            yield (*place, *found[0]), found[1]
        elif isinstance(value, list | tuple):
            for index, one in enumerate(value):
                yield from self.nested(kind, argument, one, (*place, index))
        elif isinstance(value, Mapping):
            for name, one in value.items():
                yield from self.nested(kind, name, one, (*place, name))


def takes_component(
    parameter: Parameter, wanted: Expectation | None, interval: Interval | None
) -> bool:
    """Whether a parameter can take a component: not where only true or false, say, will do."""
    if interval is not None and argument_kind(parameter.name) is None:
        return False
    if wanted is None or argument_kind(parameter.name) or wanted.accepts({}):
        return True
    return parameter.annotation is None and not isinstance(parameter.default, bool)


def _missing_context(entry: Entry) -> str | None:
    """What is wrong with something that cannot be called as its kind is called."""
    kind = KINDS[entry.kind]
    must_be_function = kind.forms[0] == "function" and kind.context
    if entry.definition is None or not must_be_function or entry.context:
        return None
    if entry.definition.is_class and "class" in kind.forms:
        return None
    return (
        f"{entry.name} is not {with_article(kind.singular)}: it must be a function whose leading "
        f"parameters, without defaults, are {' and '.join(kind.context)}"
    )


def _context_names(entry: Entry) -> list[str]:
    return [parameter.name for parameter in entry.context]


def _unknown_argument(entry: Entry, name: str, known: list[str]) -> str:
    if name in _context_names(entry):
        return f"argument of {entry.name} that the suite gives; take it out"
    if (entry.kind, name) == ("losses", "label_smoothing") and entry.name.startswith("sparse_"):
        return UnknownArgument(
            f"unknown argument of {entry.name}; labels that are class numbers are smoothed by "
            "{kind: sparse_categorical_smoothed_crossentropy, label_smoothing: ...}"
        )
    hint = did_you_mean(close_names(name, known))
    accepted = ", ".join(known) or "none"
    return UnknownArgument(f"unknown argument of {entry.name}{hint} accepted: {accepted}")


def _remedy(parameter: Parameter, accepts: Callable[[float], bool], value: Any) -> str:
    """What to write in place of a text."""
    if not isinstance(value, str):
        return ""
    if (number := number_in(value, accepts)) is not None:
        return f" ({number})" if number else ""
    told = argument_kind(parameter.name)
    return f" (a {KINDS[told].singular} is a mapping: {{kind: {value}, ...}})" if told else ""
