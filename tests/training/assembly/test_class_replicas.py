"""Class weights, balanced sampling and penalties on two replicas."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.commands import run_module


@pytest.mark.slow
def test_two_replicas_end_where_one_device_does():
    (one, metrics), (two, other_metrics) = json.loads(
        run_module("tests.training.assembly.class_replicas").splitlines()[-1]
    )
    assert metrics["balanced_accuracy"] > 0.2
    names = ("loss", "accuracy", "balanced_accuracy", "precision", "auc", "f1_score")
    for name in (*names, "val_balanced_accuracy", "val_precision", "test_loss", "test_auc"):
        assert other_metrics[name] == pytest.approx(metrics[name], rel=1e-5), name
    for a, b in zip(one, two, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-5)
