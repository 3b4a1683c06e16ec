"""What the workers of a run settle among themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from suite.training.replicas.agreement import Agreement


class Spec:
    """A cluster of so many workers."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def num_tasks(self, kind: str) -> int:
        assert kind == "worker"
        return self.workers

    def __bool__(self) -> bool:
        return self.workers > 0


class Resolver:
    def __init__(self, workers: int, index: int) -> None:
        self.spec, self.task_id = Spec(workers), index

    def cluster_spec(self) -> Spec:
        return self.spec


class Strategy:
    """As `tf.distribute` describes a worker; it computes nothing."""

    def __init__(self, workers: int, index: int) -> None:
        self.cluster_resolver = Resolver(workers, index)


class Together:
    """Threads that stand for workers: a sum is there when all have asked for it."""

    def __init__(self, workers: int) -> None:
        self.barrier = threading.Barrier(workers, timeout=20)
        self.vectors: list[Any] = [None] * workers
        self.agreements = []
        for index in range(workers):
            agreement = Agreement(Strategy(workers, index))
            agreement.sum = lambda values, index=index: self.sum(index, values)
            self.agreements.append(agreement)

    def sum(self, index: int, values: Any) -> np.ndarray:
        self.vectors[index] = np.asarray(values, np.float32)
        self.barrier.wait()
        total = np.sum(self.vectors, axis=0, dtype=np.float32)
        self.barrier.wait()
        return total

    def each(self, ask: Callable[[Agreement], Any]) -> list[Any]:
        """What each worker gets."""
        answers: list[Any] = [None] * len(self.agreements)

        def worker(index: int) -> None:
            answers[index] = ask(self.agreements[index])

        threads = [threading.Thread(target=worker, args=(i,)) for i in range(len(answers))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


@pytest.fixture
def alone():
    return Agreement(tf.distribute.get_strategy())


def test_one_process_settles_everything_by_itself(alone):
    assert (alone.workers, alone.index) == (1, 0)
    assert alone.sum([1.0, 2.0]).tolist() == [1.0, 2.0]
    assert alone.sum([1.0, 2.0]).dtype == np.float32
    assert (alone.any(True), alone.any(False)) == (True, False)
    assert alone.chief_says(0.1) == 0.1  # not rounded to float32
    assert alone.gather(b"card") == [b"card"]
    assert alone.broadcast(b"state") == b"state"
    assert alone.broadcast(None) is None


@pytest.mark.parametrize(
    ("strategy", "workers", "index"),
    [
        (Strategy(3, 2), 3, 2),
        (Strategy(1, 0), 1, 0),
        (Strategy(0, 5), 1, 0),  # a resolver without a cluster
        (object(), 1, 0),
    ],
)
def test_who_there_is(strategy, workers, index):
    agreement = Agreement(strategy)
    assert (agreement.workers, agreement.index) == (workers, index)


@pytest.mark.parametrize(
    ("flags", "answer"),
    [
        ([False, False, False], False),
        ([True, False, False], True),
        ([False, False, True], True),
        ([True, True, True], True),
    ],
)
def test_one_that_says_yes_is_enough(flags, answer):
    assert Together(3).each(lambda one: one.any(flags[one.index])) == [answer] * 3


@pytest.mark.parametrize("values", [[3.0, 7.0], [0.0, 1.0], [-1.5, 2.0]])
def test_the_chief_decides(values):
    assert Together(2).each(lambda one: one.chief_says(values[one.index])) == [values[0]] * 2


@pytest.mark.parametrize(
    "cards", [[b"a", b"b", b"c"], [b"\0\xff", b"\xff\0", b"\x80\x7f"], [b""] * 3]
)
def test_everybody_gets_everybodys_bytes(cards):
    assert Together(3).each(lambda one: one.gather(cards[one.index])) == [cards] * 3


@pytest.mark.parametrize(
    "content",
    [None, b"", b"x", bytes(range(256)), b"\xff" * (2**20 - 1), b"\1" * 2**20, b"\2" * (2**20 + 3)],
    ids=lambda one: "none" if one is None else str(len(one)),
)
@pytest.mark.parametrize("others", [None, b"of their own"])
def test_the_chiefs_bytes_reach_everybody(content, others):
    def ask(one: Agreement) -> bytes | None:
        return one.broadcast(content if one.index == 0 else others)

    assert Together(2).each(ask) == [content] * 2


def test_a_large_content_goes_in_pieces(monkeypatch):
    monkeypatch.setattr("suite.training.replicas.agreement._PIECE", 3)
    together = Together(2)
    asked = []
    for one in together.agreements:
        sum_ = one.sum
        one.sum = lambda values, sum_=sum_: asked.append(len(values)) or sum_(values)
    content = bytes(range(8))
    got = together.each(lambda one: one.broadcast(content if one.index == 0 else None))
    assert got == [content] * 2
    assert sorted(asked) == sorted(2 * [2, 3, 3, 2])  # the length, then pieces


def test_whole_numbers_are_exact_in_what_is_summed():
    counts = [2**23, 2**23 - 1]
    assert Together(2).each(lambda one: int(one.sum([counts[one.index]])[0])) == [2**24 - 1] * 2
