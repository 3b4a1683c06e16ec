"""Sides in processes of their own take turns when asked, and stand still between them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks.speed.processes import Processes, SideFailed

SERVER = "tests.benchmarks.speed.counting_server"


def stops(processes: Processes) -> bool:
    """Whether the first process is stopped, at the latest soon."""
    for _ in range(200):
        status = Path(f"/proc/{processes._all[0].pid}/stat").read_text()
        if status.rpartition(")")[2].split()[0] == "T":
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def workers():
    started = Processes(SERVER, ["2 x nothing"], [{"PLACE": "a"}, {"PLACE": "b"}])
    yield started
    started.end()


def test_two_workers_take_turns_and_a_failure_is_said(workers):
    workers.wait()
    assert workers.ready == "2 x nothing"
    for _ in range(2):
        wall, processor = workers.turn()
        assert 0 < wall < 5
        assert processor >= 0
    with pytest.raises(SideFailed, match=r"boom in [ab]"):
        workers.turn()


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="reads Linux's /proc")
def test_a_side_that_waits_is_stopped(workers):
    workers.wait()
    assert stops(workers)
    workers.turn()
    assert stops(workers)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").is_file(), reason="reads Linux's /proc")
def test_memory_is_that_of_all_processes(workers):
    workers.wait()
    of_two = workers.megabytes()
    peak = Path(f"/proc/{workers._all[0].pid}/status").read_text().split("VmHWM:")[1].split()[0]
    assert of_two == pytest.approx(2 * int(peak) / 1e3, rel=0.2)


def test_a_process_that_cannot_start_is_a_failure():
    started = Processes("benchmarks.no_such_module", [])
    with pytest.raises(SideFailed, match="no_such_module"):
        started.wait()
    started.end()
