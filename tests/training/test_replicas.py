"""Two replicas compute what one device computes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import tensorflow as tf

from suite.errors import UserError
from suite.training.strategy import check_divisible, choose_jit, choose_strategy


@pytest.mark.slow
def test_two_replicas_equal_one_device():
    """30 steps with validation: weights, loss, metrics and a diagnostic's figures to 1e-5."""
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    result = subprocess.run(
        [sys.executable, "-m", "tests.training.replicas"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    measured = json.loads(result.stdout.splitlines()[-1])
    assert len(measured) == 8
    too_far = {
        f"{case}: {name}": difference
        for case, differences in measured.items()
        for name, difference in differences.items()
        if not difference <= 1e-5
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
