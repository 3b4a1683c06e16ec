"""The pass over held-out samples: which ones, how many in how much time, and what they are."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.examination import Deadline
from suite.examination.outcome.held_out import HeldOut
from suite.examination.outcome.outcome import budget_of
from suite.examination.outcome.predict import MOST, link_of, outputs_in_time, predict

layers = keras.layers


class Clock:
    """A deadline whose time passes when a batch is answered."""

    def __init__(self, seconds: float, per_sample: float) -> None:
        self.left, self.per_sample, self.batches = seconds, per_sample, []

    def answer(self, part: np.ndarray) -> np.ndarray:
        self.left -= self.per_sample * len(part)
        self.batches.append(len(part))
        return part[:, None]


ROWS = np.random.default_rng(0).permutation(1000)


def test_every_sample_is_answered_in_its_place_by_growing_batches():
    clock = Clock(seconds=100, per_sample=0.01)
    found = outputs_in_time(clock.answer, ROWS, clock, 0.01, 256)
    assert found[:, 0].tolist() == ROWS.tolist()
    assert clock.batches == [8, 8, 32, 128, 256, 256, 256, 56]


def test_the_last_batch_is_as_large_as_the_time_that_is_left_allows():
    clock = Clock(seconds=1.005, per_sample=0.01)
    found = outputs_in_time(clock.answer, ROWS, clock, 0.02, 256)
    assert clock.batches == [8, 8, 32, 52]
    assert found[:, 0].tolist() == ROWS[:100].tolist()
    assert clock.left >= 0


def test_no_batch_is_begun_for_which_there_is_no_time():
    clock = Clock(seconds=0.9, per_sample=0.1)
    outputs_in_time(clock.answer, ROWS, clock, 0.1, 256)
    assert clock.batches == [8]


def test_where_training_tells_that_the_first_batch_is_too_long_nothing_is_tried():
    clock = Clock(seconds=1.0, per_sample=1.0)
    assert outputs_in_time(clock.answer, ROWS, clock, 1.0, 256).size == 0
    assert clock.batches == []


def test_where_nothing_is_known_the_first_batch_is_the_measure():
    clock = Clock(seconds=1.0, per_sample=0.08)
    outputs_in_time(clock.answer, ROWS, clock, 0.0, 256)
    assert clock.batches == [8]


@pytest.mark.parametrize(("known", "answered"), [(0.0, 8), (0.001, 392)])
def test_a_slow_beginning_ends_nothing_where_training_tells_better(known, answered):
    clock = Clock(seconds=1.0, per_sample=0.001)

    def answer(part: np.ndarray) -> np.ndarray:
        clock.left -= 0.0 if clock.batches else 0.6
        return clock.answer(part)

    assert len(outputs_in_time(answer, ROWS[:392], clock, known, 256)) == answered


def test_large_samples_come_in_small_batches():
    clock = Clock(seconds=100, per_sample=0.0)
    outputs_in_time(clock.answer, ROWS[:7], clock, 0.0, 3)
    assert clock.batches == [3, 3, 1]


@pytest.mark.parametrize(
    ("rows", "seconds", "pace"),
    [
        ([], 0.3, 0.0),
        ([{"seconds": 5.0, "images_per_second": 100.0}], 0.3, 0.0),
        ([{"seconds": 5.0, "images_per_second": speed} for speed in (1.0, 100.0)], 0.3, 0.005),
        ([{"seconds": 50.0, "images_per_second": 10.0}, {"seconds": 50.0}], 2.0, 0.05),
        ([{"seconds": 1e6, "images_per_second": 100.0}], 30.0, 0.005),
        ([{"seconds": float("nan"), "images_per_second": float("nan")}], 0.3, 0.0),
    ],
)
def test_two_per_cent_of_training_but_03_seconds_at_least(rows, seconds, pace):
    deadline, found = budget_of(rows)
    assert (deadline.seconds, found) == (pytest.approx(seconds), pytest.approx(pace))


def net(*inside, shape=(2,), loss="sparse_categorical_crossentropy"):
    model = keras.Sequential([keras.Input(shape), *inside])
    model.compile("sgd", loss)
    return model


def test_at_most_ten_thousand_of_many_samples():
    held = HeldOut.of_arrays(
        net(layers.Softmax()), np.zeros((MOST + 5000, 2), np.float32), np.zeros(MOST + 5000, int)
    )
    found = predict(net(layers.Softmax()), held, Deadline(60.0))
    assert len(found) == MOST == len(set(found.places.tolist()))
    assert found.places.max() > MOST


@pytest.mark.parametrize(
    ("targets", "loss", "units", "kind", "labels"),
    [
        ([0, 2], "sparse_categorical_crossentropy", 3, "classes", [0, 2]),
        ([[0], [2]], "sparse_categorical_crossentropy", 3, "classes", [0, 2]),
        (np.eye(3)[[0, 2]], "categorical_crossentropy", 3, "classes", [0, 2]),
        ([0.0, 1.0], "binary_crossentropy", 1, "classes", [0, 1]),
        ([-1.0, 1.0], "hinge", 1, "classes", [0, 1]),
        ([[0, 1, 1], [0, 0, 0]], "binary_crossentropy", 3, "labels", [[0, 1, 1], [0, 0, 0]]),
        ([0.5, 2.5], "mse", 1, "values", [[0.5], [2.5]]),
        ([[0.5, 1.0], [2.5, 3.0]], "mae", 2, "values", [[0.5, 1.0], [2.5, 3.0]]),
    ],
)
def test_targets_of_every_form(targets, loss, units, kind, labels):
    model = net(layers.Dense(units, "sigmoid"), loss=loss)
    held = HeldOut.of_arrays(model, np.ones((2, 2), np.float32), np.asarray(targets))
    found = predict(model, held, Deadline(60.0))
    order = np.argsort(found.places)
    assert found.kind == kind
    assert found.targets[order].tolist() == labels
    assert found.outputs.shape == (2, units)


@pytest.mark.parametrize(
    ("inside", "loss", "link"),
    [
        ([layers.Dense(3, "softmax")], "categorical_crossentropy", "softmax"),
        ([layers.Dense(3), layers.Softmax()], "categorical_crossentropy", "softmax"),
        ([layers.Dense(3)], keras.losses.CategoricalCrossentropy(from_logits=True), "logits"),
        ([layers.Dense(3)], "categorical_crossentropy", "estimates"),
        ([layers.Dense(3)], "categorical_hinge", "estimates"),
        ([layers.Dense(1)], "hinge", "scores"),
        ([layers.Dense(1, "sigmoid")], "binary_crossentropy", "sigmoid"),
        ([layers.Dense(1)], keras.losses.BinaryCrossentropy(from_logits=True), "logits"),
        ([layers.Dense(3)], "mse", "estimates"),
    ],
)
def test_what_outputs_are(inside, loss, link):
    inside = [type(layer).from_config(layer.get_config()) for layer in inside]
    model = net(*inside, loss=loss)
    assert link_of(model, np.array([[0.5, -2.0, 7.0]])[:, : model.output_shape[1]]) == link


@pytest.mark.parametrize(
    ("loss", "link"),
    [
        (keras.losses.SparseCategoricalCrossentropy(from_logits=True), "logits"),
        ("sparse_categorical_crossentropy", "estimates"),
        ("hinge", "scores"),
    ],
)
def test_of_a_model_that_tells_nothing_the_loss_tells_what_outputs_are(loss, link):
    class Hidden(keras.Model):
        def call(self, x):
            return x

    model = Hidden()
    model.compile("sgd", loss)
    assert link_of(model, np.array([[2.0, 3.0]])) == link
    assert link_of(model, np.array([[0.25, 0.75]])) == "softmax"  # whatever the loss expects


def test_several_outputs_are_refused():
    inputs = keras.Input((2,))
    model = keras.Model(inputs, [layers.Dense(2)(inputs), layers.Dense(3)(inputs)])
    model.compile("sgd", "mse")
    assert HeldOut.of_arrays(model, np.ones((4, 2)), np.ones((4, 2))).kind is None


def test_outputs_that_are_no_rows_are_refused():
    model = net(layers.Dense(2), shape=(5, 3), loss="mse")
    held = HeldOut("test", HeldOut.of_arrays(net(), np.ones((4, 5, 3)), np.ones(4)).examples,
                   "values", np.ones((4, 1)))  # fmt: skip
    with pytest.raises(ValueError, match="not one row for each sample"):
        predict(model, held, Deadline(60.0))


def test_several_inputs_have_predictions_but_no_pictures():
    inputs = [keras.Input((2,)), keras.Input((3,))]
    model = keras.Model(inputs, layers.Dense(2, "softmax")(layers.Concatenate()(inputs)))
    model.compile("sgd", "sparse_categorical_crossentropy")
    arrays = [np.ones((5, 2), np.float32), np.ones((5, 3), np.float32)]
    found = predict(model, HeldOut.of_arrays(model, arrays, np.arange(5) % 2), Deadline(60.0))
    assert (len(found), found.inputs, found.form) == (5, None, "other")
