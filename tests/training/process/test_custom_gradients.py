"""The gradients that TensorFlow registers while it traces."""

from __future__ import annotations

import gc
import weakref

import pytest
import tensorflow as tf
from tensorflow.python.framework import ops

from suite.training.process.custom_gradients import gradients_held_by_graphs


@tf.custom_gradient
def doubled(x):
    """Its gradient is not that of its formula, so that one sees which was taken."""
    return 2.0 * x, lambda upstream: 20.0 * upstream


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


def entries():
    return {name for name in ops.gradient_registry.list() if name.startswith("CustomGradient-")}


def slope_at(function, x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return float(tape.gradient(y, x))


def test_a_graph_goes_with_its_function_and_the_registry_forgets_its_gradients():
    gc.collect()
    before = entries()
    with gradients_held_by_graphs():
        graph, value = traced()
    assert value == 20_000.0
    assert is_gone(graph)
    assert entries() <= before


def test_without_it_a_graph_stays():
    """So that this is deleted when TensorFlow has learned to do so itself."""
    graph, _ = traced()
    assert not is_gone(graph)


def test_what_was_registered_before_stays_and_so_it_does_after_an_error():
    kept, _ = traced()

    def fail():
        gone, _ = traced()
        raise ArithmeticError(gone)

    with pytest.raises(ArithmeticError) as raised, gradients_held_by_graphs():
        fail()
    gone = raised.value.args[0]
    del raised
    assert is_gone(gone)
    assert not is_gone(kept)


@tf.function
def straight(x):
    return doubled(x)


@tf.function
def in_a_branch(x):
    return tf.cond(x > 0.0, lambda: doubled(x), lambda: x)


@tf.function
def in_a_loop(x):
    _, y = tf.while_loop(lambda i, y: i < 2, lambda i, y: (i + 1, doubled(y)), (0, x))
    return y


@tf.function
def in_another_function(x):
    return straight(x) + in_a_branch(x)


@pytest.mark.parametrize(
    ("function", "slope"),
    [(straight, 20.0), (in_a_branch, 20.0), (in_a_loop, 400.0), (in_another_function, 40.0)],
    ids=["straight", "in_a_branch", "in_a_loop", "in_another_function"],
)
def test_a_function_that_is_still_there_can_be_differentiated_afterwards(function, slope):
    fresh = tf.function(function.python_function)
    # Twice, as of a run within the cell of a study.
    with gradients_held_by_graphs(), gradients_held_by_graphs():
        fresh.get_concrete_function(tf.constant(1.0))
    gc.collect()
    assert fresh.experimental_get_tracing_count() == 1
    assert slope_at(fresh, 1.0) == slope
    assert fresh.experimental_get_tracing_count() == 1


def test_so_can_one_that_is_called_by_a_later_one():
    inner = tf.function(doubled)
    with gradients_held_by_graphs():
        inner(tf.constant(1.0))
    gc.collect()
    outer = tf.function(lambda x: 3.0 * inner(x))
    assert slope_at(outer, 1.0) == 60.0


def test_it_is_saved_with_its_gradient(tmp_path):
    module = tf.Module()
    module.call = tf.function(doubled, input_signature=[tf.TensorSpec((), tf.float32)])
    with gradients_held_by_graphs():
        module.call(tf.constant(1.0))
    gc.collect()
    options = tf.saved_model.SaveOptions(experimental_custom_gradients=True)
    tf.saved_model.save(module, str(tmp_path), options=options)
    assert slope_at(tf.saved_model.load(str(tmp_path)).call, 1.0) == 20.0
