"""Class weights, balanced sampling and penalties on two replicas."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest


@pytest.mark.slow
def test_two_replicas_end_where_one_device_does():
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    result = subprocess.run(
        [sys.executable, "-m", "tests.training.class_replicas"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    (one, metrics), (two, other_metrics) = json.loads(result.stdout.splitlines()[-1])
    assert metrics["balanced_accuracy"] > 0.2
    for name in ("loss", "accuracy", "balanced_accuracy", "val_balanced_accuracy", "test_loss"):
        assert other_metrics[name] == pytest.approx(metrics[name], rel=1e-5), name
    for a, b in zip(one, two, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-5)
