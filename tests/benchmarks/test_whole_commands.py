"""The plain scripts train what the recipes train, and what a command uses is its own."""

from __future__ import annotations

import subprocess
import sys

import keras
import numpy as np
import pytest

from benchmarks.commands import Uses, rows
from benchmarks.start.digits_data import digits
from benchmarks.start.one_cycle import OneCycle
from benchmarks.start.quickstart import small_cnn
from benchmarks.start.resnet20_digits import resnet20
from suite.data.sources.digits import digits as suite_digits
from suite.schedules import OneCycle as SuiteOneCycle


@pytest.mark.parametrize(
    ("network", "parameters"),  # as `python -m suite summary` says of the recipes
    [(resnet20, (269_434, 270_810)), (small_cnn, (53_098, 53_290))],
    ids=["resnet20-digits", "quickstart"],
)
def test_networks_have_the_parameters_of_the_recipes(network, parameters):
    model = network(keras.layers.Normalization(mean=0.0, variance=1.0))
    trainable = sum(np.prod(weight.shape) for weight in model.trainable_weights)
    assert (trainable, model.count_params()) == parameters


def test_splits_are_those_of_the_suite():
    data = suite_digits()
    for (x, y), split in zip(digits(), (data.train, data.validation, data.test), strict=True):
        np.testing.assert_array_equal(x, split.inputs)
        np.testing.assert_array_equal(y, split.labels)


def test_learning_rates_are_those_of_the_suite():
    ours, script = SuiteOneCycle(0.1, steps=19), OneCycle(0.1, steps=19)
    steps = range(20)
    rates = [float(script(step)) for step in steps]
    np.testing.assert_allclose(rates, [float(ours(step)) for step in steps], rtol=1e-5, atol=1e-8)


_USES = """
import sys
from benchmarks.commands import Uses
uses = Uses()
for work in "pass", "bytes(range(256)) * 1_200_000", "while clock() < 0.4: pass":
    uses.add([sys.executable, "-c", "from time import process_time as clock\\n" + work])
print(*uses.memory, *uses.processor)
uses.add([sys.executable, "-c", "raise ValueError('boom')"])
"""


def test_what_a_command_uses_is_its_own():
    # From a small process: Linux counts what the parent held when the command began.
    result = subprocess.run(
        [sys.executable, "-c", _USES], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "boom" in result.stderr
    small, large, busy, *seconds = map(float, result.stdout.split())
    assert 260 < large - small < 350
    assert abs(busy - small) < 20
    assert seconds[2] > 0.4 > seconds[0] > 0


def test_a_line_a_figure_with_its_verdict():
    ours = Uses([11.0, 12.0], [20.0, 20.0], [900.0, 900.0])
    script = Uses([10.0, 10.0], [10.0, 10.0], [800.0, 800.0])
    seconds, processor, memory = rows("quickstart", {"suite": ours, "script": script})
    assert seconds[2:4] == ["1.15 (1.10 to 1.20)", "<= 1.15: met"]
    assert processor[2:4] == ["2.00 (2.00 to 2.00)", ""]
    assert memory[2:4] == ["1.12 (1.12 to 1.12)", "<= 1.1: not met"]
