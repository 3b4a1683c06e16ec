"""The order in which the loop does things, with an engine that trains nothing."""

from __future__ import annotations

import os
import signal

import keras
import pytest

from suite.diagnostics import Finding
from suite.training.loop.engine import Taken
from suite.training.loop.loop_options import Position
from tests.training.loop.fake_engine import FakeEngine, FakeObservers, Telling, fake_loop


def told_by(**options) -> list[str]:
    told: list[str] = []
    assert fake_loop(told, **options).run()
    return told


def test_an_epoch_of_two_calls():
    assert told_by() == [
        *("train begin", "begin", "open 0"),
        *("epoch 0 begin", "take 0", "between", "take 2"),
        *("epoch 0 end", "epoch end"),
        *("close 4", "train end"),
    ]


def test_epochs_follow_each_other():
    told = told_by(epochs=3)
    assert [line for line in told if line.startswith("take")] == [
        *("take 0", "take 2", "take 4", "take 6", "take 8", "take 10"),
    ]
    assert told.count("between") == 3
    assert told[-2:] == ["close 12", "train end"]


def test_no_epoch_is_no_step():
    assert told_by(epochs=0) == ["train begin", "begin", "open 0", "close 0", "train end"]


def test_a_second_run_has_nothing_left_to_do():
    told: list[str] = []
    loop = fake_loop(told, epochs=1)
    loop.run()
    told.clear()
    loop.run()
    assert told == ["train begin", "begin", "open 4", "close 4", "train end"]


def test_more_epochs_go_on_where_the_last_ended():
    told: list[str] = []
    loop = fake_loop(told, epochs=1)
    loop.run()
    told.clear()
    loop.options.epochs = 2
    loop.run()
    assert told[2:5] == ["open 4", "epoch 1 begin", "take 4"]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (0, ["epoch 0 begin", "take 0", "between", "take 2"]),
        (2, ["take 2"]),  # inside an epoch that has begun
        (4, []),  # all of it is done, but for the validation
    ],
)
def test_an_epoch_that_goes_on(step, expected):
    told: list[str] = []
    loop = fake_loop(told)
    loop.position = Position(0, step)
    loop.run()
    assert told[3:-4] == expected
    assert loop.position == Position(1, 4)


@pytest.mark.parametrize(
    ("epoch", "step", "inside"), [(0, 0, False), (0, 1, True), (1, 4, False), (1, 5, True)]
)
def test_inside_an_epoch(epoch, step, inside):
    assert fake_loop([]).is_inside(epoch, step) is inside


def test_a_callback_stops_after_its_epoch():
    told: list[str] = []
    loop = fake_loop(told, callbacks=[Telling(told, stop_in=1)], epochs=5)
    assert loop.run()
    assert loop.position == Position(2, 8)
    assert told[-2:] == ["close 8", "train end"]


def test_a_callback_that_stops_inside_an_epoch_gets_the_epoch_s_end():
    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            told.append(f"batch {batch}")
            self.model.stop_training = True

    told: list[str] = []
    loop = fake_loop(told, callbacks=[Stop(), Telling(told)], epochs=3)
    assert loop.run()
    assert told[4:] == [
        *("take 0", "batch 1", "epoch 0 end", "epoch end", "close 2", "train end"),
    ]
    assert loop.position == Position(1, 2)


def test_a_signal_stops_before_the_epoch_s_end():
    class Interrupt(FakeEngine):
        def take(self, step, done):
            os.kill(os.getpid(), signal.SIGTERM)
            return super().take(step, done)

    told: list[str] = []
    loop = fake_loop(told, Interrupt(told))
    assert not loop.run()
    assert loop.interrupted
    assert told[4:] == ["take 0", "stop", "close 2", "train end"]
    assert loop.position == Position(0, 2)


def test_data_that_ends_ends_the_epoch():
    told: list[str] = []
    engine = FakeEngine(told, taken={2: Taken(0)})
    loop = fake_loop(told, engine)
    assert loop.run()
    assert told[4:] == [
        *("take 0", "between", "take 2", "epoch 0 end", "epoch end", "close 2", "train end"),
    ]


def test_an_optimizer_that_is_done_says_so_and_ends_training():
    told: list[str] = []
    engine = FakeEngine(told, taken={2: Taken(2, ends_epoch=True, ended="ends here: flat")})
    loop = fake_loop(told, engine, epochs=9)
    assert loop.run()
    assert loop.progress.lines == ["ends here: flat"]
    assert loop.position == Position(1, 4)


def test_the_diagnostics_are_read_where_the_engine_says_so():
    told: list[str] = []
    engine = FakeEngine(told, steps=6, taken={2: Taken(2, due=True)})
    engine.observers = FakeObservers()
    loop = fake_loop(told, engine)
    loop.run()
    assert [line for line in told if line in ("report", "between")] == [
        *("between", "report", "between", "report"),
    ]
    assert loop.epoch_logs["fake/reads"] == 2.0
    assert loop.epoch_logs["fake/passes"] == 2.0
    assert loop.reporter.reported == 6


def test_an_epoch_in_which_nothing_was_measured_has_no_figures_of_the_one_before():
    told: list[str] = []
    telling = Telling(told)
    engine = FakeEngine(told, taken={6: Taken(2, ends_epoch=True)})
    engine.observers = FakeObservers()
    loop = fake_loop(told, engine, callbacks=[telling], epochs=3)
    loop.run()
    assert [logs.get("fake/reads") for logs in telling.logs] == [1.0, None, 2.0]


def test_findings_are_heard_after_the_validation_too():
    told: list[str] = []
    engine = FakeEngine(told)
    engine.observers = FakeObservers()

    class Find(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            engine.observers.to_find = [Finding("fake", "it overfits")]

    loop = fake_loop(told, engine, callbacks=[Find(), Telling(told)])
    loop.run()
    assert [finding.text for finding in loop.reporter.findings] == ["it overfits"]
    assert told[-5:-2] == ["epoch 0 end", "found", "epoch end"]


def test_logs_hold_what_the_loop_adds():
    told: list[str] = []
    telling = Telling(told)
    fake_loop(told, callbacks=[telling], epochs=2).run()
    for number, logs in enumerate(telling.logs):
        assert {*logs} == {
            *("loss", "step", "learning_rate", "seconds", "fake/passes", "images_per_second"),
        }
        assert logs["step"] == 4 * (number + 1)
        assert logs["learning_rate"] == 0.25
        assert logs["images_per_second"] >= 40 / logs["seconds"]


def test_callbacks_meet_the_model_once_before_each_training():
    class Met(keras.callbacks.Callback):
        met = 0

        def set_model(self, model):
            super().set_model(model)
            Met.met += 1

    loop = fake_loop([], callbacks=[Met()])
    assert Met.met == 0
    loop.meet_model()
    loop.run()
    assert Met.met == 1
    loop.run()
    assert Met.met == 2


def test_the_display_ends_however_training_ends():
    class Broken(FakeEngine):
        def take(self, step, done):
            raise ValueError("as asked")

    class Ending(list):
        def begin(self, *given):
            self.append(given)

        def end(self):
            self.append("end")

    loop = fake_loop([], Broken([]), epochs=3)
    loop.progress = Ending()
    with pytest.raises(ValueError, match="as asked"):
        loop.run()
    assert loop.progress == [(3, 4, 10, 0), "end"]


def test_its_state_is_where_it_stands():
    loop = fake_loop([])
    loop.position, loop.model.stop_training = Position(3, 14), True
    state = loop.state()
    assert state.values == {"position": {"epoch": 3, "step": 14}, "stop_training": True}
    other = fake_loop([])
    other.model.stop_training = False
    other.restore(state)
    assert other.position == Position(3, 14)
    assert other.model.stop_training is True
