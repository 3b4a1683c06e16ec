"""The table is true: for every component, what the source tells is what the loaded object takes."""

from __future__ import annotations

import inspect

import keras
import pytest

from suite.catalog import HERE, KINDS, REQUIRED, SourceText

ENTRIES = [entry for kind in KINDS for entry in HERE.entries(kind)]
IDS = [f"{entry.kind}/{entry.name}" for entry in ENTRIES]
VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def signatures(loaded):
    """The signatures that the keywords of a call can reach, the component's own first."""
    if not inspect.isclass(loaded):
        return [dict(inspect.signature(loaded).parameters)]
    own = [one.__init__ for one in loaded.__mro__ if "__init__" in vars(one) and one is not object]
    return [dict(list(inspect.signature(init).parameters.items())[1:]) for init in own]


def same(parameter, actual):
    if parameter.default is REQUIRED:
        return actual.default is inspect.Parameter.empty
    if isinstance(parameter.default, SourceText):
        return actual.default is not inspect.Parameter.empty
    return type(parameter.default) is type(actual.default) and parameter.default == actual.default


@pytest.mark.parametrize("entry", ENTRIES, ids=IDS)
def test_parameters_are_those_of_the_loaded_object(entry):
    own, *bases = signatures(entry.load()) or [{}]
    read = {parameter.name: parameter for parameter in [*entry.context, *entry.parameters]}
    named = [name for name, actual in own.items() if actual.kind not in VARIABLE]
    assert list(read)[: len(named)] == named
    for name, parameter in read.items():
        reached = [one[name] for one in [own, *bases] if name in one]
        assert reached, f"{name} is taken by no constructor"
        assert same(parameter, reached[0]), f"{name} = {parameter.default!r}, not {reached[0]}"
    takes_more = any(actual.kind is inspect.Parameter.VAR_KEYWORD for actual in own.values())
    assert takes_more or set(read) == set(named)


def test_only_one_component_takes_any_keyword():
    """LambdaCallback keeps any keyword as a method of its own."""
    assert [entry.name for entry in ENTRIES if entry.open_ended] == ["lambda_callback"]


@pytest.mark.parametrize(
    "entry",
    [
        entry
        for entry in ENTRIES
        if entry.definition.is_class and not any(one.required for one in entry.parameters)
    ],
    ids=lambda entry: f"{entry.kind}/{entry.name}",
)
def test_every_default_can_be_given_by_name(entry):
    """The constructors take all of the parameters at once, the followed ones included."""
    defaults = {
        parameter.name: parameter.default
        for parameter in entry.parameters
        if not isinstance(parameter.default, SourceText)
    }
    if entry.name == "tensorboard":
        pytest.importorskip("tensorboard")
    # Two layers need one of two arguments that both have a default.
    needs = {"category_encoding": {"num_tokens": 2}, "discretization": {"num_bins": 2}}
    assert entry.load()(**{**defaults, **needs.get(entry.name, {})}) is not None


def keras_module(kind):
    value = keras
    for part in kind.keras.split(".")[1:]:
        value = getattr(value, part)
    return value


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.keras], ids=lambda kind: kind.name
)
def test_no_component_of_keras_is_missing(kind):
    """Every public class (or activation) of Keras's module is an entry or is hidden on purpose."""
    is_component = inspect.isfunction if kind.forms[0] == "function" else inspect.isclass
    ours = {entry.name for entry in ENTRIES if entry.kind == kind.name and entry.origin == "suite"}
    for name, value in vars(keras_module(kind)).items():
        if is_component(value) and name not in kind.hidden:
            entry = HERE.find(kind.name, name)
            assert entry.load() is value or entry.name in ours


def test_hidden_names_exist():
    for kind in KINDS.values():
        known = set(vars(keras_module(kind))) if kind.keras else set()
        assert kind.hidden - known <= {"OptimizerMap"}  # younger than the oldest supported Keras
