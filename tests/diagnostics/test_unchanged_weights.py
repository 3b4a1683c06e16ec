"""Nothing is assigned to the model while diagnostics observe."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics.unchanged_weights import unchanged_weights
from tests.callbacks.nets import cnn


@pytest.fixture(scope="module")
def model():
    built = cnn(keras.optimizers.SGD(0.1))
    built.optimizer.build(built.trainable_variables)
    return built


@pytest.mark.parametrize("method", ["assign", "assign_add", "assign_sub"])
@pytest.mark.parametrize("of", ["weights", "optimizer", "statistics"])
def test_no_variable_of_the_model_may_be_changed(model, method, of):
    variable = {
        "weights": model.trainable_variables[0],
        "optimizer": model.optimizer.variables[0],
        "statistics": model.get_layer("norm1").moving_mean,
    }[of].value
    before = variable.numpy().copy()
    zeros = tf.zeros(variable.shape, variable.dtype)
    said = "^changes a variable of the model; a diagnostic observes only$"
    with pytest.raises(PermissionError, match=said), unchanged_weights(model):
        getattr(variable, method)(zeros)
    np.testing.assert_array_equal(variable.numpy(), before)
    getattr(variable, method)(zeros)  # after the block it may
    variable.assign(before)


def test_its_own_accumulators_may_be_changed(model):
    with unchanged_weights(model):
        tf.Variable(1.0).assign(2.0)
