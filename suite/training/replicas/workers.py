"""The workers that the environment of this process describes."""

from __future__ import annotations

import os
from collections.abc import Mapping

from suite.errors import UserError
from suite.workers import slurm
from suite.workers.cluster import Cluster


def workers_of_environment(environment: Mapping[str, str] | None = None) -> Cluster:
    """As `TF_CONFIG` describes them, or Slurm, where `srun` started a task for each worker.

    Raises:
        UserError: there is no description, or it is wrong.
    """
    environment = os.environ if environment is None else environment
    if "TF_CONFIG" in environment:
        return Cluster.of_tf_config(environment["TF_CONFIG"])
    if slurm.MARK in environment:
        # Slurm itself shows each task its GPUs, by `srun --gpus-per-task`.
        return slurm.cluster_of_slurm(environment)
    raise UserError(
        "training.strategy: multi_worker needs workers, and neither TF_CONFIG nor Slurm describes "
        "any. Start them by `python -m suite launch --workers N RECIPE`, by srun, or with "
        "TF_CONFIG in the environment of each; see docs/workers.md."
    )
