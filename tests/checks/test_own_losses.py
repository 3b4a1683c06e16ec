"""A loss that the suite does not know: whether it can be compiled, and gives a value a sample."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.checks.loss_output import loss_output
from tests.checks.context import context, mlp

losses = keras.losses


def in_numpy(y, predictions):
    return np.mean(predictions.numpy(), axis=-1)


def of_the_batch(y, predictions):
    return keras.ops.mean(losses.mean_absolute_error(y, keras.ops.max(predictions, axis=-1)))


def of_other_shapes(y, predictions):
    return keras.ops.matmul(predictions, predictions)


class Own(losses.Loss):
    def call(self, y_true, y_pred):
        return in_numpy(y_true, y_pred)


@pytest.mark.parametrize(
    ("loss", "severity", "says"),
    [
        (in_numpy, "error", "The loss in_numpy cannot be computed (AttributeError: "),
        (in_numpy, "error", "use keras.ops instead of NumPy"),
        (Own(), "error", "The loss own cannot be computed (AttributeError: "),
        (of_other_shapes, "error", "The loss of_other_shapes cannot be computed (ValueError: "),
        (of_the_batch, "note", "The loss of_the_batch gives one value for all samples"),
    ],
)
def test_a_loss_of_one_s_own(loss, severity, says):
    (finding,) = loss_output(context(mlp, loss))
    assert (finding.severity, says in finding.text) == (severity, True), finding.text


def test_the_check_of_a_loss_of_one_s_own_is_right():
    for loss in (in_numpy, Own(), of_other_shapes):
        made = context(mlp, loss)
        with pytest.raises((AttributeError, ValueError)):
            made.model.train_on_batch(*made.batch)
    made = context(mlp, in_numpy).model
    made.compile("adam", lambda y, p: keras.ops.convert_to_tensor(p.numpy().mean(-1)) + 0 * p[:, 0])
    made.run_eagerly = True
    assert loss_output(context(made)) == []
    assert np.isfinite(made.train_on_batch(*context(made).batch))
