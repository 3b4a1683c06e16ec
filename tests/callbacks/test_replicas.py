"""Two replicas measure what one device measures."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest


@pytest.mark.slow
def test_two_replicas_report_what_one_device_reports():
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    result = subprocess.run(
        [sys.executable, "-m", "tests.callbacks.replicas"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    one, two = json.loads(result.stdout.splitlines()[-1])
    assert len(one) == len(two) == 3
    for a, b in zip(one, two, strict=True):
        histograms = a.pop("gradient_histogram"), b.pop("gradient_histogram")
        for layer, counts in histograms[0].items():
            # An entry on an edge falls to either side by rounding.
            assert np.abs(np.subtract(counts, histograms[1][layer])).sum() <= 4, layer
        for diagnostic, values in a.items():
            assert values.keys() == b[diagnostic].keys()
            for key, value in values.items():
                name = f"{diagnostic}/{key}"
                close = {"rtol": 1e-3, "atol": 1e-3 if "histogram" in key else 0}
                np.testing.assert_allclose(b[diagnostic][key], value, **close, err_msg=name)
