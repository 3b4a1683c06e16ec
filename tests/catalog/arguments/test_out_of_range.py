"""What is wrong with a value as a number."""

from __future__ import annotations

import math

import pytest

from suite.catalog import HERE, Component
from suite.catalog.arguments.interval import Interval
from suite.catalog.arguments.ranges import is_too_large, number_range, out_of_range

NAN, INF = math.nan, math.inf
SHARE = Interval.parse("number [0, 1]")
SHARES = Interval.parse("numbers [0, 1]")
COUNT = Interval.parse("whole [1, 9]")
TOLD = "must be a number of at least 0 and of at most 1"
COUNTED = "must be a whole number of at least 1 and of at most 9"


@pytest.mark.parametrize(
    ("interval", "value", "message"),
    [
        (SHARE, 2, f"{TOLD}, received 2"),
        (SHARE, "a", f"{TOLD}, received 'a'"),
        (SHARE, True, f"{TOLD}, received true"),
        (SHARE, NAN, f"{TOLD}, received nan"),
        (SHARE, [0.5], f"{TOLD}, received [0.5]"),
        (SHARES, [2], f"{TOLD}, or a list of such, received [2]"),
        (SHARES, [], f"{TOLD}, or a list of such, received []"),
        (COUNT, 1.5, f"{COUNTED}, received 1.5"),
        (COUNT, "10ep", f"{COUNTED}, received '10ep'"),
        (None, NAN, "must be a number, received nan"),
        (None, [1, NAN], "must be a number, received [1, nan]"),
        (None, [[NAN]], "must be a number, received [[nan]]"),
        (None, 1e39, "is too large a number, received 1e+39"),
        (None, 2**63, "is too large a number, received 9223372036854775808"),
        (None, [1, [-(2**70)]], "is too large a number, received [1, [-1180591620717411303424]]"),
        (SHARE, 1e39, "is too large a number, received 1e+39"),
        (SHARE, 0, None),
        (SHARE, 1.0, None),
        (SHARE, None, None),
        (SHARES, [0, [1]], None),
        (COUNT, 9, None),
        (None, INF, None),
        (None, "a", None),
        (None, {"a": NAN}, None),
        (None, -(2**63) + 1, None),
    ],
)
def test_without_durations(interval, value, message):
    assert out_of_range(interval, value, durations=False) == message


@pytest.mark.parametrize(
    ("form", "value", "is_good"),
    [
        ("number (0, inf)", "10ep", True),
        ("number (0, inf)", "0ep", False),
        ("number [0, inf)", "0ep", True),
        ("number [0, 1]", "5ep", False),
        ("whole [1, 1e9]", "20%", True),
        ("whole [1, 1e9]", "0st", False),
        ("whole [2, 1e9]", "1st", True),
        ("numbers [0, inf)", ["1ep", 3], True),
        ("numbers [0, inf)", ["1ep", -3], False),
        ("number (0, inf)", "ten epochs", False),
    ],
)
def test_of_a_duration_only_zero_is_known(form, value, is_good):
    assert (out_of_range(Interval.parse(form), value, durations=True) is None) is is_good


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3.5e38, True),
        (-3.5e38, True),
        (3.4e38, False),
        (INF, False),
        (NAN, False),
        (2**63, True),
        (-(2**63), True),
        (2**63 - 1, False),
        (10**400, True),
        (True, False),
        ("9" * 99, False),
        (None, False),
        ([1e39], False),
    ],
)
def test_numbers_beyond_those_that_are_computed_with(value, expected):
    assert is_too_large(value) is expected


@pytest.mark.parametrize(
    ("kind", "name", "argument", "form"),
    [
        ("optimizers", "sgd", "learning_rate", "number [0, inf)"),
        ("optimizers", "sgd", "momentum", "number [0, 1]"),
        ("optimizers", "adam", "beta_1", "number [0, 1)"),
        ("optimizers", "lion", "beta_1", "number (0, 1)"),
        ("optimizers", "l_bfgs", "history", "whole [1, 1e9]"),
        ("layers", "dropout", "rate", "number [0, 1)"),
        ("layers", "dense", "units", "whole [1, 1e9]"),
        ("layers", "group_normalization", "groups", "whole [-1, 1e9]"),
        ("layers", "maxout", "pieces", "whole [2, 1e9]"),
        ("models", "mlp", "widths", "wholes* [1, 1e6]"),
        ("losses", "huber", "delta", "number (0, inf)"),
        ("callbacks", "early_stopping", "patience", "whole [0, 1e9]"),
        ("data", "moons", "noise", "number [0, inf)"),
        ("schedules", "one_cycle", "warmup", "whole [0, 1e9]"),
        ("layers", "dense", "activation", None),
        ("layers", "dense", "use_bias", None),
        ("layers", "conv2d", "padding", None),
    ],
)
def test_which_range_an_argument_has(kind, name, argument, form):
    entry = HERE.find(kind, name)
    [parameter] = [one for one in entry.parameters if one.name == argument]
    expected = None if form is None else Interval.parse(form)
    assert number_range(entry, parameter) == expected


def test_a_stranger_s_component_has_no_ranges(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("def make(learning_rate=0.1, momentum=0.9): ...\n")
    entry = HERE.find("optimizers", "./mine.py:make")
    assert [number_range(entry, one) for one in entry.parameters] == [None, None]
    wild = Component("./mine.py:make", {"learning_rate": -5, "momentum": 7})
    assert HERE.problems("optimizers", wild) == []
    beyond = Component("./mine.py:make", {"learning_rate": 1e39})
    [(place, said)] = HERE.problems("optimizers", beyond)
    assert (place, said) == (("learning_rate",), "is too large a number, received 1e+39")


# Kind, component, argument, values that are taken, values that are refused.
ENDS = [
    ("optimizers", "sgd", "learning_rate", [0, 1e-9, 100], [-1e-9, INF, "a", [0.1]]),
    ("optimizers", "sgd", "momentum", [0, 0.9, 1], [-0.1, 1.01, True]),
    ("optimizers", "sgd", "clipnorm", [1e-9, 5, None], [0, -1]),
    ("optimizers", "adam", "beta_2", [0, 0.999], [1, 1.0, -0.1]),
    ("optimizers", "adam", "epsilon", [0, 1e-7, 1], [-1e-9]),
    ("optimizers", "adam", "gradient_accumulation_steps", [2, 100, None], [1, 0, 2.5]),
    ("optimizers", "adam", "ema_overwrite_frequency", [1, None], [0, -1, 1.5]),
    ("optimizers", "adamw", "weight_decay", [0, 0.1], [-0.1, None]),
    ("optimizers", "ftrl", "learning_rate_power", [-0.5, 0, -3], [0.5]),
    ("optimizers", "rmsprop", "rho", [0, 0.9], [1, -1]),
    ("schedules", "cosine_decay", "alpha", [0, 0.1, 1], [-0.1]),
    ("schedules", "cosine_decay", "decay_steps", [1, 100, "20%", "5ep"], [0, -1, "0ep"]),
    ("schedules", "cosine_decay_restarts", "t_mul", [1, 2.5], [0.5, 0]),
    ("schedules", "cosine_decay_restarts", "m_mul", [0.5, 1, 2], [0, -1]),
    ("schedules", "polynomial_decay", "power", [0.5, 1, 2], [0, -1]),
    ("schedules", "piecewise", "values", [[0.1], [0, 1]], [[-1], []]),
    ("losses", "categorical_crossentropy", "label_smoothing", [0, 0.5, 1], [-0.1, 1.1]),
    ("losses", "huber", "delta", [0.1, 10], [0, -1]),
    ("losses", "categorical_focal_crossentropy", "gamma", [0, 2], [-1]),
    ("initializers", "random_normal", "stddev", [0, 0.05], [-1]),
    ("initializers", "random_uniform", "minval", [-5, 0, 5], [NAN, INF]),
    ("initializers", "variance_scaling", "scale", [0.1, 2], [0, -1]),
    ("regularizers", "l2", "l2", [0, 0.01], [-0.01]),
    ("constraints", "max_norm", "max_value", [0, 3], [-1]),
    ("constraints", "min_max_norm", "rate", [0, 1], [-0.1, 1.1]),
    ("callbacks", "early_stopping", "patience", [0, 10, "5ep"], [-1, 2.5]),
    ("callbacks", "early_stopping", "min_delta", [-1, 0, 0.1], [NAN]),
    ("callbacks", "reduce_lr_on_plateau", "factor", [0.1, 0.9], [0, 1, 1.5]),
    ("callbacks", "reduce_lr_on_plateau", "verbose", [0, 1, 2], [3, -1]),
    ("metrics", "top_k_categorical_accuracy", "k", [1, 5], [0, -1]),
    ("metrics", "auc", "num_thresholds", [2, 200], [1, 0]),
    ("metrics", "precision", "thresholds", [0, 0.5, [0.1, 0.9]], [-0.1, 1.1, [2]]),
    ("activations", "leaky_relu", "negative_slope", [0, 0.3], [-0.1]),
    ("layers", "dropout", "rate", [0, 0.5, 0.999], [1, -0.1]),
    ("layers", "dense", "units", [1, 10], [0, -1, 2.5]),
    ("layers", "conv2d", "kernel_size", [1, [3, 3]], [0, [3, 0], []]),
    ("layers", "conv2d", "dilation_rate", [1, [2, 2]], [0]),
    ("layers", "batch_normalization", "momentum", [0, 0.99, 1], [-0.1, 1.1]),
    ("layers", "batch_normalization", "epsilon", [0, 1e-3], [-1]),
    ("layers", "gaussian_noise", "stddev", [0, 1], [-1]),
    ("layers", "zero_padding2d", "padding", [0, 2, [1, 2], [[1, 1], [2, 2]]], [-1, [-1, 0]]),
    ("layers", "reshape", "target_shape", [[-1, 4], [8]], [[-2]]),
    ("layers", "layer_normalization", "axis", [-1, [1, 2]], [0.5]),
    ("models", "mlp", "widths", [[], [64], [64, 32]], [[0], [10**7], [2.5]]),
    ("models", "mlp", "dropout", [0, 0.5, [], [0.1, 0.2]], [1, [1]]),
    ("models", "mlp", "weight_decay", [0, 1e-4], [-1]),
    ("data", "moons", "noise", [0, 0.3], [-0.1]),
    ("data", "moons", "seed", [0, 4294967295], [-1, 4294967296]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "argument", "taken", "refused"), ENDS)
def test_the_ends_of_an_argument(kind, name, argument, taken, refused):
    def is_refused(value):
        problems = HERE.problems(kind, Component(name, {argument: value}))
        return any(place[:1] == (argument,) for place, _ in problems)

    assert [value for value in taken if is_refused(value)] == []
    assert [value for value in refused if not is_refused(value)] == []
