"""Measures of inputs and of components, against what was worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace

import keras
import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.data import components, inputs
from tests.studies.hand_made import dense_net

# Two columns of mean 2 and 0, deviation 1 and 2, correlation 0.
POINTS = np.array([[1, -2], [3, -2], [1, 2], [3, 2]], "float32")


def arm_with(x, labels=None, model=None, test=None):
    """An arm whose model normalizes nothing, unless one is given."""
    x = np.asarray(x, "float32")
    labels = np.zeros(len(x), int) if labels is None else np.asarray(labels)
    test = (x, labels) if test is None else test
    return SimpleNamespace(
        dataset=SimpleNamespace(name="hand", train=x, input_shape=x.shape[1:]),
        inputs=lambda count: x[:count],
        test_inputs=lambda: np.asarray(test[0], "float32"),
        test_labels=lambda: np.asarray(test[1]),
        initial_model=model or dense_net(np.ones((x.shape[1], 2))),
        model=model or dense_net(np.ones((x.shape[1], 2))),
    )


def test_mean_and_deviation_of_what_is_seen():
    arm = arm_with(POINTS)
    assert inputs.seen_mean(arm) == 2
    rows = [[value, 0] for value in (1, 2, 3, 4, 1000)]
    assert inputs.seen_deviation(arm_with(rows)) == pytest.approx(1.4826)
    assert inputs.seen_deviation(arm_with(POINTS), 1) == pytest.approx(2 * 1.4826)


def test_the_condition_is_that_of_the_second_moments_with_the_bias():
    moments = np.array([[5, 0, 2], [0, 4, 0], [2, 0, 1]])
    values = np.linalg.eigvalsh(moments)
    assert inputs.input_condition(arm_with(POINTS)) == pytest.approx(values[-1] / values[0])
    assert inputs.input_condition(arm_with([[1], [-1]])) == pytest.approx(1)
    # a column that says nothing beside the bias does not count
    assert inputs.input_condition(arm_with([[1, 0], [-1, 0]])) == pytest.approx(1)


def test_columns_that_exclude_one_another():
    hot = arm_with(np.eye(4)[[0, 1, 3]])
    assert inputs.input_width(hot) == 4
    assert inputs.ones_per_input(hot) == 1
    assert inputs.zero_inputs(hot) == 0.75
    assert inputs.ones_per_input(arm_with([[1, 0], [1, 1], [0, 0], [0, 2]])) == 0.25
    assert inputs.ones_per_input(arm_with([[1], [0]])) == 0


def test_a_class_that_is_normalized_by_itself_looks_like_the_average():
    """The right class is the sign of x: by its own mean half of each class lies below 0."""
    x = np.array([[-3], [-1], [1], [3]], "float32")
    arm = arm_with(x, [0, 0, 1, 1], dense_net([[-1, 1]]))
    assert inputs.accuracy_by_training_statistics(arm) == 1
    assert inputs.accuracy_by_own_statistics(arm) == 0.5


def test_an_image_is_shifted_in_eight_directions():
    """Class 0 is brighter at the left; an image of 2x2 that is shifted sideways is even."""
    x = np.array([[[1, 0], [1, 0]], [[0, 1], [0, 1]]], "float32")[..., None]
    picture = keras.Input((2, 2, 1))
    dense = keras.layers.Dense(2, use_bias=False)
    model = keras.Model(picture, dense(keras.layers.Flatten()(picture)))
    dense.set_weights([np.array([[1, 0], [0, 1], [1, 0], [0, 1]], "float32")])
    arm = arm_with(x, [0, 1], model)
    # A shift by one to either side leaves an even image, which counts as class 0; up and down none.
    assert inputs.shifted_accuracy(arm) == pytest.approx((2 * 1 + 6 * 0.5) / 8)
    with pytest.raises(UserError, match="are no images"):
        inputs.shifted_accuracy(arm_with(POINTS))


def test_a_line_turns_about_the_origin():
    assert inputs.turned_accuracy(0, 0, 0.0) == pytest.approx(1, abs=5e-3)
    assert inputs.turned_accuracy(0, 50, 0.0) == inputs.turned_accuracy(0, 0, 0.0)
    # Far away all of a draw's points lie on one side: half of them are right.
    assert inputs.turned_accuracy(0, 1000) == pytest.approx(0.5, abs=0.05)
    assert inputs.turned_accuracy(1, 5) != inputs.turned_accuracy(2, 5)


def test_float32_has_24_bits():
    assert inputs.swallowed(2.0**24, 1) == 1
    assert inputs.swallowed(2.0**24 - 2, 1) == 0


def test_what_is_seen_is_behind_the_models_normalization():
    arm = Arm(suite.load("data/pca-whitening", "data.normalize=standard"))
    x = arm.inputs(1252).astype(float)
    each = (x.mean(axis=0) - x.mean()) / x.std()  # per channel: pixels keep means of their own
    assert inputs.seen_mean(arm) == pytest.approx(np.abs(each).max(), rel=1e-4)
    white = Arm(suite.load("data/pca-whitening"))
    assert inputs.seen(white).shape == (1252, 28)
    assert components.covariance_error(white) < 0.02
    assert components.largest_correlation(white) < 1e-3


def test_covariance_and_correlation():
    arm = arm_with(POINTS)
    assert components.covariance_error(arm) == 3
    assert components.largest_correlation(arm) == 0
    tied = arm_with([[0, 0, 5], [1, 2, 5], [2, 4, 5]])
    assert components.largest_correlation(tied) == pytest.approx(1)


def test_components_by_their_share_of_the_variance():
    # variances 4, 1 and 0, along the axes
    x = np.array([[2, 1, 0], [-2, 1, 0], [2, -1, 0], [-2, -1, 0]])
    arm = arm_with(x)
    assert [components.components_for(arm, share) for share in (0.5, 0.8, 0.81, 1.0)] == [
        1,
        1,
        2,
        2,
    ]
    assert components.variance_share(arm, 2, 3) == pytest.approx(0.2)
    assert components.whitened_share(arm, 1, 1) == components.whitened_share(arm, 2, 2) == 0.5
    assert components.whitened_share(arm, 3, 3) == 0
    assert components.reconstruction_error(arm, 1) == pytest.approx(0.2)
    assert components.reconstruction_error(arm, 2) == pytest.approx(0, abs=1e-9)
    with pytest.raises(UserError, match=r"components go from 1 to 3. Received: 2 to 4"):
        components.variance_share(arm, 2, 4)


def test_the_frequency_of_a_component_is_that_of_its_waves():
    ways = np.arange(8)
    slow = np.cos(2 * np.pi * ways / 8)[None, :] * np.ones((8, 1))
    quick = np.cos(2 * np.pi * 3 * ways / 8)[:, None] * np.ones((1, 8))
    weights = np.array([[3, 0], [-3, 0], [0, 1], [0, -1]])
    x = (weights[:, :1, None] * slow + weights[:, 1:, None] * quick)[..., None]
    arm = arm_with(x, model=keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten()]))
    assert components.eigenvector_frequency(arm, 1, 1) == pytest.approx(1)
    assert components.eigenvector_frequency(arm, 2, 2) == pytest.approx(3)
    with pytest.raises(UserError, match="are no images"):
        components.eigenvector_frequency(arm_with(POINTS), 1, 1)
