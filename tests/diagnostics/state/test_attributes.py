"""Which attributes of a callback are its state."""

from __future__ import annotations

import inspect
from typing import ClassVar

import keras
import numpy as np
import pytest
from keras.src import callbacks as keras_callbacks

from suite.diagnostics import Diagnostic
from suite.diagnostics.state import attributes, held_by_class, set_attributes
from suite.diagnostics.state.attributes import STOCK, held, stock_bases

callbacks = keras.callbacks


class Plain(callbacks.Callback):
    """Somebody's own."""

    rows: ClassVar = [1]
    table: ClassVar = {"a": 1}
    most = 7
    text = "of the class"
    array = np.zeros(2)

    def __init__(self):
        super().__init__()
        self.count = 3
        self._hidden = {4}

    def on_epoch_end(self, epoch, logs=None):
        self.count += 1


class Derived(Plain):
    more: ClassVar = {5}
    table: ClassVar = {"b": 2}

    def __init__(self):
        super().__init__()
        self.rows = [9]


class Slotted(Plain):
    __slots__ = ("empty", "slot")

    def __init__(self):
        super().__init__()
        self.slot = "kept too"


class Stopping(callbacks.EarlyStopping):
    def __init__(self):
        super().__init__(patience=5)
        self.own = "mine"


def test_own_attributes_and_containers_of_the_class_are_state():
    found = attributes(Plain())
    assert found["count"] == 3
    assert found["_hidden"] == {4}
    assert found["rows"] is Plain.rows
    assert found["table"] is Plain.table
    assert found["array"] is Plain.array


@pytest.mark.parametrize("name", ["most", "text", "on_epoch_end", "model", "params", "_model"])
def test_constants_methods_and_what_the_loop_gives_are_not(name):
    callback = Plain()
    callback.set_model(keras.Sequential())
    callback.set_params({"epochs": 3})
    assert name not in attributes(callback)


def test_an_attribute_hides_that_of_the_class():
    found = attributes(Derived())
    assert found["rows"] == [9]
    assert found["table"] == {"b": 2}
    assert found["more"] == {5}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Plain, {"rows", "table", "array"}),
        (Derived, {"rows", "table", "array", "more"}),
        (callbacks.EarlyStopping, set()),
        (Stopping, set()),
        (Diagnostic, set()),
    ],
)
def test_what_the_bodies_of_classes_hold(kind, names):
    assert set(held_by_class(kind)) == names


def test_slots_are_attributes_as_well():
    callback = Slotted()
    assert held(callback)["slot"] == "kept too"
    assert "empty" not in held(callback)
    assert attributes(callback)["count"] == 3


def test_attributes_are_given_back():
    callback = Plain()
    set_attributes(callback, {"count": 8, "later": [1]})
    assert (callback.count, callback.later) == (8, [1])


@pytest.mark.parametrize(
    ("callback", "state"),
    [
        (callbacks.EarlyStopping(patience=2), {"wait", "stopped_epoch", "best_weights"}),
        (callbacks.ReduceLROnPlateau(), {"wait", "best", "cooldown_counter"}),
        (callbacks.ModelCheckpoint("m.keras"), {"_last_batch_seen", "best"}),
        (callbacks.LambdaCallback(), set()),
        (callbacks.TerminateOnNaN(), set()),
        (callbacks.LearningRateScheduler(lambda epoch: 0.1), set()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_stock_callback_keeps_its_counters_and_not_its_arguments(callback, state):
    found = set(attributes(callback))
    assert state <= found
    assert not found & set(inspect.signature(type(callback)).parameters)


def test_a_class_that_derives_from_a_stock_one_adds_its_own():
    found = attributes(Stopping())
    assert found["own"] == "mine"
    assert "wait" in found
    assert "patience" not in found
    assert stock_bases(Stopping) == ["EarlyStopping", "MonitorCallback"]


def test_every_callback_of_keras_is_known():
    named = {
        name
        for name, kind in vars(keras.callbacks).items()
        if isinstance(kind, type) and issubclass(kind, callbacks.Callback) and name != "Callback"
    }
    assert named - set(STOCK) == set()
    assert keras_callbacks.__name__ == "keras.src.callbacks"


def test_a_diagnostic_has_no_state_but_what_it_holds():
    assert set(attributes(Diagnostic(every=3))) == {"every", "layers"}
