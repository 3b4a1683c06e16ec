"""Two replicas compute what one device computes."""

from __future__ import annotations

import pytest
import tensorflow as tf

from benchmarks.equality.__main__ import LIMIT, difference, train
from suite.errors import UserError
from suite.training.replicas.strategy import check_divisible, choose_jit, choose_strategy

# What is most likely to differ; `python -m benchmarks.equality` compares every optimizer.
CASES = (
    *("sgd + clip_norm", "sgd + gradient_accumulation", "sgd + ema", "sgd + eight steps per call"),
    *("sgd + dropout", "adamw", "rmsprop"),
)


@pytest.mark.slow
@pytest.mark.parametrize("arrangement", ["2 replicas", "2 workers x 2 replicas"])
def test_replicas_and_workers_equal_one_device(arrangement):
    """30 steps with validation: weights, loss, metrics and a diagnostic's figures to 1e-5."""
    expected, found = (train(name, CASES) for name in ("one device", arrangement))
    too_far = {
        case: worst
        for case, one, other in zip(CASES, expected, found, strict=True)
        if not (worst := difference(one, other))[1] <= LIMIT
    }
    assert not too_far


class Replicas:
    """A strategy as far as the checks look at it."""

    def __init__(self, count: int) -> None:
        self.num_replicas_in_sync = count


def test_one_device_is_the_default_strategy():
    assert choose_strategy("one_device") is tf.distribute.get_strategy()
    assert choose_strategy("auto") is tf.distribute.get_strategy()


def test_mirrored_on_one_device_is_refused():
    with pytest.raises(UserError, match=r"mirrored needs several devices.*no GPU.*one_device"):
        choose_strategy("mirrored")


def test_a_batch_that_does_not_split_is_refused():
    check_divisible(Replicas(4), 128, 2)
    with pytest.raises(UserError, match=r"100 does not split evenly.*use 96 or 104"):
        check_divisible(Replicas(4), 100, 2)
    with pytest.raises(UserError, match=r"use 4\."):
        check_divisible(Replicas(4), 3, 1)


def test_xla_with_replicas_is_refused():
    assert choose_jit("auto", Replicas(2)) is False
    assert choose_jit(True, Replicas(1)) is True
    with pytest.raises(UserError, match="cannot be had with 2 replicas"):
        choose_jit(True, Replicas(2))
