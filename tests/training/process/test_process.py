"""What a run sets for the process is put back."""

from __future__ import annotations

import contextlib

import pytest
from tensorflow.python.framework import config

from suite.training.process.process import process_settings


def ask_for_determinism(wanted):
    (config.enable_op_determinism if wanted else config.disable_op_determinism)()


@pytest.fixture(params=[False, True])
def before(request):
    found = config.is_op_determinism_enabled()
    ask_for_determinism(request.param)
    yield request.param
    ask_for_determinism(found)


@pytest.mark.parametrize("wanted", [False, True])
def test_deterministic_operations_are_asked_for_by_the_run_alone(before, wanted):
    with contextlib.suppress(KeyError), process_settings(0, "float32", determinism=wanted):
        assert config.is_op_determinism_enabled() == (wanted or before)
        raise KeyError  # as a run that fails
    assert config.is_op_determinism_enabled() == before
