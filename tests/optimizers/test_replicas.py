"""Two replicas take the steps of one device."""

from __future__ import annotations

import json

import pytest

from tests.commands import run_module
from tests.optimizers.test_conformance import TABLE


@pytest.mark.slow
def test_two_replicas_take_the_steps_of_one_device():
    far = json.loads(run_module("tests.optimizers.replicas").splitlines()[-1])
    assert set(far) == set(TABLE)
    assert max(far.values()) < 1e-12, far
