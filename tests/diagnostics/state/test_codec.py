"""Every kind of value comes back equal and of its own type, or is refused."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import fractions
import itertools
import math
import random
import types
import uuid
import zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque
from pathlib import Path, PurePosixPath

import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics.state import Decoder, Encoder, NoState
from tests.diagnostics.state.values import (
    HERE,
    Best,
    Bits,
    Color,
    Frozen,
    Helper,
    Level,
    Odd,
    Outer,
    Pair,
    Point,
    same,
    through,
)

NOW = datetime.datetime(2024, 2, 29, 23, 59, 58, 123456)
VALUES = [
    None,
    True,
    0,
    -(10**40),
    1.5,
    math.inf,
    math.nan,
    "",
    "été \ud800 \0",
    b"\0\xff",
    bytearray(b"x"),
    1 + 2j,
    complex(math.nan, -0.0),
    [],
    [1, [2.0, [None]]],
    (),
    (1, ("a", [2])),
    set(),
    {1, "a", (2, 3)},
    frozenset({frozenset({1}), 2}),
    deque([1, (2,)], maxlen=3),
    deque(),
    {},
    {1: "a", "1": "b", None: 0, (1, 2): [3], 1.5: {}},
    {frozenset({1}): 1, Color.RED: 2, b"k": 3},
    {"!": "tuple", "items": [1]},
    OrderedDict([("b", 1), ("a", 2)]),
    Counter("abracadabra"),
    Counter({(1, 2): -3}),
    defaultdict(int, {"a": 1}),
    defaultdict(list, {"a": [1]}),
    defaultdict(None, {1: 2}),
    defaultdict(Counter, {"x": Counter("aa")}),
    range(3, 9, 2),
    slice(None, 3, np.int64(2)),
    np.float32(1.5),
    np.float64(0.1),
    np.int8(-3),
    np.bool_(True),
    np.str_("x"),
    np.complex64(1j),
    np.datetime64("2024-02-29"),
    np.timedelta64(3, "s"),
    ml_dtypes.bfloat16(1.5),
    np.arange(6).reshape(2, 3),
    np.zeros((0, 3), "float16"),
    np.array(2.5),
    np.array(["a", "bc"]),
    np.array(["2024-01-01"], "datetime64[D]"),
    np.array([(1, 2.5)], [("a", "i4"), ("b", "f8")]),
    np.array([1.5, 2], ml_dtypes.bfloat16),
    np.array([{"a": 1}, None, (1,)], object),
    np.dtype("float32"),
    Color.RED,
    Level.LOW,
    Bits.A | Bits.B,
    Point(1.0, [Point(2.0)]),
    Pair(1, (2,)),
    Best(3, {1, 2}),
    [Best(1), {"x": Best(2)}],
    Frozen((1, [2])),
    Outer.Inner(4),
    Helper(5),
    {"helpers": [Helper(1), (Helper(2),)]},
    NOW,
    NOW.replace(tzinfo=datetime.UTC),
    NOW.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30))),
    NOW.replace(tzinfo=zoneinfo.ZoneInfo("UTC"), fold=1),
    NOW.date(),
    NOW.time(),
    datetime.timedelta(days=-3, microseconds=7),
    types.SimpleNamespace(a=1, b=[types.SimpleNamespace()]),
    [0.5] * 1000,
    Path("a/b"),
    PurePosixPath("/a"),
    decimal.Decimal("0.10"),
    fractions.Fraction(1, 3),
    uuid.UUID(int=5),
    zoneinfo.ZoneInfo("UTC"),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: f"{type(value).__name__}")
def test_a_value_comes_back_with_its_type(value):
    assert same(through(value), value)
    assert same(through([(value,)]), [(value,)])


@pytest.mark.parametrize(
    "generator",
    [
        random.Random(3),
        np.random.default_rng(3),
        np.random.RandomState(3),
        np.random.Generator(np.random.Philox(1)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_random_generator_goes_on_where_it_was(generator):
    generator.random()
    other = through(generator)
    assert type(other) is type(generator)
    assert [other.random() for _ in range(3)] == [generator.random() for _ in range(3)]


@pytest.mark.parametrize(
    "value",
    [
        object(),
        Odd(a=1),
        itertools.count(),
        iter([1]),
        (one for one in [1]),
        iter(tf.data.Dataset.range(3)),
        dataclasses.make_dataclass("Local", ["x"])(1),
        np.ma.masked_array([1], [True]),
        collections.ChainMap(),
        np.array([object()]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_understood_is_refused(value):
    for whole in (value, {"deep": [(value,)]}):
        with pytest.raises(NoState) as refused:
            Encoder({}, "here", HERE).encode(whole)
        assert type(refused.value.value) in (type(value), object)
    assert refused.value.at.startswith("['deep'][0][0]")


def test_what_contains_itself_is_refused():
    whole = []
    whole.append(whole)
    with pytest.raises(NoState):
        Encoder({}, "here", HERE).encode(whole)


def test_an_object_stays_the_one_that_others_know():
    helper = Helper(7)
    data = Encoder({}, "here", HERE).encode({"helper": helper})
    helper.n, helper.seen = 0, set()
    assert Decoder({}, HERE).decode(data, {"helper": helper})["helper"] is helper
    assert (helper.n, helper.seen) == (7, {7})


def test_paths_in_the_run_directory_move_with_it(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    value = [str(here / "a.csv"), here / "b", str(here), "elsewhere", str(tmp_path), 3]
    data = Encoder({}, "x", HERE, here).encode(value)
    assert Decoder({}, HERE, there).decode(data) == [
        str(there / "a.csv"),
        there / "b",
        str(there),
        "elsewhere",
        str(tmp_path),
        3,
    ]


def test_a_function_that_makes_defaults_is_the_present_one():
    table = defaultdict(lambda: [0, 1], {"a": [5]})
    again = through({"t": table}, now={"t": table})["t"]
    assert (again["a"], again["new"]) == ([5], [0, 1])
    with pytest.raises(LookupError, match="defaultdict"):
        through(table)


def test_a_type_that_is_gone_is_told():
    data = Encoder({}, "x", HERE).encode(Frozen((1,)))
    with pytest.raises(LookupError, match="no type Frozen any more"):
        Decoder({}, "no.such.module").decode(data)


@pytest.mark.parametrize("name", [["os", "system"], ["subprocess", "Popen"], [".", "print"]])
def test_a_file_cannot_name_what_is_no_type_of_values(name):
    for form in ("enum", "dataclass", "namedtuple", "flag"):
        data = {"!": form, "type": name, "of": "x", "parts": {}, "items": []}
        with pytest.raises(LookupError):
            Decoder({}, HERE).decode(data)
