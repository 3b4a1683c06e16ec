"""Every kind of value comes back equal and of its own type, or is refused."""

from __future__ import annotations

import collections
import concurrent.futures
import csv
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import io
import itertools
import json
import logging
import math
import random
import re
import threading
import types
import uuid
import zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import keras
import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics.state import Decoder, Encoder, NoState, is_live_only

HERE = __name__


class Color(enum.Enum):
    RED = "red"
    SAME = "red"


class Level(enum.IntEnum):
    LOW = 1


class Bits(enum.Flag):
    A = 1
    B = 2


class Point(NamedTuple):
    x: float
    y: Any = None


Pair = collections.namedtuple("Pair", "a b")


@dataclasses.dataclass
class Best:
    epoch: int
    seen: set = dataclasses.field(default_factory=set)
    color: Color = Color.RED

    def __post_init__(self):
        assert self.epoch >= 0, "the constructor is not run again"


@dataclasses.dataclass(frozen=True, slots=True)
class Frozen:
    at: tuple


class Outer:
    @dataclasses.dataclass
    class Inner:
        n: int


class Helper:
    def __init__(self, n=0):
        self.n = n
        self.seen = {n}

    def __eq__(self, other):
        return type(self) is type(other) and vars(self) == vars(other)


class Odd(dict):
    pass


def through(value: Any, now: Any = None, folder: Path | None = None) -> Any:
    """What is left of a value in a file."""
    arrays: dict[str, np.ndarray] = {}
    text = json.dumps(Encoder(arrays, "here", HERE, folder).encode(value))
    file = io.BytesIO()
    np.savez(file, **arrays)
    with np.load(io.BytesIO(file.getvalue()), allow_pickle=False) as saved:
        read = {name: saved[name] for name in saved.files}
    return Decoder(read, HERE, folder).decode(json.loads(text), now)


def same(a: Any, b: Any) -> bool:
    """Equal in value and type, all the way down."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and all(map(same, a.flat, b.flat))
    if isinstance(a, dict):
        extra = getattr(a, "default_factory", None) is getattr(b, "default_factory", None)
        return extra and [*a] == [*b] and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple | deque):
        maxlen = getattr(a, "maxlen", None) == getattr(b, "maxlen", None)
        return maxlen and len(a) == len(b) and all(map(same, a, b))
    if dataclasses.is_dataclass(a):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a))
    return a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b)) or a != a


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


LIVE = [
    print,
    len,
    lambda: 1,
    Helper().__eq__,
    functools.partial(int, base=2),
    int,
    Helper,
    math,
    io.BytesIO(),
    csv.writer(io.StringIO()),
    csv.DictWriter(io.StringIO(), ["a"]),
    concurrent.futures.ThreadPoolExecutor(1),
    threading.Lock(),
    logging.getLogger("x"),
    re.compile("a"),
    tf.function(lambda x: x),
    tf.summary.create_noop_writer(),
    keras.losses.MeanSquaredError(),
    keras.optimizers.schedules.CosineDecay(0.1, 5),
    keras.Input((2,)),
    tf.data.Dataset.range(3),
]


@pytest.mark.parametrize("value", LIVE, ids=lambda value: type(value).__name__)
def test_what_belongs_to_the_process_is_taken_from_it(value):
    encoded = Encoder({}, "here", HERE).encode([value])
    assert is_live_only(encoded)
    assert through({"count": 3, "it": value}, now={"it": value}) == {"count": 3, "it": value}
    with pytest.raises(LookupError, match="not there any more"):
        through({"count": 3, "it": value}, now={})


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


def test_variables_are_given_their_values():
    metric, variable = keras.metrics.Mean(), tf.Variable([1.0, 2.0])
    layer, seed = keras.layers.Dense(2), keras.random.SeedGenerator(3)
    layer.build((None, 3))
    metric.update_state(4.0)
    whole = {"all": [metric, variable, layer], "seed": seed}
    arrays: dict[str, np.ndarray] = {}
    data = json.loads(json.dumps(Encoder(arrays, "here").encode(whole)))
    expected = float(metric.result()), layer.get_weights(), np.asarray(seed.state)
    metric.reset_state()
    variable.assign([0.0, 0.0])
    layer.set_weights([np.zeros((3, 2)), np.zeros(2)])
    keras.random.normal((2,), seed=seed)
    assert Decoder(arrays).decode(data, whole)["all"][0] is metric
    assert float(metric.result()) == expected[0] == 4.0
    assert variable.numpy().tolist() == [1.0, 2.0]
    np.testing.assert_array_equal(layer.get_weights()[0], expected[1][0])
    np.testing.assert_array_equal(seed.state, expected[2])
    with pytest.raises(LookupError, match="2 variables are 0 other ones"):
        Decoder(arrays).decode(data, {**whole, "all": [metric, variable, keras.layers.Dense(2)]})


def test_an_eager_tensor_is_a_value():
    tensor = through((tf.constant([1, 2], tf.int8), tf.constant(1.5, tf.bfloat16)))
    assert [one.dtype for one in tensor] == [tf.int8, tf.bfloat16]
    assert tensor[0].numpy().tolist() == [1, 2]


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
