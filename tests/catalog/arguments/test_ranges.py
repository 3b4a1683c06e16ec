"""Every number that a component of Keras's takes has a range, or is listed as free."""

from __future__ import annotations

import math

import pytest

from suite.catalog import HERE, KINDS, Component
from suite.catalog.arguments.interval import Interval
from suite.catalog.arguments.range_tables import FREE
from suite.catalog.arguments.ranges import number_range
from suite.catalog.kinds import argument_kind
from suite.python_source.parameter import SourceText

NUMERIC = ("optimizers", "schedules", "losses", "initializers", "regularizers", "constraints")
WITH_NUMBERS = (*NUMERIC, "callbacks", "metrics", "activations", "layers")


def could_be_numbers(kind):
    """The arguments of a kind that neither their default nor their name gives another type."""
    for entry in HERE.entries(kind):
        for parameter in entry.parameters if entry.is_known else ():
            default = parameter.default
            is_text = isinstance(default, str) and not isinstance(default, SourceText)
            if not (is_text or isinstance(default, bool)):
                yield entry, parameter


@pytest.mark.parametrize("kind", WITH_NUMBERS)
def test_the_table_is_complete(kind):
    free = set(FREE.get(kind, "").split())
    for entry, parameter in could_be_numbers(kind):
        if entry.origin.startswith("keras") and argument_kind(parameter.name) is None:
            has_range = number_range(entry, parameter) is not None
            assert has_range != (parameter.name in free), (entry.name, parameter.name)


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_of_our_own_is_complete(kind):
    free = {"name", "dtype", *FREE.get(kind, "").split()}
    for entry, parameter in could_be_numbers(kind):
        told = argument_kind(parameter.name) or "Literal" in (parameter.annotation or "")
        if entry.origin == "suite" and not told:
            has_range = number_range(entry, parameter) is not None
            assert has_range != (parameter.name in free), (entry.name, parameter.name)


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_lie_within(kind):
    for entry, parameter in could_be_numbers(kind):
        interval, default = number_range(entry, parameter), parameter.default
        if interval is not None and isinstance(default, int | float | tuple | list):
            assert default in interval, (entry.name, parameter.name, default)


@pytest.mark.parametrize("kind", ["optimizers", "initializers", "regularizers", "constraints"])
def test_keras_takes_the_ends_that_belong_to_a_range(kind):
    for entry, parameter in could_be_numbers(kind):
        interval = number_range(entry, parameter)
        required = [one.name for one in entry.parameters if one.required]
        if interval is None or required or not entry.origin.startswith("keras"):
            continue
        ends = ((interval.low, interval.with_low), (interval.high, interval.with_high))
        for value in (end for end, belongs in ends if belongs and abs(end) < 1e9):
            value = int(value) if interval.whole else value
            assert value in interval
            HERE.build(kind, Component(entry.name, {parameter.name: value}))


@pytest.mark.parametrize(
    ("text", "inside", "outside", "told"),
    [
        ("number [0, 1)", (0, 0.5, 0.999), (1, -1e-9, True, "0", None, [0.5]), "a number of at"),
        ("number (0, inf)", (1e-30, 1e30), (0, math.inf, math.nan, -1), "a finite number above 0"),
        ("whole [1, 9]", (1, 9), (1.0, 0, 10, False), "a whole number of at least 1 and of at m"),
        ("numbers [0, 1]", (1, [0, 0.5], [[1]]), ([], [2], ["a"], {}), "a number of at least 0 an"),
        ("wholes* [1, 9]", ([], [3], 9), ([0], 0), "a whole number of at least 1"),
        ("number (-inf, inf)", (-1e300, 0), (-math.inf, math.nan), "a finite number"),
    ],
)
def test_intervals(text, inside, outside, told):
    interval = Interval.parse(text)
    assert all(value in interval for value in inside)
    assert not any(value in interval for value in outside)
    assert str(interval).startswith(told)


NAN, INF = math.nan, math.inf
RATES = {"minimum_learning_rate": 0, "maximum_learning_rate": 1}
SCHEDULES = "cosine_decay_restarts", "cosine_decay"


@pytest.mark.parametrize(
    ("kind", "name", "arguments", "message"),
    [
        ("optimizers", "sgd", {"learning_rate": NAN}, "must be a finite number of at least 0, rec"),
        ("optimizers", "adam", {"learning_rate": INF}, "must be a finite number of at least 0, r"),
        ("optimizers", "rprop", {"learning_rate": -1}, "must be a finite number of at least 0, r"),
        ("optimizers", "adam", {"learning_rate": [0.1]}, "must be a finite number of at least 0"),
        ("optimizers", "sgd", {"momentum": 1.5}, "must be a number of at least 0 and of at most"),
        ("optimizers", "adam", {"beta_1": 1.5}, "must be a number of at least 0 and below 1, rec"),
        ("optimizers", "adam", {"beta_1": {"kind": "relu"}}, "must be a number, received {'kind'"),
        ("optimizers", "adam", {"clipnorm": -1}, "must be a finite number above 0, received -1"),
        ("optimizers", "adam", {"clipnorm": "x"}, "must be a finite number above 0, received 'x'"),
        ("optimizers", "adam", {"clipvalue": [1]}, "must be a finite number above 0, received [1]"),
        ("optimizers", "adam", {"clipnorm": True}, "must be a finite number above 0, received tru"),
        ("optimizers", "adamw", {"weight_decay": "x"}, "must be a number, received 'x'"),
        ("optimizers", "adagrad", {"initial_accumulator_value": -1}, "must be a finite number of"),
        ("optimizers", "adam", {"ema_overwrite_frequency": 0}, "must be a whole number of at lea"),
        ("schedules", SCHEDULES[0], {"t_mul": 0}, "must be a finite number of at least 1, rec"),
        ("schedules", SCHEDULES[0], {"t_mul": 0.5}, "must be a finite number of at least 1, rec"),
        ("schedules", SCHEDULES[1], {"decay_steps": 0}, "must be a finite number above 0, rec"),
        ("schedules", SCHEDULES[1], {"decay_steps": "0%"}, "must be a finite number above 0, r"),
        ("schedules", SCHEDULES[1], {"initial_learning_rate": "x"}, "must be a finite number of a"),
        (
            "layers",
            "dropout",
            {"rate": 1},
            "must be a number of at least 0 and below 1, received 1",
        ),
        ("layers", "dense", {"units": 10**12}, "must be a whole number of at least 1 and of at m"),
        ("layers", "dense", {"units": 2.5}, "must be a whole number of at least 1 and of at most"),
        ("layers", "conv2d", {"kernel_size": [3, 0]}, "must be a whole number of at least 1 and"),
        ("initializers", "random_normal", {"stddev": []}, "must be a finite number of at least"),
        ("losses", "huber", {"delta": 0}, "must be a finite number above 0, received 0"),
        ("callbacks", "early_stopping", {"patience": -1}, "must be a whole number of at least 0"),
        ("callbacks", "gradient_norm", {"every": 10**30}, "is too large a number, received 1000"),
        ("optimizers", "adam", {"clipnorm": 1e39}, "is too large a number, received 1e+39"),
        ("data", "moons", {"noise": NAN}, "must be a finite number of at least 0, received nan"),
        ("callbacks", "gradient_norm", {"every": 0}, "must be a whole number of at least 1 and"),
        ("models", "mlp", {"widths": [10**12]}, "must be a whole number of at least 1 and of"),
        ("models", "mlp", {"dropout": 1}, "must be a number of at least 0 and below 1, or a list"),
    ],
)
def test_numbers_that_mean_nothing(kind, name, arguments, message):
    ((argument, _),) = arguments.items()
    found = dict(HERE.problems(kind, Component(name, arguments)))
    assert found[(argument,)].startswith(message)


@pytest.mark.parametrize(
    ("kind", "name", "arguments"),
    [
        ("optimizers", "sgd", {"learning_rate": 1, "momentum": 0, "weight_decay": None}),
        ("optimizers", "sgd", {"learning_rate": {"kind": "constant", "learning_rate": 0.1}}),
        ("optimizers", "adafactor", {"beta_2_decay": -0.8, "clip_threshold": 2}),
        ("schedules", SCHEDULES[1], {"initial_learning_rate": 0, "decay_steps": "20%"}),
        ("models", "mlp", {"widths": [], "dropout": [], "weight_decay": 0}),
        ("schedules", "cyclic", {**RATES, "period": "4ep"}),
        ("schedules", "piecewise", {"boundaries": [], "values": [0.1]}),
        ("layers", "group_normalization", {"groups": -1}),
        ("layers", "reshape", {"target_shape": [-1, 4]}),
        ("layers", "conv2d", {"filters": 3, "kernel_size": [3, 3], "padding": "same"}),
        ("layers", "zero_padding2d", {"padding": [[1, 1], [0, 2]]}),
        ("layers", "batch_normalization", {"axis": -1, "momentum": 0.9}),
        ("layers", "rescaling", {"scale": [1, 2], "offset": -1}),
        ("initializers", "random_uniform", {"minval": -3, "maxval": -1, "seed": 0}),
        ("callbacks", "early_stopping", {"patience": 3, "baseline": -1.5}),
    ],
)
def test_what_means_something(kind, name, arguments):
    assert HERE.problems(kind, Component(name, arguments)) == []
