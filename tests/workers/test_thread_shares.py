"""Workers of one machine share its cores."""

from __future__ import annotations

import pytest

from suite.workers import launch
from suite.workers.thread_shares import cores, thread_shares

INTRA, INTER = "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"


@pytest.mark.parametrize(
    ("workers", "cores", "each"), [(1, 8, "8"), (2, 8, "4"), (3, 8, "2"), (2, 2, "1"), (4, 2, "1")]
)
def test_each_worker_gets_as_many_threads_as_the_others(workers, cores, each):
    assert thread_shares(workers, cores, {}) == {INTRA: each, INTER: each}


def test_what_the_user_has_set_stays():
    assert thread_shares(2, 8, {INTRA: "3", INTER: "5"}) == {}


def test_launch_tells_the_workers_unless_they_have_gpus(monkeypatch):
    for name in (INTRA, INTER):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    for own in launch._environments(2):
        assert own[INTRA] == str(max(1, cores() // 2))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    for own in launch._environments(2):
        assert INTRA not in own
