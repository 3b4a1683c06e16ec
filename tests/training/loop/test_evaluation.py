"""A pass over data that is not trained on: what is counted, and who is told."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.loop.evaluation import Evaluation
from suite.training.loop.steps_per_call import StepsPerCall

X = np.arange(14.0, dtype="float32").reshape(7, 2)
Y = np.zeros((7, 2), "float32")


@pytest.fixture(scope="module")
def measure() -> Evaluation:
    """Of a model that gives back its inputs, three batches in a call."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Identity()])
    model.compile(loss="mse", metrics=["mae"])
    steps = StepsPerCall(3, wait=lambda: None)
    return Evaluation(model, tf.distribute.get_strategy(), jit_compile=False, steps_per_call=steps)


def data(rows: int = 7, size: int = 2) -> tf.data.Dataset:
    return tf.data.Dataset.from_tensor_slices((X[:rows], Y[:rows])).batch(size)


@pytest.mark.parametrize(("rows", "size"), [(7, 1), (7, 2), (7, 3), (7, 7), (1, 2), (4, 2)])
def test_every_sample_counts_once(measure, rows, size):
    logs = measure(data(rows, size), keras.callbacks.CallbackList())
    assert logs == {
        "loss": pytest.approx((X[:rows] ** 2).mean()),
        "mae": pytest.approx(X[:rows].mean()),
    }


def test_a_second_pass_begins_anew(measure):
    first, again = (measure(data(), keras.callbacks.CallbackList()) for _ in range(2))
    assert first == again


def test_no_data_counts_nothing(measure):
    assert measure(data().take(0), keras.callbacks.CallbackList())["loss"] == 0.0


class Told(keras.callbacks.Callback):
    def __init__(self) -> None:
        super().__init__()
        self.told: list = []

    def on_test_begin(self, logs=None):
        self.told.append("begin")

    def on_test_end(self, logs=None):
        self.told.append(("end", logs["loss"]))


class Watching(Told):
    def on_test_batch_end(self, batch, logs=None):
        self.told.append((batch, logs["loss"]))


def test_who_does_not_watch_batches_hears_of_begin_and_end(measure):
    one = Told()
    logs = measure(data(), keras.callbacks.CallbackList([one]))
    assert one.told == ["begin", ("end", logs["loss"])]


def test_who_watches_batches_sees_each_of_them(measure):
    one = Watching()
    measure(data(5, 2), keras.callbacks.CallbackList([one]))
    means = [float((X[: min(5, end)] ** 2).mean()) for end in (2, 4, 6)]
    assert one.told == [
        "begin",
        *((number, pytest.approx(mean)) for number, mean in enumerate(means)),
        ("end", pytest.approx(means[-1])),
    ]


@pytest.mark.parametrize(
    ("stream", "cardinality"),
    [(lambda d: d.repeat(), -1), (lambda d: d.filter(lambda x, y: True), -2)],
)
def test_data_without_a_known_end_is_refused(measure, stream, cardinality):
    with pytest.raises(ValueError, match=r"^The validation") as refused:
        measure(stream(data()), keras.callbacks.CallbackList())
    assert str(refused.value) == (
        "The validation dataset must have a known, finite length. "
        f"Received: cardinality={cardinality}; give it one with "
        "`dataset.apply(tf.data.experimental.assert_cardinality(batches))`."
    )
