"""When probes measure."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics.tools.probe import Probe
from tests.callbacks.nets import cnn, mlp, watch
from tests.training.nets import dataset


class Counting(Probe):
    def measure(self):
        return {"at": self.measured_at}


@pytest.mark.parametrize(
    ("every", "measured"),
    [(None, [10, 20, 30, 40, 50, 60]), (1, [10, 20, 30, 40, 50, 60]), (25, [30, 60]), (70, [])],
)
@pytest.mark.parametrize("steps_per_execution", [1, 8])
def test_measured_at_the_first_report_after_so_many_steps(every, measured, steps_per_execution):
    options = {"epochs": 6, "steps_per_execution": steps_per_execution}
    reports = watch(mlp(), [Counting(every)], **options).reports
    assert [r["counting"]["at"] for r in reports if r["counting"]] == measured


def test_a_probe_must_measure():
    with pytest.raises(TypeError, match=r"Probe must define measure\(\)"):
        Probe().measure()


@pytest.fixture
def probe():
    """A probe in a run that stands still."""
    made = Counting()
    made.set_model(cnn(keras.optimizers.SGD(0.1)))
    made.batches = lambda step: dataset().skip(step)
    made.probe_set = lambda count: next(iter(dataset().unbatch().batch(count)))
    return made


@pytest.mark.parametrize("every", [0, -1, 1.5, "1ep"])
def test_a_cadence_is_checked_as_that_of_any_diagnostic(every):
    with pytest.raises(ValueError, match="Argument `every` must be a whole number"):
        Counting(every)


def test_the_first_batches_of_the_stream(probe):
    batches = probe.first_batches(2)
    expected = list(dataset().take(2))
    assert len(batches) == 2
    for (x, y, weight), (x_expected, y_expected) in zip(batches, expected, strict=True):
        np.testing.assert_array_equal(x, x_expected)
        np.testing.assert_array_equal(y, y_expected)
        assert weight is None


def test_there_are_no_batches_outside_a_run():
    for ask in (Counting().first_batches, lambda count: Counting().probe_pieces(count, 4)):
        with pytest.raises(TypeError, match=r"^Counting measures in a run only$"):
            ask(1)


@pytest.mark.parametrize(
    ("count", "most", "least", "sizes"),
    [
        (32, 16, 1, [16, 16]),
        (32, 64, 1, [32]),
        (32, 64, 2, [16, 16]),
        (33, 16, 1, [11, 11, 11]),
        (35, 16, 1, [11, 11, 11]),  # a remainder is left out
        (9999, 100, 1, [80, 80]),  # all there are
        (1, 64, 2, [1]),
    ],
)
def test_the_probe_set_comes_in_equal_pieces(probe, count, most, least, sizes):
    pieces = probe.probe_pieces(count, most, least)
    assert [len(x) for x, _, _ in pieces] == sizes
    assert all(weight is None for _, _, weight in pieces)
    x, y = (part.numpy() for part in probe.probe_set(sum(sizes)))
    np.testing.assert_array_equal(np.concatenate([piece[0] for piece in pieces]), x)
    np.testing.assert_array_equal(np.concatenate([piece[1] for piece in pieces]), y)


@pytest.mark.parametrize("training", [False, True])
def test_the_loss_of_a_batch_leaves_no_trace(probe, training):
    (batch,) = probe.first_batches(1)
    before = [value.copy() for value in probe.model.get_weights()]
    loss = probe.loss(probe.weights(), batch, training)
    x, y, _ = batch
    expected = probe.model.compute_loss(x, y, probe.model(x, training=False), training=False)
    assert (float(loss) == pytest.approx(float(expected), rel=1e-5)) is not training
    for value, kept in zip(probe.model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(value, kept)


def test_the_loss_is_a_function_of_the_weights(probe):
    (batch,) = probe.first_batches(1)
    zeros = [tf.zeros_like(weight) for weight in probe.weights()]
    assert float(probe.loss(zeros, batch, False)) == pytest.approx(np.log(3), rel=1e-5)
    weights = probe.weights()
    with tf.GradientTape() as tape:
        tape.watch(weights)
        loss = probe.loss(weights, batch, True)
    assert any(np.any(gradient) for gradient in tape.gradient(loss, weights))


@pytest.mark.parametrize("scale", [None, 1024.0])
def test_by_what_a_loss_is_scaled(probe, scale):
    if scale is not None:
        inner = keras.optimizers.SGD(0.1)
        probe.set_model(mlp(keras.optimizers.LossScaleOptimizer(inner, initial_scale=scale)))
        probe.model.optimizer.build(probe.model.trainable_variables)
    assert probe.loss_scale() == (scale or 1.0)
