"""How many threads each worker of this machine computes with."""

from __future__ import annotations

import os
from collections.abc import Mapping

# What TensorFlow reads when it starts: threads inside an operation, and operations at a time.
_VARIABLES = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def cores() -> int:
    """The processor cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def thread_shares(workers: int, cores: int, environment: Mapping[str, str]) -> dict[str, str]:
    """Environment variables that give each worker its share of the cores.

    By itself every worker starts a thread for each core. The workers' threads then take turns on
    the cores, and a worker that is interrupted lets all others wait at the next exchange.

    Args:
        workers: on this machine.
        cores: that they share.
        environment: what is set there already stays.

    Example:
        >>> thread_shares(2, 8, {"TF_NUM_INTEROP_THREADS": "8"})
        {'TF_NUM_INTRAOP_THREADS': '4'}
    """
    share = str(max(1, cores // workers))
    return {name: share for name in _VARIABLES if name not in environment}
