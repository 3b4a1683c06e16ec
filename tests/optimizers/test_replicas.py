"""Two replicas take the steps of one device."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.optimizers.test_conformance import TABLE


@pytest.mark.slow
def test_two_replicas_take_the_steps_of_one_device():
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    result = subprocess.run(
        [sys.executable, "-m", "tests.optimizers.replicas"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    far = json.loads(result.stdout.splitlines()[-1])
    assert set(far) == set(TABLE)
    assert max(far.values()) < 1e-12, far
