"""How many steps a call takes, with a clock that the tests turn."""

from __future__ import annotations

import pytest

from suite.training.loop import steps_per_call
from suite.training.loop.steps_per_call import MOST_STEPS, StepsPerCall


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until a test moves it."""

    class Clock:
        now = 0.0

        def take(self, seconds: float) -> None:
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr(steps_per_call.time, "perf_counter", lambda: clock.now)
    return clock


def settled(clock, seconds, agree=float) -> int:
    """The steps per call after calls that take so long, of which the first one compiles."""
    steps = StepsPerCall("auto", wait=lambda: None, agree=agree)
    for length in seconds:
        assert steps.next(1000) == 1
        steps.timed(lambda length=length: clock.take(length))
    return steps.next(1000)


@pytest.mark.parametrize(
    ("setting", "remaining", "expected"),
    [(1, 10, 1), (7, 10, 7), (7, 3, 3), ("7", 10, 7), ("auto", 10, 1), (500, 200, 200)],
)
def test_never_more_than_remain(setting, remaining, expected):
    assert StepsPerCall(setting, wait=lambda: None).next(remaining) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([9.0, 0.04, 0.04, 0.04], 10),  # 0.4 s / 0.04 s
        ([0.001, 0.04, 0.04, 0.04], 10),  # the first one does not count
        ([9.0, 0.08, 0.04, 0.05], 10),  # the fastest does
        ([9.0, 0.03, 0.03, 0.03], 13),  # rounded
        ([9.0, 2.0, 2.0, 2.0], 1),  # never none
        ([9.0, 1e-6, 1e-6, 1e-6], MOST_STEPS),
    ],
)
def test_a_call_takes_about_four_tenths_of_a_second(clock, seconds, expected):
    assert settled(clock, seconds) == expected


@pytest.mark.parametrize("calls", [0, 1, 2, 3])
def test_it_is_not_settled_before_the_fourth_call(clock, calls):
    assert settled(clock, [9.0, 0.04, 0.04][:calls]) == 1


def test_workers_take_the_same_number(clock):
    assert settled(clock, [9.0, 0.04, 0.04, 0.04], agree=lambda seconds: 0.1) == 4


def test_it_settles_for_good(clock):
    steps = StepsPerCall("auto", wait=lambda: None)
    for length in [9.0, 0.04, 0.04, 0.04, 5.0, 5.0]:
        steps.timed(lambda length=length: clock.take(length))
    assert steps.next(1000) == 10


def test_only_what_is_measured_is_waited_for(clock):
    waits: list[float] = []
    steps = StepsPerCall("auto", wait=lambda: waits.append(clock.now))
    for _ in range(6):
        steps.timed(lambda: clock.take(1.0))
    assert waits == [0, 1, 1, 2, 2, 3, 3, 4]
    fixed = StepsPerCall(3, wait=lambda: waits.append(-1))
    fixed.timed(lambda: clock.take(1.0))
    assert -1 not in waits


def test_a_call_that_fails_is_not_counted(clock):
    def fail() -> None:
        raise ValueError("as asked")

    steps = StepsPerCall("auto", wait=lambda: None)
    with pytest.raises(ValueError, match="as asked"):
        steps.timed(fail)
    for length in [9.0, 0.04, 0.04, 0.04]:
        steps.timed(lambda length=length: clock.take(length))
    assert steps.next(1000) == 10
