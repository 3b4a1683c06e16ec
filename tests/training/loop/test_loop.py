"""The loop against `Model.fit` and against closed forms."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.step.step import TrainStep
from suite.training.step.weight_average import WeightAverage
from tests.training.nets import BATCH, STEPS, arrays, dataset, loop, network


def weights_after(model: keras.Model) -> list[np.ndarray]:
    return [np.array(weight) for weight in model.get_weights()]


def assert_same(a: list[np.ndarray], b: list[np.ndarray]) -> None:
    for left, right in zip(a, b, strict=True):
        np.testing.assert_array_equal(left, right)


@pytest.mark.parametrize("steps_per_execution", ["auto", 1, 7])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_equals_model_fit(steps_per_execution, optimizer):
    """Same data order, no randomness: 20 steps with validation; Adam's kernel may round."""
    stock, ours = network(optimizer, norm=False), network(optimizer, norm=False)
    expected = stock.fit(
        dataset(), epochs=2, validation_data=dataset(41), verbose=0, shuffle=False
    ).history
    trainer = loop(ours, validation=dataset(41), epochs=2, steps_per_execution=steps_per_execution)
    assert trainer.run()
    if optimizer == "sgd":
        assert_same(weights_after(stock), weights_after(ours))
    for a, b in zip(weights_after(stock), weights_after(ours), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)
    for name, values in expected.items():
        np.testing.assert_allclose(ours.history.history[name], values, rtol=1e-6, err_msg=name)


def test_equals_model_fit_with_batch_normalization():
    """Our fused kernel rounds differently from Keras's operations: 20 steps to 1e-5."""
    stock, ours = network("sgd"), network("sgd")
    expected = stock.fit(
        dataset(), epochs=2, validation_data=dataset(41), verbose=0, shuffle=False
    ).history
    assert loop(ours, validation=dataset(41), epochs=2).run()
    for name, values in expected.items():
        np.testing.assert_allclose(ours.history.history[name], values, rtol=1e-5, err_msg=name)
    for a, b in zip(weights_after(stock), weights_after(ours), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)


def test_compiled_functions_are_traced_once():
    trainer = loop(network(), validation=dataset(41), epochs=4)
    trainer.run()
    assert trainer.engine.train_call.experimental_get_tracing_count() == 1
    assert trainer.evaluation.call.experimental_get_tracing_count() == 1


def test_jit_compiled_step_computes_the_same():
    """XLA fuses and so rounds differently; ten steps of plain SGD keep that small."""
    plain, jitted = network("sgd", norm=False), network("sgd", norm=False)
    loop(plain).run()
    loop(jitted, jit_compile=True).run()
    for a, b in zip(weights_after(plain), weights_after(jitted), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_evaluation_counts_every_sample_once():
    """41 samples are two full batches and one of nine; the mean is over samples."""
    model = network()
    trainer = loop(model, validation=dataset(41), epochs=1)
    trainer.run()
    x, y = arrays(41)
    logits = model(x, training=False)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
    logs = trainer.evaluate()
    assert logs["loss"] == pytest.approx(float(tf.reduce_mean(losses)), rel=1e-5)
    hits = np.argmax(logits, axis=-1) == y
    assert logs["accuracy"] == pytest.approx(hits.mean(), rel=1e-6)


def test_accumulated_micro_batches_are_the_whole_batch():
    whole, parts = network("sgd", norm=False), network("sgd", norm=False)
    loop(whole, epochs=2).run()
    loop(parts, epochs=2, micro_batches=4).run()
    for a, b in zip(weights_after(whole), weights_after(parts), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)
    np.testing.assert_allclose(
        whole.history.history["loss"], parts.history.history["loss"], rtol=1e-5
    )


@pytest.mark.parametrize("policy", ["float32", "mixed_float16"])
def test_clipping_limits_the_true_norm(policy):
    """One SGD step of rate 1 moves the weights by the clipped gradient."""
    keras.config.set_dtype_policy(policy)
    try:
        model = network(keras.optimizers.SGD(1.0), norm=False)
        step = TrainStep(model, clip_norm=0.05)
        model.optimizer.build(model.trainable_variables)
        before = weights_after(model)
        x, y = arrays(BATCH)
        step((tf.constant(x), tf.constant(y), None))
    finally:
        keras.config.set_dtype_policy("float32")
    moved = np.concatenate(
        [(a - b).ravel() for a, b in zip(before, weights_after(model), strict=True)]
    )
    assert np.linalg.norm(moved) == pytest.approx(0.05, rel=1e-3)


def test_a_gradient_that_is_not_finite_stays_visible_after_clipping():
    step = TrainStep(network(), clip_norm=1.0)
    (clipped,) = step.clip([tf.constant([1.0, np.nan])], tf.constant(1.0))
    assert np.isnan(clipped.numpy()).all()


def test_average_follows_its_recurrence_and_is_what_validation_sees():
    model = network("sgd", norm=False)
    average = WeightAverage(model.trainable_variables, 0.9)
    expected = [np.array(w, "float64") for w in model.get_weights()]
    seen = []

    class Follow(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            decay = min(0.9, (1 + batch) / (10 + batch))
            for value, weight in zip(expected, self.model.get_weights(), strict=True):
                value += (1 - decay) * (weight - value)

        def on_test_begin(self, logs=None):
            seen.append(self.model.get_weights())

    loop(model, [Follow()], validation=dataset(41), average=average).run()
    for value, a, b in zip(expected, seen[0], model.get_weights(), strict=True):
        np.testing.assert_allclose(a, value, atol=1e-6)
        np.testing.assert_array_equal(a, b)


def test_average_gives_the_raw_weights_back_bit_for_bit():
    model = network()
    average = WeightAverage(model.trainable_variables, 0.9)
    before = weights_after(model)
    for value in average.averages:
        value.assign(value + 1e-3)
    with average.applied():
        assert not np.array_equal(model.get_weights()[0], before[0])
    assert_same(before, weights_after(model))


def test_a_callback_that_watches_batches_sees_each():
    seen = []
    watcher = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: seen.append((batch, logs["loss"]))
    )
    loop(network(), [watcher]).run()
    assert [batch for batch, _ in seen] == list(range(STEPS))
    assert all(np.isfinite(value) for _, value in seen)


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_trains(policy):
    keras.config.set_dtype_policy(policy)
    try:
        model = network(keras.optimizers.Adam(0.01))
        loop(model, validation=dataset(41), epochs=3, clip_norm=1.0).run()
    finally:
        keras.config.set_dtype_policy("float32")
    losses = model.history.history["loss"]
    assert losses[-1] < losses[0]
    assert all(weight.dtype == "float32" for weight in model.trainable_weights)
