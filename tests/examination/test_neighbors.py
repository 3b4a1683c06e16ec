"""Labels by those of the nearest inputs."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.examination import ExaminationContext, Examples
from suite.examination.neighbors import K, neighbors
from suite.examination.support.nearest import nearest
from tests.examination.digits import changed, context, splits


def test_alike_digits_have_alike_labels():
    found = neighbors(context())
    assert found["agreement"] > 0.95
    assert found["validation_agreement"] > 0.95
    assert found["chance"] < 0.2
    assert found["samples"] == len(splits()[0])


def test_random_labels_agree_by_chance():
    train, _ = splits()
    mixed = np.random.default_rng(1).permutation(train.targets)
    found = neighbors(context(train=changed(train, targets=mixed)))
    assert found["agreement"] == pytest.approx(found["chance"], abs=0.04)
    assert found["validation_agreement"] < 0.2


def test_labels_wrong_in_validation_alone():
    _, validation = splits()
    moved = changed(validation, targets=np.roll(validation.targets, 1))
    found = neighbors(context(validation=moved))
    assert found["agreement"] > 0.95
    assert found["validation_agreement"] < 0.2


def test_values_are_explained_by_their_neighbors():
    random = np.random.default_rng(0)
    rows = random.uniform(-1, 1, (500, 2)).astype("float32")
    values = rows.sum(axis=1, keepdims=True)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    found = neighbors(ExaminationContext(model, Examples(rows, values)))
    assert found["agreement"] > 0.95
    assert found["chance"] < 0.1
    mixed = Examples(rows, random.permutation(values))
    assert neighbors(ExaminationContext(model, mixed))["agreement"] < 0.1


def test_columns_count_alike_whatever_their_unit():
    random = np.random.default_rng(0)
    rows = random.normal(size=(300, 2)).astype("float32")
    labels = (rows[:, 0] > 0).astype(int)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    train = Examples(rows * [1.0, 1e6], labels)
    assert neighbors(ExaminationContext(model, train, targets="classes"))["agreement"] > 0.85


def test_the_nearest_are_those_of_looking_at_all():
    random = np.random.default_rng(0)
    rows = random.normal(size=(300, 7)).astype("float32")
    places, distances = nearest(rows, rows, K, own=True)
    for number in (0, 130, 299):
        slow = np.linalg.norm(rows - rows[number], axis=1)
        slow[number] = np.inf
        assert places[number].tolist() == np.argsort(slow)[:K].tolist()
        np.testing.assert_allclose(distances[number], np.sort(slow)[:K], rtol=1e-5)


def test_equal_rows_have_the_distance_zero():
    rows = np.full((10, 3), 1e4, "float32")
    _, distances = nearest(rows, rows, 2, own=True)
    assert not distances.any()


def test_few_samples_words_and_several_inputs_are_not_compared():
    words = keras.Sequential([keras.Input((3,)), keras.layers.Embedding(9, 2)])
    rows = Examples(np.ones((40, 3)), np.zeros(40, int))
    assert neighbors(ExaminationContext(words, rows, targets="classes")) is None
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    few = rows.take(slice(0, 19))
    assert neighbors(ExaminationContext(model, few, targets="classes")) is None
    two = Examples([np.ones((40, 3)), np.ones((40, 3))], np.zeros(40, int))
    assert neighbors(ExaminationContext(model, two, targets="classes")) is None
