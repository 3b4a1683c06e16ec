"""Measure a finished run's model once more."""

from __future__ import annotations

from suite.data import Pipeline, load_dataset
from suite.errors import UserError
from suite.recipe import load
from suite.runs.run import Run


def evaluate_run(run: Run) -> dict[str, float]:
    """Loss and metrics of `model.keras` on the run's validation and test sets.

    Raises:
        UserError: the data has neither, or it is no longer where it was.
    """
    recipe = load(run.directory.recipe_yaml)
    dataset = load_dataset(
        recipe.data.source,
        validation=recipe.data.validation,
        seed=recipe.seed,
        folder=recipe.folder,
    )
    pipeline = Pipeline(dataset, recipe.data.batch_size, seed=recipe.seed, one_hot=recipe.one_hot)
    splits = {"val": dataset.validation, "test": dataset.test}
    results = {
        f"{prefix}_{name}": value
        for prefix, split in splits.items()
        if split is not None
        for name, value in run.model.evaluate(
            pipeline.evaluation(split), return_dict=True, verbose=0
        ).items()
    }
    if not results:
        raise UserError(f"{dataset.name} has neither a validation nor a test set to evaluate on")
    return results
