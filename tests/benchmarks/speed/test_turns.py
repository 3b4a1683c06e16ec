"""Sides take turns, and ratios are taken round by round."""

from __future__ import annotations

import time

from benchmarks.speed.turns import ratio, spread, take_turns


def test_every_side_has_a_turn_in_each_round_in_alternating_order():
    called = []
    sides = {name: lambda name=name: called.append(name) for name in "abc"}
    before = {name: lambda name=name: called.append(name.upper()) for name in "abc"}
    take_turns(sides, 2, before)
    assert "".join(called) == "AaBbCc" + "CcBbAa"


def test_what_comes_before_a_turn_is_not_timed(monkeypatch):
    clock = {"wall": 0.0, "processor": 0.0}

    def work(wall: float, processor: float) -> None:
        clock["wall"] += wall
        clock["processor"] += processor

    monkeypatch.setattr(time, "perf_counter", lambda: clock["wall"])
    monkeypatch.setattr(time, "process_time", lambda: clock["processor"])
    times = take_turns({"a": lambda: work(2, 3)}, 2, before={"a": lambda: work(10, 10)})
    assert times["a"].wall == [2.0, 2.0]
    assert times["a"].processor == [3.0, 3.0]


def test_a_ratio_is_the_median_of_the_rounds_ratios():
    # A slow moment meets both sides of the second round.
    assert ratio([3.0, 30.0, 4.0], [2.0, 15.0, 1.0]) == "2.00 (1.50 to 4.00)"
    assert spread([1000.0, 3000.0, 2000.0], 0) == "2,000 (1,000 to 3,000)"
