"""What XLA has compiled, and when it is dropped."""

from __future__ import annotations

import threading
import time

import pytest
import tensorflow as tf

from suite.training.process import xla_executables
from suite.training.process.xla_executables import drop_executables, executables_bounded
from suite.training.step.compiled_by_xla import compiled_by_xla

MOST = 3


@pytest.fixture
def deep():
    """A function that XLA takes long to compile, and that is soon computed."""

    def function(x):
        for _ in range(8):
            x = tf.nn.softmax(tf.sin(x) @ x)
        return tf.reduce_sum(x)

    return compiled_by_xla(function, wanted=True)


@pytest.fixture
def drops(monkeypatch):
    """How often everything was dropped."""
    calls = []
    assert drop_executables()
    monkeypatch.setattr(xla_executables, "_MOST", MOST)
    monkeypatch.setattr(xla_executables, "_traced", 0)
    monkeypatch.setattr(xla_executables, "drop_executables", lambda: calls.append(1) or True)
    return calls


def seconds(call):
    start = time.perf_counter()
    value = float(call())
    return time.perf_counter() - start, value


def test_what_is_dropped_is_compiled_again_and_computes_the_same(deep):
    x = tf.linspace([0.0] * 8, [1.0] * 8, 8)
    value = float(deep(x))
    known = min(seconds(lambda: deep(x)) for _ in range(5))
    compiled = []
    for _ in range(2):
        assert drop_executables()
        compiled.append(seconds(lambda: deep(x)))
    assert min(compiled)[0] > 5 * known[0]
    assert {value, known[1], *(one for _, one in compiled)} == {value}


def test_dropping_where_nothing_was_compiled():
    assert drop_executables()
    assert drop_executables()


def test_nothing_is_dropped_while_another_thread_computes():
    begun, over = threading.Event(), threading.Event()

    def wait():
        begun.set()
        over.wait()

    def compute():
        tf.numpy_function(wait, [], [])

    thread = threading.Thread(target=compute)
    thread.start()
    try:
        begun.wait()
        assert not drop_executables()
    finally:
        over.set()
        thread.join()
    assert drop_executables()


def trace(count):
    for _ in range(count):
        compiled_by_xla(tf.negative, wanted=True)(tf.constant(1.0))


def test_as_many_as_may_be_are_kept_over_any_number_of_blocks(drops):
    for _ in range(MOST):
        with executables_bounded():
            trace(1)
    assert drops == []
    with executables_bounded():
        trace(1)
    assert drops == [1]
    with executables_bounded():
        trace(MOST)
    assert drops == [1]


def test_a_function_that_is_traced_once_counts_once(drops):
    known = compiled_by_xla(tf.negative, wanted=True)
    for _ in range(2 * MOST):
        with executables_bounded():
            known(tf.constant(1.0))
    assert drops == []


def test_a_drop_that_could_not_be_made_is_made_later(drops, monkeypatch):
    monkeypatch.setattr(xla_executables, "drop_executables", lambda: False)
    with executables_bounded():
        trace(MOST + 1)
    monkeypatch.setattr(xla_executables, "drop_executables", lambda: drops.append(1) or True)
    with executables_bounded():
        pass
    assert drops == [1]


def test_what_xla_does_not_compile_does_not_count(drops):
    with executables_bounded():
        for _ in range(2 * MOST):
            compiled_by_xla(tf.negative, wanted=False)(tf.constant(1.0))
    assert drops == []
