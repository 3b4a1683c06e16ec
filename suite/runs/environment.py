"""What a run's figures depend on beside its recipe."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

from suite.package import VERSION

_PACKAGES = ("keras", "tensorflow", "numpy")
# Results differ with these, in the last digits at least.
_VARIABLES = (
    "CUDA_VISIBLE_DEVICES",
    "KERAS_BACKEND",
    "MKL_NUM_THREADS",
    "NVIDIA_TF32_OVERRIDE",
    "OMP_NUM_THREADS",
    "ONEDNN_DEFAULT_FPMATH_MODE",
    "ONEDNN_MAX_CPU_ISA",
    "TF_CUDNN_DETERMINISTIC",
    "TF_CUDNN_USE_AUTOTUNE",
    "TF_DETERMINISTIC_OPS",
    "TF_ENABLE_AUTO_MIXED_PRECISION",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_NUM_INTEROP_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_XLA_FLAGS",
    "XLA_FLAGS",
)


def describe_environment(*, accelerators: str = "", determinism: bool = False) -> dict[str, Any]:
    """Versions, device and settings, as `summary.json` keeps them.

    Args:
        accelerators: the GPUs in use, in words; where there are none, the processor is described.
        determinism: whether deterministic operations were asked for.

    Returns:
        `device` (a line of text), `versions`, `platform`, `determinism`, and `variables`: those
        environment variables that are set and change results.
    """
    return {
        "device": accelerators or describe_processor(),
        "versions": versions(),
        "platform": platform.platform(),
        "determinism": determinism,
        "variables": {name: os.environ[name] for name in _VARIABLES if name in os.environ},
    }


def versions() -> dict[str, str]:
    """Versions of Python and of what computes; read from metadata, so nothing is imported."""
    found = {"suite": VERSION, "python": platform.python_version()}
    for package in _PACKAGES:
        version = _version(package)
        if version is not None:
            found[package] = version
    return found


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        # The distribution may have another name than the package, as tensorflow-cpu has. To find it
        # takes a look at all that is installed.
        distributions = metadata.packages_distributions().get(package, ())
        return metadata.version(distributions[0]) if distributions else None


def describe_processor() -> str:
    """`AMD EPYC 9354, 2 cores`: the processor's name and the cores that this process may use."""
    name = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text("utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    usable = getattr(os, "sched_getaffinity", None)  # Linux only
    cores = len(usable(0)) if usable else os.cpu_count() or 1
    return f"{name}, {cores} core{'s' if cores > 1 else ''}"
