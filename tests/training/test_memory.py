"""What runs leave in the memory of their process."""

from __future__ import annotations

import gc
import os

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework.func_graph import FuncGraph

import suite
from benchmarks.memory import measure
from suite.training.process.custom_gradients import gradients_held_by_graphs


def graphs():
    gc.collect()
    return sum(type(one) is FuncGraph for one in gc.get_objects())


def run_once(folder):
    # SiLU has a gradient of its own, which TensorFlow registers.
    edits = "data.limit=500", "training.epochs=2", "model.activation=silu"
    recipe = suite.load("quickstart", *edits)
    return suite.run(recipe, folder, quiet=True)


def fit_once():
    with gradients_held_by_graphs():  # Keras traces a layer to know its output's shape
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation="silu")])
    model.compile("sgd", "mse", jit_compile=False)
    suite.fit(model, np.zeros((4, 2)), np.zeros((4, 2)), batch_size=2, quiet=True)
    return model


def test_the_graphs_of_a_run_go_with_it(tmp_path):
    run_once(tmp_path / "first")  # what all runs share stays
    before = graphs()
    for number in range(2):
        run_once(tmp_path / f"{number}")
    assert graphs() <= before


def test_the_graphs_of_a_fit_go_with_its_model():
    fit_once()
    before = graphs()
    for _ in range(2):
        fit_once()
    assert graphs() <= before


def test_a_model_is_trained_and_differentiated_after_other_runs(tmp_path):
    model = fit_once()
    function = tf.function(model)
    function(tf.ones((1, 2)))
    run_once(tmp_path / "run")
    fit_once()
    x = tf.ones((1, 2))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    with tf.GradientTape() as eager:
        eager.watch(x)
        directly = model(x)
    np.testing.assert_allclose(tape.gradient(y, x), eager.gradient(directly, x), rtol=1e-6)
    suite.fit(model, np.ones((4, 2)), np.zeros((4, 2)), quiet=True)
    model.fit(np.ones((4, 2)), np.zeros((4, 2)), verbose=0)


# A minute and more; that a run's graphs go with it is seen above.
@pytest.mark.slow
@pytest.mark.skipif("SUITE_WHOLE_TABLES" not in os.environ, reason="SUITE_WHOLE_TABLES=1")
@pytest.mark.parametrize("kind", ["widths", "xla"])
def test_a_process_does_not_grow(kind):
    """Widths: by 10 MB for each run, where graphs are kept. With XLA: by 20 MB for each, until a
    fresh process goes on."""
    runs = 25 if kind == "widths" else 40
    found = measure(kind, runs)
    assert len(found.memory) == runs
    assert found.more < (75 if kind == "widths" else 330)
    assert len(found.fresh) <= (kind == "xla")
    assert found.cost < 1
