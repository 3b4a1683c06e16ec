"""The calls that the engine of mini-batches makes of an epoch."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import tensorflow as tf

from suite.training.loop.engine import REPORT_STEPS
from suite.training.loop.loop_options import LoopOptions, Position
from suite.training.loop.mini_batches import MiniBatches
from suite.training.loop.steps_per_call import StepsPerCall


def engine(steps: int, per_call: int = 1000, observed: bool = False, every=None) -> MiniBatches:
    """One whose call does nothing."""
    made = MiniBatches(lambda step: tf.data.Dataset.range(step, step + 3), steps, batch_size=16)
    resets: list[int] = []
    model = SimpleNamespace(reset_metrics=lambda: resets.append(1))
    options = LoopOptions(stop_every=every)
    strategy = tf.distribute.get_strategy()
    made.setup = SimpleNamespace(model=model, options=options, strategy=strategy, resets=resets)
    made.observers = object() if observed else None
    made.steps_per_call = StepsPerCall(per_call, wait=lambda: None)
    made.train_call = lambda batches, count: None
    made._iterator = iter(())
    return made


def calls_of(made: MiniBatches, epoch: int = 0, step: int = 0):
    """(first, last, due, ends the epoch) of each call."""
    position, found = Position(epoch, step), []
    for call in made.calls(epoch, position):
        taken = call.make()
        assert taken.steps == call.last - call.first + 1
        position.step += taken.steps
        found.append((call.first, call.last, taken.due, taken.ends_epoch))
    return found


@pytest.mark.parametrize(
    ("steps", "per_call", "expected"),
    [
        (3, 1, [(0, 0, False, False), (1, 1, False, False), (2, 2, True, True)]),
        (5, 2, [(0, 1, False, False), (2, 3, False, False), (4, 4, True, True)]),
        (4, 100, [(0, 3, True, True)]),
        (1, 1, [(0, 0, True, True)]),
    ],
)
def test_an_epoch_is_cut_into_calls(steps, per_call, expected):
    assert calls_of(engine(steps, per_call)) == expected


def test_without_diagnostics_no_call_ends_for_them():
    assert calls_of(engine(250)) == [(0, 249, True, True)]


def test_diagnostics_are_read_every_hundred_steps_of_the_run():
    assert REPORT_STEPS == 100
    assert calls_of(engine(250, observed=True)) == [
        (0, 99, True, False),
        (100, 199, True, False),
        (200, 249, True, True),
    ]
    # The second epoch begins at step 250: it is read at 300, 400 and 500.
    assert calls_of(engine(250, observed=True), epoch=1, step=250) == [
        (0, 49, True, False),
        (50, 149, True, False),
        (150, 249, True, True),
    ]


def test_calls_that_happen_to_end_at_a_hundred_are_due():
    due = [first for first, _, due, _ in calls_of(engine(300, per_call=50)) if due]
    assert due == [50, 150, 250]


@pytest.mark.parametrize(
    ("every", "lasts"), [(3, [2, 5, 8, 9]), (10, [9]), (7, [6, 9]), (100, [9])]
)
def test_a_call_ends_where_a_checkpoint_is_wanted(every, lasts):
    assert [last for _, last, *_ in calls_of(engine(10, every=every))] == lasts


def test_checkpoints_count_the_steps_of_the_run():
    assert [last for _, last, *_ in calls_of(engine(10, every=7), 1, 10)] == [3, 9]


@pytest.mark.parametrize(
    ("step", "firsts", "resets"),
    [(10, [0, 4, 8], 1), (13, [3, 7], 0), (19, [9], 0), (20, [], 0)],
)
def test_a_resumed_epoch_goes_on_with_its_metrics(step, firsts, resets):
    made = engine(10, per_call=4)
    assert [first for first, *_ in calls_of(made, epoch=1, step=step)] == firsts
    assert len(made.setup.resets) == resets


def test_samples_are_counted_by_steps():
    assert [engine(10).images(steps, {}) for steps in (0, 1, 7)] == [0, 16, 112]


def first_of(made: MiniBatches) -> int:
    return int(next(made._iterator))


def test_the_stream_is_opened_at_its_step():
    made = engine(10)
    made.open(5)
    assert [first_of(made) for _ in range(3)] == [5, 6, 7]


def test_a_run_that_goes_on_takes_the_stream_of_the_last():
    made = engine(10)
    made.open(0)
    assert first_of(made) == 0
    made.close(1)
    made.open(1)
    assert first_of(made) == 1  # not opened anew, which would have given 1 as well ...
    made.close(7)
    made.open(7)
    assert first_of(made) == 2  # ... but here 7


def test_a_stream_that_stands_elsewhere_is_left():
    made = engine(10)
    made.open(0)
    made.close(3)
    made.open(4)
    assert first_of(made) == 4


def test_after_an_error_the_stream_is_not_taken_again():
    made = engine(10)
    made.open(0)
    made.close(0)
    made.open(0)
    first_of(made)  # an error follows, and no close
    made.open(0)
    assert first_of(made) == 0
