"""The first batch's loss against a guess."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest

from suite.checks.init_loss import first_loss, init_loss
from tests.checks.context import CLASSES, cnn, context, images, mlp, recipe_context, severities

layers, losses = keras.layers, keras.losses


@pytest.mark.parametrize("healthy", [mlp, cnn])
def test_healthy_nets(healthy):
    assert init_loss(context(healthy)) == []


def test_equals_the_cross_entropy_in_numpy():
    """Oracle: softmax by hand, in training mode: batch normalization by the batch's statistics."""

    def normed(x):
        x = layers.BatchNormalization(epsilon=1e-3, name="norm")(layers.Flatten()(x))
        return layers.Dense(CLASSES, kernel_regularizer="l2", name="logits")(x)

    made = context(normed)
    made.model.get_layer("norm").moving_mean.assign(np.full(72, 50.0))
    x = images(32).reshape(32, -1)
    x = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-3)
    logits = x @ made.model.get_layer("logits").kernel.numpy()
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    expected = -log_p[np.arange(32), np.arange(32) % CLASSES].mean()
    assert first_loss(made) == pytest.approx(float(expected), rel=1e-4)


@pytest.mark.parametrize(("deviation", "severity"), [(0.35, "note"), (2.0, "warning")])
def test_large_weights(deviation, severity):
    wide = keras.initializers.RandomNormal(stddev=deviation)
    (finding,) = init_loss(context(lambda x: mlp(x, kernel_initializer=wide.clone())))
    assert (finding.severity, finding.topic) == (severity, "init/large")
    assert finding.figure > finding.limit


def test_a_summed_loss():
    summed = losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    (finding,) = init_loss(context(mlp, summed))
    assert (finding.severity, finding.topic) == ("warning", "loss/softmax")
    loss = "loss={kind: sparse_categorical_crossentropy, reduction: sum}"
    (finding,) = init_loss(recipe_context("models/mlp-digits", loss))
    assert str(finding.edit) == "loss.reduction: sum -> sum_over_batch_size"


def test_a_model_that_knows_the_answers():
    def knowing(x):
        return layers.Lambda(lambda t: 20 * t[:, 0, 0, :1] * [1.0, 0, 0, 0])(x)

    x = np.abs(images(32)) + 1
    known = context(knowing, y=np.zeros(32, int))
    object.__setattr__(known, "batch", (x, np.zeros(32, int)))
    (finding,) = init_loss(known)
    assert (finding.severity, finding.limit) == ("note", 0.5)
    assert finding.figure == pytest.approx(0, abs=1e-3)


def test_binary_losses_are_measured_by_ln_2():
    binary = losses.BinaryCrossentropy(from_logits=True)
    one_hot = np.eye(CLASSES)[np.arange(32) % CLASSES]
    assert init_loss(context(mlp, binary, y=one_hot)) == []
    large = context(mlp, binary, y=one_hot)
    large.model.set_weights([9 * weight for weight in large.model.get_weights()])
    (finding,) = init_loss(large)
    assert finding.figure == pytest.approx(first_loss(large) / math.log(2))


def test_other_losses_are_not_judged():
    assert init_loss(context(mlp, "mse", y=np.eye(CLASSES)[np.arange(32) % CLASSES])) == []


def test_a_loss_that_cannot_be_computed():
    findings = init_loss(context(mlp, y=np.arange(32) + 90))
    assert severities(findings) == ["error"]


def test_a_loss_that_is_not_finite():
    broken = context(mlp)
    broken.model.set_weights([np.full_like(w, np.nan) for w in broken.model.get_weights()])
    assert severities(init_loss(broken)) == ["error"]


def constant(logits, y, **compiled):
    """A net that says the same of every sample."""
    made = context(mlp, compiled.get("loss"), y=y)
    *_, last = made.model.layers
    last.set_weights([np.zeros_like(last.get_weights()[0]), np.asarray(logits, "float32")])
    return made


ZEROS = np.zeros(32, int)


@pytest.mark.parametrize(
    ("ratio", "severity", "limit"),
    [
        (0.1, "note", 0.5),
        (0.499, "note", 0.5),
        (0.501, None, None),
        (1.0, None, None),
        (1.999, None, None),
        (2.001, "note", 2.0),
        (7.99, "note", 2.0),
        (8.01, "warning", 8.0),
    ],
)
def test_every_limit(ratio, severity, limit):
    """The others' logits are l, so that L0 = ln(1 + 3 e^l)."""
    logit = math.log((4**ratio - 1) / 3)
    made = constant([0.0, logit, logit, logit], ZEROS)
    assert first_loss(made) == pytest.approx(ratio * math.log(4), rel=1e-5)
    found = init_loss(made)
    assert [one.severity for one in found] == ([] if severity is None else [severity])
    for one in found:
        assert (one.limit, one.figure) == (limit, pytest.approx(ratio, rel=1e-5))


@pytest.mark.parametrize(
    ("logit", "text"),
    [
        (
            20.0,
            "21.1, where a guess among 4 classes costs 1.39: the model begins with large outputs.",
        ),
        (
            -5.0,
            "0.02, where a guess among 4 classes costs 1.39: the model knows something before "
            "training.",
        ),
    ],
)
def test_its_words(logit, text):
    (finding,) = init_loss(constant([0.0, logit, logit, logit], ZEROS))
    assert finding.text == f"The first batch's loss is {text}"


def test_the_words_for_a_summed_loss():
    summed = losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    (finding,) = init_loss(constant([0.0] * 4, ZEROS, loss=summed))
    assert finding.text == (
        "The first batch's loss is 44.4, where a guess among 4 classes costs 1.39: it is summed "
        "over the batch, which multiplies the learning rate too."
    )


@pytest.mark.parametrize(("samples", "judged"), [(15, False), (16, True)])
def test_a_few_samples_say_little(samples, judged):
    made = constant([0.0, 20.0, 20.0, 20.0], ZEROS)
    object.__setattr__(made, "batch", tuple(part[:samples] for part in made.batch))
    assert bool(init_loss(made)) is judged


def test_one_output_has_no_guess():
    one = context(lambda x: layers.Dense(1)(layers.Flatten()(x)), y=ZEROS)
    assert init_loss(one) == []


def test_inputs_that_are_not_finite_are_named_by_another_check():
    made = context(mlp)
    batch = np.full_like(made.batch[0], np.nan)
    object.__setattr__(made, "batch", (batch, made.batch[1]))
    assert init_loss(made) == []
