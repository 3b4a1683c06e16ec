"""Two replicas freeze the same bits, and scale the same steps."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.commands import CHECKOUT, environment


@pytest.mark.slow
def test_frozen_waiting_and_slow_layers_on_two_replicas(folder):
    """`block1` is frozen, `block2` waits for the third epoch, `dense1` learns slowly."""
    overrides = [
        "transfer.freeze={through: block2*}",
        "transfer.unfreeze={every: 1ep}",
        "transfer.rates={dense1: 0.1}",
        "optimizer.learning_rate=0.001",
    ]
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.training.assembly.transfer.replicas",
            str(folder),
            *overrides,
        ],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout.splitlines()[-1])
    first, norm = ["block1_conv1", "block1_norm1"], "block2_norm1"
    assert found["kept"] == [[*first, norm]] * 2
    assert found["far"][0] < 1e-4
