"""What TensorFlow keeps of graphs that nobody needs."""

from __future__ import annotations

import gc
import weakref

import pytest
import tensorflow as tf

from suite.training.process.traced_gradients import traced_gradients_freed


@tf.custom_gradient
def doubled(x):
    return 2.0 * x, lambda upstream: 2.0 * upstream


def traced():
    """The graph of a function with such a gradient, and the gradient's value."""
    large = tf.ones(1000)

    @tf.function
    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.reduce_sum(doubled(x) * large)
        return tape.gradient(y, x)

    value = float(slope(tf.constant(3.0)))
    return weakref.ref(slope.get_concrete_function(tf.constant(3.0)).graph), value


def is_gone(graph):
    gc.collect()
    return graph() is None


def test_a_graph_goes_with_its_function():
    with traced_gradients_freed():
        graph, value = traced()
    assert value == 2000.0
    assert is_gone(graph)


def test_without_it_a_graph_stays():
    """So that this is deleted when TensorFlow has learned to do so itself."""
    graph, _ = traced()
    assert not is_gone(graph)


def test_what_was_registered_before_stays_and_so_it_does_after_an_error():
    kept, _ = traced()

    def fail():
        gone, _ = traced()
        raise ArithmeticError(gone)

    with pytest.raises(ArithmeticError) as raised, traced_gradients_freed():
        fail()
    gone = raised.value.args[0]
    del raised
    assert is_gone(gone)
    assert not is_gone(kept)
