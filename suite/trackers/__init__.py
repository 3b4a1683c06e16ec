"""Trackers: where a run's figures go beside its own directory.

A recipe names them, `training: {track: [tensorboard, mlflow]}`. Each works in a process of its own
(`process/`), which reads what the run writes into its directory: training never waits for it.
"""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.trackers.comet import Comet
    from suite.trackers.mlflow import Mlflow
    from suite.trackers.tensorboard import TensorBoard
    from suite.trackers.wandb import Wandb

__all__ = [
    "Comet",
    "Mlflow",
    "TensorBoard",
    "Wandb",
]

import_at_first_use(__name__)
