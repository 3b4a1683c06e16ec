"""What belongs to the process is taken from it; only its variables have values."""

from __future__ import annotations

import concurrent.futures
import csv
import functools
import io
import json
import logging
import math
import re
import threading

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics.state import Decoder, Encoder, is_live_only, live
from tests.diagnostics.state.values import HERE, Helper, Point, through

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


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (len, True),
        (int, True),
        (Point, True),
        (Point(1.0), False),
        (3, False),
        ("text", False),
        ({}, False),
        (Helper(), False),
        (io.StringIO(), True),
        (iter([]), False),
        (keras.layers.Dense(1), True),
        (tf.data.Dataset.range(3), True),
        (iter(tf.data.Dataset.range(3)), False),
        (np.float32, True),
        (np.add, True),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_what_is_live(value, expected):
    assert live.is_live(value) is expected


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (tf.Variable(1.0), 1),
        (keras.Variable(1.0), 1),
        (keras.random.SeedGenerator(1), 1),
        (tf.random.Generator.from_seed(1), 1),
        (keras.metrics.Mean(), 2),
        (keras.layers.Dense(2), 0),  # not built
        (keras, 0),
        (keras.layers.Dense, 0),
        (print, 0),
        ([tf.Variable(1.0)], 0),  # its items are met one by one
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_the_variables_of_a_value(value, count):
    assert len(live.variables(value)) == count


@pytest.mark.parametrize(
    ("container", "key", "item"),
    [
        ([1, 2], 1, 2),
        ([1, 2], 2, None),
        ((1,), 0, 1),
        ({"a": 1}, "a", 1),
        ({"a": 1}, "b", None),
        (None, 0, None),
        (3, 0, None),
        ({1, 2}, 0, None),
        ("text", 1, "e"),
        ([1], "a", None),
    ],
)
def test_what_stands_at_a_place(container, key, item):
    assert live.item(container, key) == item


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (tf.constant([1, 2]), [1, 2]),
        (tf.constant(1.5), 1.5),
        (tf.Variable(1.0), None),
        (np.ones(2), None),
        (1.0, None),
    ],
    ids=["vector", "scalar", "variable", "array", "number"],
)
def test_the_numbers_of_an_eager_tensor(value, expected):
    constant = live.constant(value)
    assert (None if constant is None else constant.tolist()) == expected


def test_a_symbolic_tensor_has_no_numbers():
    seen = []

    @tf.function
    def trace(x):
        seen.append(live.constant(x))
        return x

    trace(tf.constant(1.0))
    assert seen == [None]


def test_variables_of_another_shape_are_refused():
    variables = [tf.Variable([1.0, 2.0]), tf.Variable(3.0)]
    with pytest.raises(LookupError, match=r"^its 1 variables are 2 other ones now$"):
        live.assign(variables, [np.zeros(2)])
    with pytest.raises(LookupError):
        live.assign(variables, [np.zeros(3), np.array(0.0)])
    assert [one.numpy().tolist() for one in variables] == [[1.0, 2.0], 3.0]
    live.assign(variables, [np.zeros(2), np.array(0.0)])
    assert [live.read(one).tolist() for one in variables] == [[0.0, 0.0], 0.0]
