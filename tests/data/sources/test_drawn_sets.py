"""What sets that are drawn have in common: three splits, a seed, the arguments that are refused."""

from __future__ import annotations

import numpy as np
import pytest

from suite.data.dataset import Split
from suite.data.sources.blobs import blobs
from suite.data.sources.cars import cars
from suite.data.sources.digits import digits
from suite.data.sources.discs import discs
from suite.data.sources.friedman import friedman
from suite.data.sources.moons import moons
from suite.data.sources.spiral import spiral
from suite.data.sources.weather import weather
from suite.data.sources.xor import xor
from suite.data.toy import check_toy, three_splits, toy_dataset

REFUSED = [
    (blobs, {"classes": 1}, "Argument `classes` must be at least 2. Received: classes=1"),
    (blobs, {"noise": -0.1}, "Argument `noise` must be >= 0. Received: noise=-0.1"),
    (
        blobs,
        {"samples": 5},
        "Argument `samples` must be at least 2 for each of 3 classes. Received: samples=5",
    ),
    (cars, {"outliers": 1.0}, "Argument `outliers` must be in [0, 1). Received: outliers=1.0"),
    (cars, {"samples": 3}, "Argument `samples` must be at least 4. Received: samples=3"),
    (weather, {"encoding": "x"}, "Argument `encoding` must be 'one_hot' or 'number'. Received: "),
    (weather, {"samples": 5}, "Argument `samples` must be at least 6. Received: samples=5"),
    (discs, {"labels": 0}, "Argument `labels` must be at least 1. Received: labels=0"),
    (discs, {"samples": 3}, "Argument `samples` must be at least 4. Received: samples=3"),
    (discs, {"noise": -1}, "Argument `noise` must be >= 0. Received: noise=-1"),
    (friedman, {"samples": 0}, "Argument `samples` must be at least 4. Received: samples=0"),
    (friedman, {"noise": -1e-9}, "Argument `noise` must be >= 0. Received: noise=-1e-09"),
    (
        moons,
        {"samples": 3},
        "Argument `samples` must be at least 2 for each of 2 classes. Received: samples=3",
    ),
    (moons, {"noise": -2}, "Argument `noise` must be >= 0. Received: noise=-2"),
    (spiral, {"classes": 0}, "Argument `classes` must be at least 2. Received: classes=0"),
    (
        spiral,
        {"classes": 10, "samples": 19},
        "Argument `samples` must be at least 2 for each of 10 classes. Received: samples=19",
    ),
    (xor, {"noise": -0.5}, "Argument `noise` must be >= 0. Received: noise=-0.5"),
    (
        digits,
        {"only": []},
        "Argument `only` must list two digits or more, each once. Receiv",
    ),
    (digits, {"only": [1]}, "Argument `only` must list two digits or more, each once. Received: "),
    (digits, {"only": [1, 1]}, "Argument `only` must list two digits or more, each once. Receiv"),
    (digits, {"only": [1, 10]}, "Argument `only` must list two digits or more, each once. Recei"),
    (digits, {"only": [-1, 1]}, "Argument `only` must list two digits or more, each once. Recei"),
]


@pytest.mark.parametrize(("source", "arguments", "message"), REFUSED)
def test_an_argument_out_of_its_range(source, arguments, message):
    with pytest.raises(ValueError, match=r"^Argument `") as caught:
        source(**arguments)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(("classes", "noise"), [(2, 0), (2, 0.0), (1000, 1e9)])
def test_arguments_at_their_limits(classes, noise):
    check_toy(classes, noise)


LIMITS = [
    (blobs, 6),
    (cars, 4),
    (weather, 6),
    (discs, 4),
    (friedman, 4),
    (moons, 4),
    (spiral, 6),
    (xor, 4),
]


@pytest.mark.parametrize(("source", "samples"), LIMITS)
def test_the_smallest_set(source, samples):
    data = source(samples=samples)
    sizes = [len(split) for split in data.splits.values()]
    assert sizes == [samples, samples // 2, samples // 2]
    assert data.origin == {}


@pytest.mark.parametrize("samples", [9, 10, 11])
def test_an_odd_number_is_halved_downwards(samples):
    def draw(generator, count):
        return Split(generator.uniform(size=(count, 1)).astype(np.float32), np.arange(count) % 2)

    data = three_splits("mine", draw, samples, ("a", "b"), seed=0)
    assert [len(split) for split in data.splits.values()] == [samples, samples // 2, samples // 2]


def test_each_split_has_a_stream_of_its_own():
    def draw(generator, count):
        return Split(generator.uniform(size=(count, 1)).astype(np.float32), np.arange(count) % 2)

    data = three_splits("mine", draw, 20, ("a", "b"), seed=4)
    for index, split in enumerate(data.splits.values()):
        expected = np.random.default_rng([4, index]).uniform(size=(len(split), 1))
        np.testing.assert_array_equal(split.inputs, expected.astype(np.float32))


def test_the_classes_of_points_come_in_turn():
    data = toy_dataset("mine", lambda generator, labels: np.stack([labels, labels], 1), 9, 3, 0)
    assert data.train.labels.tolist() == [0, 1, 2] * 3
    assert data.train.inputs[:, 0].tolist() == [0, 1, 2] * 3
    assert data.class_names == ("0", "1", "2")


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_without_noise_a_blob_is_its_corner_of_a_polygon(classes):
    split = blobs(samples=4 * classes, classes=classes, noise=0).train
    angle = 2 * np.pi * split.labels / classes
    np.testing.assert_allclose(split.inputs, np.stack([np.cos(angle), np.sin(angle)], 1), atol=1e-6)


@pytest.mark.parametrize("turns", [0.0, 0.6, 2.0])
def test_a_spiral_arm_winds_as_its_formula_says(turns):
    split = spiral(samples=300, turns=turns, noise=0).train
    x, y = split.inputs.T
    radius = np.hypot(x, y)
    angle = 2 * np.pi * (split.labels / 3 + turns * radius)
    np.testing.assert_allclose(x, radius * np.sin(angle), atol=1e-5)
    np.testing.assert_allclose(y, radius * np.cos(angle), atol=1e-5)


def test_without_noise_xor_is_the_sign_of_a_product():
    split = xor(samples=400, noise=0).test
    np.testing.assert_array_equal(split.inputs.prod(axis=1) < 0, split.labels == 1)


def test_without_noise_a_label_of_discs_is_a_distance():
    split = discs(samples=400, labels=4, noise=0).train
    for number in range(4):
        angle = np.pi * number / 2
        center = np.array([np.cos(angle), np.sin(angle)]) / 2
        inside = np.linalg.norm(split.inputs - center, axis=1) < 1
        assert (inside == split.labels[:, number]).mean() > 0.99  # but for rounding at the edge


@pytest.mark.parametrize("only", [[0, 1], [9, 0], [3, 8, 5]])
def test_chosen_digits_are_numbered_in_the_order_that_is_given(only):
    data, whole = digits(only=only), digits()
    assert data.class_names == tuple(map(str, only))
    for split, full in zip(data.splits.values(), whole.splits.values(), strict=True):
        rows = np.isin(full.labels, only)
        np.testing.assert_array_equal(split.inputs, full.inputs[rows])
        np.testing.assert_array_equal(np.array(only)[split.labels], full.labels[rows])
