"""Schedules that give nothing to learn with are refused before the first step."""

from __future__ import annotations

import math

import keras
import pytest

import suite
from suite.errors import UserError
from suite.training.assembly.rate_check import bad_rates


class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, rate):
        self.rate = rate

    def __call__(self, step):
        return self.rate(int(step))

    def get_config(self):
        return {}


def judged(rate, updates=1000):
    return bad_rates(keras.optimizers.SGD(Schedule(rate)), updates)


def test_rates_that_are_none():
    assert judged(lambda step: 0.1) is None
    assert bad_rates(keras.optimizers.SGD(0.0), 1000) is None  # as somebody wrote it
    assert "gives nan at step 512" in judged(lambda step: math.nan if step > 500 else 0.1)
    assert "gives -0.1 at step 0" in judged(lambda step: -0.1)
    assert "is 0 in each of the 1000 steps" in judged(lambda step: 0.0)
    assert judged(lambda step: 0.1 if step == 999 else 0.0) is None


def test_a_run_of_a_few_steps_may_be_all_warmup():
    assert judged(lambda step: 0.0, updates=9) is None
    assert judged(lambda step: 0.0, updates=0) is None


def test_a_run_refuses_them_at_their_line(tmp_path):
    (tmp_path / "rates.py").write_text(
        "import keras\nclass Wild(keras.optimizers.schedules.LearningRateSchedule):\n"
        "    def __call__(self, step):\n        return 0.1 - 0.01 * float(step)\n"
        "    def get_config(self):\n        return {}\n"
    )
    (tmp_path / "r.yaml").write_text(
        "model: mlp\noptimizer: {kind: sgd, learning_rate: {kind: ./rates.py:Wild}}\n"
    )
    with pytest.raises(
        UserError, match=r"r\.yaml:2:39 optimizer\.learning_rate: gives -0\.0\d+ at"
    ):
        suite.run(suite.load(tmp_path / "r.yaml"), tmp_path / "run", quiet=True)
    assert not (tmp_path / "run").exists()
