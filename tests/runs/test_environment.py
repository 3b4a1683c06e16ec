"""What a run's figures depend on beside its recipe."""

from __future__ import annotations

import json
import os
import platform
import sys

import keras
import numpy as np
import tensorflow as tf

import suite
from suite.runs.environment import describe_environment, describe_processor, versions


def test_versions_are_those_that_run():
    assert versions() == {
        "suite": suite.__version__,
        "python": platform.python_version(),
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "numpy": np.__version__,
    }


def test_the_environment_is_plain_json(monkeypatch):
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    described = describe_environment(accelerators="NVIDIA X", determinism=True)
    assert json.loads(json.dumps(described)) == described
    assert described["device"] == "NVIDIA X"
    assert described["determinism"] is True
    assert described["variables"]["TF_ENABLE_ONEDNN_OPTS"] == "0"
    assert "OMP_NUM_THREADS" not in described["variables"]


def test_without_accelerators_the_processor_is_the_device():
    assert describe_environment()["device"] == describe_processor()


def test_the_cores_are_those_that_the_process_may_use(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {3}, raising=False)
    assert describe_processor().endswith(", 1 core")
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert describe_processor().endswith(", 6 cores")


def test_nothing_is_imported(monkeypatch):
    for name in ("keras", "tensorflow", "numpy"):
        monkeypatch.setitem(sys.modules, name, None)  # an import of it fails
    assert versions()["tensorflow"] == tf.__version__
