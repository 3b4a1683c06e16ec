"""The first number that is not finite: where, when, and that the run ends."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from callbacks.finite import Finite, bad_entries
from tests.callbacks.nets import cnn, mlp, watch
from tests.callbacks.support.gradient_runs import cases, measured
from tests.training.nets import arrays, dataset, loop


@cases
@pytest.mark.slow
def test_healthy_runs_have_none(net, way):
    assert measured(net, way, "finite")["non_finite"] == 0


def with_a_bad_pixel(step: int) -> tf.data.Dataset:
    """One pixel of NaN, in both channels, in one image of the batch of a step."""
    x, y = arrays()
    x[16 * step + 5, 2, 2] = np.nan
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(16)


class Silent(keras.callbacks.TerminateOnNaN):
    """The stock callback, which is asked at every batch."""

    def __init__(self) -> None:
        super().__init__()
        self.losses = []

    def on_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])
        super().on_batch_end(batch, logs)


def test_a_nan_pixel_is_found_where_terminate_on_nan_stays_silent():
    """On a processor without XLA max-pooling swallows NaN: the loss looks well forever."""
    stock, model = Silent(), cnn(norm=False)
    bad = with_a_bad_pixel(step=3)
    run = loop(model, [stock], batches=bad, epochs=2)
    run.run()
    assert len(stock.losses) == 20
    assert np.isfinite(stock.losses).all()
    assert np.isnan(np.array(model.get_layer("conv1").kernel)).all()

    watched = watch(model := cnn(norm=False), [Finite()], bad, epochs=2)
    (finding,) = watched.findings
    assert (finding.severity, finding.layer, finding.step) == ("error", "conv1", 3)
    assert "conv1/kernel" in finding.text
    assert "The batch itself holds 2 " in finding.text
    assert finding.edit is None
    assert len(watched.reports) == 1  # the run ended with the first epoch
    assert model.stop_training


def test_counts_are_those_of_the_first_bad_step():
    watched = watch(cnn(norm=False), [Finite()], with_a_bad_pixel(step=7))
    (finding,) = watched.findings
    assert finding.step == 7
    # The pixel meets every entry of the first kernel, 3 * 3 * 2 * 4: so many gradients and so many
    # weights are bad, and the pixel's two values.
    assert finding.figure == 72
    assert watched.reports[0]["finite"]["non_finite"] == 72 + 72 + 2


def test_a_rate_beyond_reason_gets_an_edit():
    model = mlp(keras.optimizers.SGD(1e30), activation="linear")
    (finding,) = watch(model, [Finite()]).findings
    assert finding.step <= 2
    assert str(finding.edit) == "optimizer.learning_rate: 1e+30 -> 1e+29"


def test_infinite_logits_name_the_output_layer():
    model = mlp(keras.optimizers.SGD(0.0))
    model.get_layer("logits").trainable = False
    model.get_layer("logits").bias.assign([np.inf, 0.0, 0.0])
    diagnostic = Finite()
    diagnostic.set_model(model)
    diagnostic.build(model)
    layer, what, count = diagnostic.first_place({"inputs": 0, "logits": 16, "loss": 1})
    assert (layer, what, count) == ("logits", "the logits", 16)


def test_a_finite_value_whose_square_is_not_is_no_finding():
    model = mlp(keras.optimizers.SGD(0.0))
    model.get_layer("dense2").kernel.assign(np.full((8, 8), -1e20))
    assert not watch(model, [Finite()]).findings


@pytest.mark.parametrize("scale", [2.0**120, 2.0**10])
def test_steps_that_the_loss_scale_skips_are_counted_and_are_no_finding(scale):
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.01), scale)
    keras.config.set_dtype_policy("mixed_float16")
    try:
        watched = watch(mlp(optimizer), [Finite()])
    finally:
        keras.config.set_dtype_policy("float32")
    assert not watched.findings
    assert watched.reports[0]["finite"] == {
        "non_finite": 0,
        "skipped": 10 if scale == 2.0**120 else 0,
    }


def test_the_first_bad_step_outlives_reports():
    diagnostic = Finite()
    run = loop(cnn(norm=False), [diagnostic], batches=with_a_bad_pixel(step=3), epochs=3)
    run.run()
    run.model.stop_training = False
    run.position.epoch, run.position.step = 1, 10
    run.engine.train_call(iter(dataset()), tf.constant(5))
    run.reporter.report(10)
    (finding,) = diagnostic.findings()
    assert finding.step == 3
    assert run.model.stop_training


def test_bad_entries_are_counted_tensor_by_tensor():
    tensors = [[1.0, np.nan], [[np.inf], [-np.inf]], 0.5, [3e38, np.nan, 1.0]]
    counts = bad_entries([tf.constant(tensor, tf.float32) for tensor in tensors])
    assert counts.numpy().tolist() == [1, 2, 0, 1]
    assert bad_entries([]).shape == (0,)
