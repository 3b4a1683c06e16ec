"""Two replicas find what one device finds."""

from __future__ import annotations

import numpy as np
import pytest

from tests.commands import run_module


@pytest.mark.slow
def test_two_replicas_take_the_steps_of_one_device(tmp_path):
    found = []
    for replicas in (1, 2):
        file = tmp_path / f"{replicas}.npz"
        run_module("tests.training.full_batch.full_batch_replicas", str(replicas), file)
        found.append(dict(np.load(file)))
    one, two = found
    assert set(one) == set(two)
    for name, values in one.items():
        np.testing.assert_allclose(two[name], values, rtol=1e-5, atol=1e-5, err_msg=name)
