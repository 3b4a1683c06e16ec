"""The setup of a recipe's run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from suite.diagnostics import Diagnostic
from suite.summary.setup import Plan, describe_setup
from suite.training.assembly.assembly import Assembly
from suite.training.full_batch.full_batch import is_full_batch


def recipe_setup(
    assembly: Assembly, callbacks: Sequence[keras.callbacks.Callback]
) -> dict[str, Any]:
    """What `setup.json` says: the compiled model and the plan of the run.

    Args:
        assembly: its model is built and compiled.
        callbacks: of the run; those that only observe are left out.

    Example:
        >>> setup = recipe_setup(Assembly(suite.load("quickstart")), [])
        >>> setup["origin"], setup["loss"]["from_logits"], setup["classes"]
        ('recipe', True, 10)
    """
    recipe, dataset, pipeline = assembly.recipe, assembly.dataset, assembly.pipeline
    whole = is_full_batch(assembly.optimizer)
    weights = pipeline.class_weights
    plan = Plan(
        origin="recipe",
        targets=dataset.targets,
        classes=dataset.classes if dataset.targets == "classes" else None,
        class_weights=None
        if weights is None
        else dict(zip(dataset.class_names, map(float, weights), strict=True)),
        callbacks=[one for one in callbacks if not _observes(one)],
        batch_size=len(dataset.train) if whole else pipeline.batch_size,
        samples=len(dataset.train),
        validation_samples=None if dataset.validation is None else len(dataset.validation),
        steps_per_epoch=assembly.clock.steps_per_epoch,
        epochs=recipe.training.epochs,
        augment=[component.kind for component in recipe.data.augment],
        clip_norm=recipe.training.clip_norm,
    )
    return describe_setup(assembly.model, plan)


def _observes(callback: keras.callbacks.Callback) -> bool:
    return isinstance(callback, Diagnostic) or type(callback).__module__.startswith("suite.")
