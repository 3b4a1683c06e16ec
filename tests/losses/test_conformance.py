"""Every loss of the suite goes through the same checks."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite.losses
from suite.catalog import HERE
from suite.losses.multi_class_hinge import MultiClassHinge
from suite.losses.sparse_categorical_focal_crossentropy import SparseCategoricalFocalCrossentropy
from suite.losses.sparse_categorical_smoothed_crossentropy import (
    SparseCategoricalSmoothedCrossentropy,
)
from tests.layers.gradients import numeric_gradient

CLASSES = 5
ALPHA = [0.2, 1.0, 3.0, 0.5, 2.0]
# Name -> ways to make it: every choice of its arguments.
TABLE = {
    "multi_class_hinge": [
        lambda **base: MultiClassHinge(**base),
        lambda **base: MultiClassHinge(margin=0.3, **base),
        lambda **base: MultiClassHinge("crammer_singer", **base),
        lambda **base: MultiClassHinge("crammer_singer", margin=2.5, **base),
    ],
    "sparse_categorical_focal_crossentropy": [
        lambda **base: SparseCategoricalFocalCrossentropy(**base),
        lambda **base: SparseCategoricalFocalCrossentropy(gamma=0.0, **base),
        lambda **base: SparseCategoricalFocalCrossentropy(gamma=0.5, alpha=0.25, **base),
        lambda **base: SparseCategoricalFocalCrossentropy(gamma=3.0, alpha=ALPHA, **base),
    ],
    "sparse_categorical_smoothed_crossentropy": [
        lambda **base: SparseCategoricalSmoothedCrossentropy(**base),
        lambda **base: SparseCategoricalSmoothedCrossentropy(0.0, **base),
        lambda **base: SparseCategoricalSmoothedCrossentropy(0.7, **base),
    ],
}
HELPERS = {"__init__", "class_numbers"}
every_loss = pytest.mark.parametrize(
    "make",
    [
        pytest.param(make, id=f"{name}-{number}")
        for name, ways in TABLE.items()
        for number, make in enumerate(ways)
    ],
)


def batch(samples: int = 12):
    random = np.random.default_rng(0)
    labels = np.arange(samples) % CLASSES
    return labels, 2 * random.normal(size=(samples, CLASSES))


def per_sample(loss, labels, scores):
    return keras.ops.convert_to_numpy(loss(labels, scores))


def test_table_is_complete():
    found = [entry for entry in HERE.entries("losses") if entry.origin == "suite"]
    assert {entry.name for entry in found} == set(TABLE)
    files = Path(suite.losses.__file__).parent.glob("*.py")
    assert {file.stem for file in files} == {entry.file.stem for entry in found} | HELPERS


@every_loss
def test_gradient_is_the_centered_difference(make):
    labels, scores = batch()
    loss = make(reduction="sum", dtype="float64")
    logits = tf.constant(scores)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        value = loss(labels, logits)
    actual = tape.gradient(value, logits).numpy()
    expected = numeric_gradient(lambda s: float(loss(labels, s)), scores)
    np.testing.assert_allclose(actual, expected, rtol=1e-6, atol=1e-8)


@every_loss
def test_one_loss_a_sample_in_every_form_of_the_labels(make):
    labels, scores = batch()
    loss = make(reduction=None)
    expected = per_sample(loss, labels, scores)
    assert expected.shape == (12,)
    for dtype in ("uint8", "int32", "int64", "float32"):
        np.testing.assert_array_equal(per_sample(loss, labels.astype(dtype), scores), expected)
    np.testing.assert_array_equal(per_sample(loss, labels[:, None], scores), expected)
    grid = per_sample(loss, labels.reshape(3, 4), scores.reshape(3, 4, CLASSES))
    np.testing.assert_array_equal(grid, expected.reshape(3, 4))


@every_loss
def test_reductions_and_sample_weights(make):
    labels, scores = batch()
    each = per_sample(make(reduction=None), labels, scores)
    weights = np.linspace(0, 2, 12)
    assert float(make()(labels, scores)) == pytest.approx(each.mean(), rel=1e-5)
    assert float(make(reduction="sum")(labels, scores)) == pytest.approx(each.sum(), rel=1e-5)
    weighted = float(make()(labels, scores, sample_weight=weights))
    assert weighted == pytest.approx((each * weights).mean(), rel=1e-5)


@every_loss
def test_unknown_batch_size_and_compilation(make):
    labels, scores = batch()
    loss = make(reduction=None)
    traced = tf.function(
        loss.__call__,
        input_signature=[
            tf.TensorSpec([None], tf.int64),
            tf.TensorSpec([None, CLASSES], tf.float32),
        ],
    )
    scores = scores.astype("float32")
    expected = per_sample(loss, labels, scores)
    np.testing.assert_allclose(traced(labels, scores), expected, rtol=1e-5, atol=1e-6)


@every_loss
def test_float32_and_half_precision_follow_float64(make):
    labels, scores = batch()
    scores = scores.astype("float16")
    exact = per_sample(make(reduction=None, dtype="float64"), labels, scores)
    single = per_sample(make(reduction=None), labels, scores)
    np.testing.assert_allclose(single, exact, rtol=1e-4, atol=1e-6)
    half = per_sample(make(reduction=None, dtype="float16"), labels, scores)
    np.testing.assert_allclose(half, exact, rtol=2e-3, atol=1e-3)


@every_loss
def test_serialization_round_trip(make):
    labels, scores = batch()
    loss = make(reduction="sum", name="own")
    copy = keras.losses.deserialize(keras.losses.serialize(loss))
    assert type(copy) is type(loss)
    assert copy.get_config() == loss.get_config()
    assert float(copy(labels, scores)) == float(loss(labels, scores))


@every_loss
def test_a_saved_model_loads_with_it(make, tmp_path):
    model = keras.Sequential([keras.Input((CLASSES,)), keras.layers.Dense(CLASSES)])
    model.compile("sgd", make())
    labels, scores = batch()
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert loaded.loss.get_config() == model.loss.get_config()
    assert float(loaded.loss(labels, loaded(scores))) == float(model.loss(labels, model(scores)))


@every_loss
def test_a_label_that_is_no_class_shows(make):
    scores = np.zeros((4, CLASSES))
    wrong = np.array([-1, CLASSES, 0.5, 0])
    missing = np.isnan(per_sample(make(reduction=None), wrong, scores))
    assert missing.tolist() == [True, True, True, False]


@every_loss
@pytest.mark.parametrize("confident", [60.0, 1e4])
def test_extreme_scores_have_finite_losses_and_gradients(make, confident):
    labels = np.array([0, 1])
    scores = tf.constant([[confident, 0, 0, 0, 0]] * 2)  # surely right, and surely wrong
    loss = make(reduction=None)
    with tf.GradientTape() as tape:
        tape.watch(scores)
        value = loss(labels, scores)
    assert np.isfinite(value).all()
    assert np.isfinite(tape.gradient(value, scores)).all()


@every_loss
@pytest.mark.parametrize("shape", [(3,), (4, 2), (4, CLASSES), (2, 2, 1)])
def test_labels_of_another_shape_are_refused(make, shape):
    with pytest.raises(ValueError, match="Argument `y_true` must hold a class number"):
        make()(np.zeros(shape), np.zeros((4, CLASSES)))


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (MultiClassHinge, "variant", "hinge"),
        (MultiClassHinge, "margin", 0.0),
        (MultiClassHinge, "margin", float("inf")),
        (MultiClassHinge, "margin", float("nan")),
        (SparseCategoricalFocalCrossentropy, "gamma", -0.1),
        (SparseCategoricalFocalCrossentropy, "gamma", float("nan")),
        (SparseCategoricalFocalCrossentropy, "alpha", -1),
        (SparseCategoricalFocalCrossentropy, "alpha", []),
        (SparseCategoricalFocalCrossentropy, "alpha", [0.5, -0.5]),
        (SparseCategoricalFocalCrossentropy, "alpha", [float("inf")]),
        (SparseCategoricalSmoothedCrossentropy, "label_smoothing", -0.1),
        (SparseCategoricalSmoothedCrossentropy, "label_smoothing", 1.0),
        (SparseCategoricalSmoothedCrossentropy, "label_smoothing", float("nan")),
    ],
)
def test_arguments_out_of_range_are_refused(kind, name, value):
    with pytest.raises(ValueError, match=f"Argument `{name}` must be .* Received: {name}="):
        kind(**{name: value})
