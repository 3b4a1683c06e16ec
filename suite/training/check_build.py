"""`check --build`: data, model and first batch of a recipe, looked at before training."""

from __future__ import annotations

from collections.abc import Iterator

from suite.checks import CHECKS, DEEP_CHECKS, CheckContext, run_checks
from suite.data import Pipeline, load_dataset
from suite.diagnostics import Finding
from suite.recipe import Recipe
from suite.training.assemble import Assembler, Clock
from suite.training.process import process_settings


def check_build(recipe: Recipe, deep: bool = False) -> dict[str, list[Finding]]:
    """What the checks find in a recipe's data and freshly built model, by the check's name.

    Args:
        recipe: names its data.
        deep: make the expensive checks too.

    Raises:
        UserError: the data cannot be read, or the model cannot be built.
    """
    settings = recipe.training
    with process_settings(recipe.seed, settings.precision, determinism=False):
        return run_checks(built(recipe), (*CHECKS, *DEEP_CHECKS) if deep else CHECKS)


def built(recipe: Recipe) -> CheckContext:
    """The recipe's data, and its model compiled, on one device."""
    assembler, data = Assembler(recipe), recipe.data
    augmentations = assembler.augmentations()
    if data.source is None:
        raise recipe.problem(("data",), "names no data, only a shape; add `kind: ...`")
    with assembler.at("data"):
        dataset = load_dataset(
            data.source,
            validation=data.validation,
            seed=recipe.seed,
            folder=recipe.folder,
            plugins=recipe.plugins,
        )
    pipeline = Pipeline(dataset, data.batch_size, augmentations, recipe.seed, recipe.one_hot)
    model = assembler.model(dataset.input_shape, dataset.classes, dataset)
    clock = Clock(pipeline.steps_per_epoch, recipe.training.epochs)
    assembler.compile(model, clock, recipe.one_hot)
    batch = next(iter(pipeline.training().take(1)))
    return CheckContext(recipe, model, dataset, batch, dataset.classes)


def check_lines(found: dict[str, list[Finding]]) -> Iterator[str]:
    """One line for each check, and one for each finding and its edit."""
    width = max(map(len, found))
    for name, findings in found.items():
        if not findings:
            yield f"{name:<{width}}  ok"
        for finding in findings:
            yield f"{name:<{width}}  {finding}"
