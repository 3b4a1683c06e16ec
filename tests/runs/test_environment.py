"""What a run's figures depend on beside its recipe."""

from __future__ import annotations

import json
import os
import platform
import sys
from importlib import metadata

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


def test_a_distribution_may_have_another_name_than_its_package(monkeypatch):
    installed = {"tensorflow-cpu": "2.21.0", "numpy": "2.0.0"}

    def version(distribution):
        if distribution not in installed:
            raise metadata.PackageNotFoundError(distribution)
        return installed[distribution]

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr(
        metadata, "packages_distributions", lambda: {"tensorflow": ["tensorflow-cpu"]}
    )
    found = versions()
    assert found["tensorflow"] == "2.21.0"
    assert found["numpy"] == "2.0.0"
    assert "keras" not in found


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
