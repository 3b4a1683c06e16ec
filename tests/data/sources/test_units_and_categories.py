"""cars and weather: the labels are what the formulas say."""

from __future__ import annotations

import numpy as np
import pytest

from suite.data.sources.cars import cars
from suite.data.sources.weather import weather


def test_a_car_is_in_an_accident_where_its_share_of_the_way_is_larger():
    split = cars(samples=400).train
    age, way = (split.inputs - [18, 0]).T / np.array([[72.0], [200_000.0]])
    np.testing.assert_array_equal(split.labels, way > age)
    assert 0 <= age.min() < 0.02 < 0.98 < age.max() <= 1
    assert 0 <= way.min() < 0.02 < 0.98 < way.max() <= 1


def test_outliers_are_a_share_of_the_training_cars_in_metres():
    plain, wrong = cars(samples=2000), cars(samples=2000, outliers=0.1)
    factor = wrong.train.inputs[:, 1] / plain.train.inputs[:, 1]
    np.testing.assert_allclose(np.unique(factor.round(3)), [1, 1000])
    assert np.mean(factor > 1) == pytest.approx(0.1, abs=0.02)
    np.testing.assert_array_equal(wrong.train.labels, plain.train.labels)
    np.testing.assert_array_equal(wrong.test.inputs, plain.test.inputs)


def test_each_weather_has_one_vehicle_and_one_column():
    hot, number = weather(60).train, weather(60, encoding="number").train
    np.testing.assert_array_equal(hot.inputs.sum(axis=1), 1)
    np.testing.assert_array_equal(hot.inputs @ np.arange(6), number.inputs[:, 0])
    pairs = set(zip(number.inputs[:, 0].tolist(), number.labels.tolist(), strict=True))
    assert pairs == {(0, 0), (1, 1), (2, 2), (3, 1), (4, 2), (5, 0)}
    assert np.bincount(number.inputs[:, 0].astype(int)).tolist() == [10] * 6
