"""Lines of the tables of streaming: ratios, limits, what a side says of itself."""

from __future__ import annotations

import json
from typing import ClassVar

import pytest

from benchmarks import streaming
from benchmarks.must_hold import verdicts
from benchmarks.streaming import measure, speeds, uses

SECONDS = {"suite": [2.0, 2.0, 4.0], "tf_data": [1.9, 1.7, 3.7], "torch": [8.0, 8.0, 2.0]}


class Canned:
    """Processes whose turns are given."""

    order: ClassVar[list[str]] = []
    ended: ClassVar[list[str]] = []

    def __init__(self, module, arguments):
        self.name = arguments[0]
        assert arguments[1:] == ["folder"]
        self.left = list(SECONDS[self.name])
        late = {"late": 6.0} if self.name == "suite" else {}
        self.ready = json.dumps({"files": 1.5, "first": 0.5, **late})

    def wait(self):
        pass

    def turn(self):
        self.order.append(self.name)
        wall = self.left.pop(0)
        return wall, 2 * wall

    def megabytes(self):
        return None if self.name == "torch" else 1400.4

    def end(self):
        self.ended.append(self.name)


@pytest.fixture
def measured(monkeypatch):
    monkeypatch.setattr(streaming, "Processes", Canned)
    Canned.order.clear()
    Canned.ended.clear()
    return measure(["folder"], list(SECONDS), rounds=3)


def test_sides_take_turns_and_end(measured):
    times, _ = measured
    assert {side: taken.wall for side, taken in times.items()} == SECONDS
    sides = list(SECONDS)
    assert Canned.order == [*sides, *sides[::-1], *sides]
    assert Canned.ended == ["suite", "tf_data", "torch"]


def test_speeds_have_verdicts_by_the_median(measured):
    lines = speeds(measured[0], 100).splitlines()[2:]
    assert "| 50 (25 to 50) |" in lines[0]
    assert "| 0.93 (0.85 to 0.95) | >= 0.9: met | 0.93 (0.85 to 0.95) |" in lines[1]
    assert "| 4.00 (0.50 to 4.00) | >= 1.0: met |  |" in lines[2]  # workers are not seen


def test_memory_and_starts_have_limits_for_the_suite_alone(measured):
    many = {"files": 50.0, "first": 10.1, "late": 3.0, "memory": 3900.0}
    lines = uses(measured[1] | {"many": many}, 1_280_000).splitlines()[2:]
    assert lines[0] == "| memory, MB | the suite | 1,400 | <= 1500: met |"
    assert lines[1] == "| memory, MB | careful `tf.data` | 1,400 |  |"
    assert lines[2] == "| memory, MB | the suite, 1,280,000 names | 3,900 | <= 4000: met |"
    assert lines[3] == "| first batch, s | the suite | 2.0 |  |"
    assert lines[6] == "| first batch, s | the suite, 1,280,000 names | 60.1 | <= 60: not met |"
    assert lines[7] == "| first batch at step 1,000,000, s | the suite | 6.0 | <= 5: not met |"
    assert len(lines) == 9  # nothing of PyTorch's memory, where there is no /proc


def test_the_page_of_all_verdicts_names_figure_and_stream(measured):
    page = f"## Streaming\n\n{speeds(measured[0], 100)}\n\n{uses(measured[1])}\n"
    lines = verdicts(page).splitlines()[2:]
    assert lines[0] == (
        "| Streaming | images/s, careful `tf.data` | 0.93 (0.85 to 0.95) | >= 0.9: met |"
    )
    assert len(lines) == 4
