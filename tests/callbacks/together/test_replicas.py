"""Two replicas measure what one device measures."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.commands import run_module


@pytest.mark.slow
@pytest.mark.parametrize("every", [1, 3])
def test_two_replicas_report_what_one_device_reports(every):
    printed = run_module("tests.callbacks.support.replicas", str(every))
    one, two = json.loads(printed.splitlines()[-1])
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
