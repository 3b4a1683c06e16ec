"""The order of `Model.fit`, with an engine that trains nothing."""

from __future__ import annotations

import os
import signal
from typing import Any

import keras
import pytest

from suite.runs.progress.progress import Progress
from suite.training.fit.fit_loop import FitLoop
from suite.training.loop.engine import Call, Taken
from suite.training.loop.loop_options import LoopOptions
from tests.training.loop.fake_engine import FakeEngine, FakeObservers, Telling, small_model


def fit_loop(told: list[str], engine: FakeEngine | None = None, **given: Any) -> FitLoop:
    """A loop of `suite.fit` whose callbacks write down what they are called with."""
    model, epochs = small_model(), given.pop("epochs", 2)
    callbacks = given.pop("callbacks", [Telling(told)])
    hooks = keras.callbacks.CallbackList(callbacks, add_history=True, model=model)
    return FitLoop(
        model,
        engine or FakeEngine(told),
        hooks.callbacks,
        Progress(),
        LoopOptions(epochs=epochs),
        hooks=hooks,
        **given,
    )


def told_by(**given: Any) -> list[str]:
    told: list[str] = []
    loop = fit_loop(told, **given)
    assert loop.run()
    return told


def test_two_epochs():
    assert told_by() == [
        *("train begin", "open 0"),
        *("epoch 0 begin", "take 0", "take 2", "epoch 0 end"),
        *("epoch 1 begin", "take 4", "take 6", "epoch 1 end"),
        *("close 8", "train end"),
    ]


def test_no_epoch():
    assert told_by(epochs=0) == ["train begin", "open 0", "close 0", "train end"]


def test_the_first_epoch_may_be_a_later_one():
    told: list[str] = []
    engine = FakeEngine(told)
    engine.calls = lambda epoch, position: iter(())  # counts from the beginning of a run
    fit_loop(told, engine, initial_epoch=3, epochs=5).run()
    assert [line for line in told if line.startswith("epoch")] == [
        *("epoch 3 begin", "epoch 3 end", "epoch 4 begin", "epoch 4 end"),
    ]


def test_a_callback_may_set_the_first_epoch():
    class Skip(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.model._initial_epoch = 1

    told: list[str] = []
    engine = FakeEngine(told)
    engine.calls = lambda epoch, position: iter(())
    fit_loop(told, engine, callbacks=[Skip(), Telling(told)]).run()
    assert [line for line in told if line.startswith("epoch")] == ["epoch 1 begin", "epoch 1 end"]


def test_who_stops_before_the_first_batch_is_heard_after_the_first_call():
    """Keras looks at `stop_training` after a batch."""

    class Stop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.model.stop_training = True

    told: list[str] = []
    fit_loop(told, callbacks=[Stop(), Telling(told)]).run()
    assert told[2:] == ["epoch 0 begin", "take 0", "epoch 0 end", "close 2", "train end"]


def test_a_callback_stops_after_its_epoch():
    told: list[str] = []
    loop = fit_loop(told, callbacks=[Telling(told, stop_in=0)], epochs=9)
    assert loop.run()
    assert told[-3:] == ["epoch 0 end", "close 4", "train end"]


def test_a_signal_stops_before_the_epoch_s_end():
    class Interrupt(FakeEngine):
        def take(self, step: int, done: int) -> Taken:
            os.kill(os.getpid(), signal.SIGTERM)
            return super().take(step, done)

    told: list[str] = []
    loop = fit_loop(told, Interrupt(told))
    assert not loop.run()
    assert told[2:] == ["epoch 0 begin", "take 0", "close 2", "train end"]


def test_the_metrics_begin_anew_before_the_callbacks_hear_of_the_epoch():
    class Look(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            found.append(float(self.model.get_metrics_result()["loss"]))
            self.model._loss_tracker.update_state(5.0)

    found: list[float] = []
    fit_loop([], callbacks=[Look()], epochs=3).run()
    assert found == [0.0, 0.0, 0.0]


def test_what_diagnostics_measured_is_told_but_stays_out_of_keras_s_history():
    told: list[str] = []
    engine, telling = FakeEngine(told), Telling(told)
    engine.observers = FakeObservers()
    loop = fit_loop(told, engine, callbacks=[telling])
    loop.run()
    assert {*telling.logs[0]} == {"loss", "fake/reads", "fake/passes"}
    assert {*loop.model.history.history} == {"loss"}
    assert {*loop.record} == {
        *("step", "learning_rate", "seconds", "fake/reads", "fake/passes", "images_per_second"),
    }
    assert loop.record["step"] == [4, 8]
    assert loop.record["fake/reads"] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("due", "reads"),
    [
        ({}, 2),  # the engine has it read at the end of each epoch
        ({2: Taken(2), 6: Taken(2)}, 2),  # an end that nobody saw coming
        ({0: Taken(2, due=True), 2: Taken(2), 4: Taken(2, due=True), 6: Taken(2)}, 4),
        ({2: Taken(0), 4: Taken(2), 6: Taken(0)}, 2),  # data that ended
    ],
)
def test_the_diagnostics_are_read_at_the_end_of_each_epoch(due, reads):
    class Engine(FakeEngine):
        def calls(self, epoch, position):
            for step in (0, 2):
                yield from self.one(4 * epoch + step, step)

        def one(self, step, done):
            yield Call(done, done + 1, lambda: self.take(step, done))

    engine = Engine([], taken=due)
    engine.observers = FakeObservers()
    fit_loop([], engine).run()
    assert engine.observers.reads == reads


def test_an_epoch_whose_samples_nobody_counted_has_no_speed():
    engine = FakeEngine([])
    engine.images = lambda steps, measured: 0
    loop = fit_loop([], engine)
    loop.run()
    assert "images_per_second" not in loop.record


def test_nothing_is_done_to_the_weights_where_nothing_was_trained():
    called: list[str] = []
    for epochs in (0, 1):
        loop = fit_loop([], epochs=epochs)
        loop.model.optimizer.finalize_variable_values = lambda variables: called.append("final")
        loop.run()
        assert len(called) == epochs


@pytest.mark.parametrize(
    ("frequency", "validated"), [(1, [0, 1, 2, 3]), (2, [1, 3]), ([1, 4], [0, 3]), (9, [])]
)
def test_validation_is_as_frequent_as_is_asked(frequency, validated):
    loop = fit_loop([], validation_freq=frequency)
    assert [epoch for epoch in range(4) if loop.validates_after(epoch)] == validated
