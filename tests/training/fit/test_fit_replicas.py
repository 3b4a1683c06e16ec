"""`suite.fit` on two replicas."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.commands import run_module


@pytest.mark.slow
def test_two_replicas_end_where_one_device_does_on_even_batches():
    found = json.loads(run_module("tests.training.fit.fit_replicas").splitlines()[-1])
    for one, two in found["pairs"]:
        assert list(one["history"]) == list(two["history"])
        for name, values in one["history"].items():
            np.testing.assert_allclose(two["history"][name], values, rtol=1e-6, err_msg=name)
        for a, b in zip(one["weights"], two["weights"], strict=True):
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)
    uneven, too_large = found["refused"]
    assert "7 does not split evenly into 2 replicas" in uneven
    assert "its 21 samples make one batch, which does not split evenly over 2" in too_large
