"""Several models at test time: independent ones, and the snapshots of one run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.studies.measures.network.predictions import probabilities_of


def ensemble_accuracy(arm: Arm, members: float) -> float:
    """The test accuracy of the mean of the arm's model and others like it with other seeds.

        argmax_k 1/M sum_j p_jk        with p_j the probabilities of model j of M

    The others are trained for this, once, with the arm's recipe, and keep their predictions
    beside its run.

    Args:
        arm: of the run.
        members: M, at least 2.
    """
    return _accuracy(arm, _of_members(arm, int(members)).mean(axis=0))


def member_accuracy(arm: Arm, members: float) -> float:
    """The mean test accuracy of the models that `ensemble_accuracy` takes together."""
    return float(np.mean([_accuracy(arm, one) for one in _of_members(arm, int(members))]))


def snapshots_accuracy(arm: Arm) -> float:
    """The test accuracy of the mean of a run's snapshots (`snapshot-*.keras` in its folder)."""
    return _accuracy(arm, _of_snapshots(arm).mean(axis=0))


def snapshot_accuracy(arm: Arm) -> float:
    """The mean test accuracy of a run's snapshots, each by itself."""
    return float(np.mean([_accuracy(arm, one) for one in _of_snapshots(arm)]))


def _of_members(arm: Arm, members: int) -> np.ndarray:
    """Probabilities (members, examples, classes)."""
    if arm.folder is None:
        raise UserError("the study does not train, so there is nothing to average")
    if members < 2:
        raise UserError(f"an ensemble has at least 2 members. Received: members={members}")
    others = [
        _of_member(arm, arm.folder, 1000 + members * arm.seed + n) for n in range(members - 1)
    ]
    return np.stack([_probabilities(arm), *others])


def _of_member(arm: Arm, folder: Path, seed: int) -> np.ndarray:
    """Of a model with a seed of its own, trained unless an earlier measure has done it."""
    from suite.training.run import run

    kept = folder / "members" / f"{seed}.npy"
    if not kept.is_file():
        recipe, place = arm.recipe.replace(f"seed={seed}"), folder / "members" / str(seed)
        member = Arm(recipe, place)
        run(recipe, place, quiet=True, page=False, resume=place.exists())
        # On this arm's test set: a member's own may hold other examples, where a seed draws them.
        np.save(kept, probabilities_of(member.model, arm.test_inputs()))
    return np.asarray(np.load(kept))


def _of_snapshots(arm: Arm) -> np.ndarray:
    from suite.runs.model_file import load_model

    files = [] if arm.folder is None else sorted(arm.folder.glob("snapshot-*.keras"))
    if len(files) < 2:
        raise UserError(f"the run has {len(files)} snapshots: `model_checkpoint` saves them")
    models = (load_model(file, compile=False) for file in files)
    return np.stack([probabilities_of(model, arm.test_inputs()) for model in models])


def _probabilities(arm: Arm) -> np.ndarray:
    return probabilities_of(arm.model, arm.test_inputs())


def _accuracy(arm: Arm, probabilities: np.ndarray) -> float:
    return float((probabilities.argmax(axis=1) == arm.test_labels()).mean())
