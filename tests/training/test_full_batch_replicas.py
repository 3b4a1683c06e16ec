"""Two replicas find what one device finds."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest


@pytest.mark.slow
def test_two_replicas_take_the_steps_of_one_device(tmp_path):
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    found = []
    for replicas in (1, 2):
        file = tmp_path / f"{replicas}.npz"
        command = [sys.executable, "-m", "tests.training.full_batch_replicas", str(replicas)]
        result = subprocess.run(
            [*command, str(file)], capture_output=True, text=True, env=environment
        )
        assert result.returncode == 0, result.stderr[-3000:]
        found.append(dict(np.load(file)))
    one, two = found
    assert set(one) == set(two)
    for name, values in one.items():
        np.testing.assert_allclose(two[name], values, rtol=1e-5, atol=1e-5, err_msg=name)
