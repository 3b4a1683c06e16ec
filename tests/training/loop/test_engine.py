"""What an engine is given, and what its calls tell."""

from __future__ import annotations

import pytest
import tensorflow as tf

from suite.training.loop.engine import Setup, Taken
from suite.training.loop.loop_options import LoopOptions, Position
from suite.training.replicas.agreement import Agreement
from tests.training.loop.fake_engine import fake_loop, small_model


def setup(steps, is_watched: bool) -> Setup:
    strategy = tf.distribute.get_strategy()
    options = LoopOptions(steps_per_execution=steps)
    return Setup(small_model(), strategy, options, [], is_watched, Agreement(strategy))


@pytest.mark.parametrize(
    ("steps", "is_watched", "first"),
    [("auto", False, 1), ("auto", True, 1), (7, False, 7), (7, True, 7)],
)
def test_the_first_call_takes(steps, is_watched, first):
    assert setup(steps, is_watched).steps_per_call().next(100) == first


@pytest.mark.parametrize(("is_watched", "timed"), [(False, True), (True, False)])
def test_who_watches_single_batches_keeps_them_single(is_watched, timed, monkeypatch):
    made = setup("auto", is_watched).steps_per_call()
    for _ in range(4):
        made.timed(lambda: None)
    assert (made.next(100) > 1) is timed


def test_waiting_reads_the_optimizer():
    setup(1, False).wait()


def test_a_call_tells_nothing_but_its_steps_by_default():
    assert Taken(3) == Taken(3, due=False, ends_epoch=False, measured={}, ended=None)


def test_options_change_nothing_by_default():
    options = LoopOptions()
    assert (options.epochs, options.steps_per_execution, options.micro_batches) == (1, "auto", 1)
    assert not options.jit_compile
    assert not options.stop_at_nan
    assert (options.clip_norm, options.average, options.rates, options.stop_every) == (None,) * 4
    assert Position() == Position(epoch=0, step=0)


def test_the_loop_gives_the_engine_what_it_has():
    loop = fake_loop([], epochs=2, clip_norm=3.0)
    given = loop.engine.setup
    assert given.model is loop.model
    assert given.options.clip_norm == 3.0
    assert given.diagnostics == []
    assert not given.is_watched
    assert given.agreement is loop.agreement
