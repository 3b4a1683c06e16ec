"""Weights of classes, and those of the samples of a batch."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from suite.catalog import ComponentError
from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.mixup import Mixup
from suite.data.classes.class_weights import class_weights

LABELS = np.repeat([0, 1, 3], [30, 6, 12])


@pytest.fixture(scope="module")
def dataset():
    images = np.random.default_rng(0).normal(size=(48, 4)).astype("float32")
    held = Split(images[:4], np.array([1, 1, 1, 1]))
    return Dataset("random", Split(images, LABELS), held, None, ("cat", "cow", "dog", "1"))


def test_balanced_weights_are_those_of_scikit_learn(dataset):
    weights = class_weights("balanced", dataset)
    expected = compute_class_weight("balanced", classes=np.array([0, 1, 3]), y=LABELS)
    np.testing.assert_allclose(weights[[0, 1, 3]], expected, rtol=1e-6)
    assert weights[LABELS].mean() == pytest.approx(1)


def test_names_come_before_numbers_and_the_rest_weigh_one(dataset):
    assert class_weights(None, dataset) is None
    weights = class_weights({"cow": 2.5, "1": 0, "0": 3}, dataset)
    np.testing.assert_array_equal(weights, np.float32([3, 2.5, 1, 0]))


@pytest.mark.parametrize(
    ("setting", "message", "path"),
    [
        (
            {"cwo": 2},
            r"^no such class; did you mean 'cow'\? the classes are cat, cow, dog, 1, or 0 to 3$",
            ("class_weights", "cwo"),
        ),
        ({"4": 2}, "no such class; the classes are", ("class_weights", "4")),
        ({"-1": 2}, "no such class", ("class_weights", "-1")),
        ({"cow": 2, "cat": 1, "0": 3}, "is the class that `cat` names too", ("class_weights", "0")),
        ({"cow": 0, "cat": 0, "1": 0}, "every class weighs 0", ("class_weights",)),
    ],
)
def test_what_is_refused(dataset, setting, message, path):
    with pytest.raises(ComponentError, match=message) as caught:
        class_weights(setting, dataset)
    assert caught.value.path == path


@pytest.mark.parametrize("one_hot", [False, True])
def test_a_sample_weighs_what_its_class_does(dataset, one_hot):
    weights = class_weights({"cat": 2, "cow": 5}, dataset)
    stream = Pipeline(dataset, 12, one_hot=one_hot, class_weights=weights).training()
    for _, labels, weight in stream.take(4).as_numpy_iterator():
        numbers = labels.argmax(-1) if one_hot else labels
        np.testing.assert_array_equal(weight, weights[numbers])
        assert weight.dtype == np.float32


def test_a_mixed_label_weighs_the_mean_by_its_shares(dataset):
    weights = class_weights({"cat": 2, "cow": 5}, dataset)
    stream = Pipeline(dataset, 12, [Mixup(1.0)], 3, True, class_weights=weights).training()
    _, labels, weight = next(stream.take(1).as_numpy_iterator())
    assert ((labels > 0.01) & (labels < 0.99)).any()
    np.testing.assert_allclose(weight, labels @ weights, rtol=1e-6)


def test_evaluation_does_not_weigh(dataset):
    pipeline = Pipeline(dataset, 2, class_weights=class_weights("balanced", dataset))
    assert all(len(batch) == 2 for batch in pipeline.evaluation(dataset.validation))
