"""Layers, losses, optimizers, initializers and surfaces compute the same on every Keras backend."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import numpy as np
import pytest

from tests.repository.other_backend import results


@pytest.fixture(scope="module")
def ours():
    """On this backend, once for all others."""
    return results()


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_another_backend_gives_the_same(backend, ours, tmp_path):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    file = tmp_path / "results.npz"
    environment = os.environ | {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "tests.repository.other_backend", str(file)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stderr[-3000:]
    theirs = np.load(file)
    assert set(theirs) == set(ours)
    for name, value in ours.items():
        atol = 1e-4 if name.startswith("layers/") else 1e-5
        np.testing.assert_allclose(theirs[name], value, rtol=1e-4, atol=atol, err_msg=name)
