"""What is wrong with a sweep that does not train all of its trials to their end."""

from __future__ import annotations

import math
from collections.abc import Iterator

from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.prune_settings import OWN_KEYS, PruneSettings
from suite.recipe.schema.recipe_types import SurfaceRecipeSettings, SweepRecipeSettings, one_run
from suite.recipe.schema.sweep_settings import RangeSettings, SweepSettings
from suite.recipe.schema.wording import hint_at


def rungs_of_halving(recipe: SweepRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Rungs lie within the run, and leave somebody out."""
    sweep = recipe.sweep
    if sweep.kind != "halving":
        yield from _keys_of_halving(sweep)
        return
    if isinstance(one_run(recipe), SurfaceRecipeSettings):
        yield Contradiction(("sweep", "kind"), "halving compares epochs, and a surface has none")
        return
    if sweep.trials is not None and sweep.trials < sweep.factor:
        yield Contradiction(
            ("sweep", "trials"),
            f"must be at least sweep.factor, {sweep.factor}: one trial of so many goes on. "
            f"Received: {sweep.trials}",
            ("sweep.factor",),
        )
    if "training.epochs" in sweep.over:
        yield Contradiction(
            ("sweep", "over", "training.epochs"),
            "cannot be varied by halving, which compares trials after as many epochs; remove it",
            ("sweep.kind",),
        )
    if recipe.training.epochs < 2:
        yield Contradiction(
            ("training", "epochs"), "must be at least 2 for halving, which compares between them"
        )
    elif sweep.first_rung is not None:
        yield from _within(("sweep", "first_rung"), sweep.first_rung, recipe)


def _keys_of_halving(sweep: SweepSettings) -> Iterator[Contradiction]:
    for name in ("factor", "first_rung"):
        if getattr(sweep, name) != SweepSettings.model_fields[name].default:
            yield Contradiction(
                ("sweep", name),
                f"belongs to halving, and sweep.kind is {sweep.kind}; remove this line, or write "
                f"it below sweep.prune",
                ("sweep.kind",),
            )


def _within(
    path: tuple[str, ...], epochs: int, recipe: SweepRecipeSettings
) -> Iterator[Contradiction]:
    """Something that is due after so many epochs."""
    if epochs >= recipe.training.epochs:
        yield Contradiction(
            path,
            f"must be below training.epochs, {recipe.training.epochs}: later there is nothing to "
            f"save. Received: {epochs}",
            ("training.epochs",),
        )


def something_to_prune(
    recipe: SweepRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """There are epochs to save, and trials to compare with."""
    sweep, prune = recipe.sweep, recipe.sweep.prune
    if prune is None:
        return
    if isinstance(one_run(recipe), SurfaceRecipeSettings):
        yield Contradiction(
            ("sweep", "prune"), "looks at the ends of epochs, and a surface has none"
        )
        return
    if sweep.kind in ("halving", "cross_validation"):
        reason = (
            "halving stops trials itself"
            if sweep.kind == "halving"
            else "there is no other trial to compare with"
        )
        message = f"has no place in a sweep of kind {sweep.kind}: {reason}; remove this line"
        yield Contradiction(("sweep", "prune"), message, ("sweep.kind",))
        return
    yield from _own_keys(prune)
    if prune.kind in OWN_KEYS["startup"]:
        yield from _within(("sweep", "prune", "warmup"), prune.warmup, recipe)
        yield from _enough_trials(sweep, prune)
    else:
        yield from _within(("sweep", "prune", "first_rung"), prune.first_rung, recipe)


def _own_keys(prune: PruneSettings) -> Iterator[Contradiction]:
    """Settings of another rule would be read by nobody."""
    for name, kinds in OWN_KEYS.items():
        if (
            prune.kind not in kinds
            and getattr(prune, name) != type(prune).model_fields[name].default
        ):
            yield Contradiction(
                ("sweep", "prune", name),
                f"belongs to {' and '.join(kinds)}, and sweep.prune.kind is {prune.kind}; remove "
                "this line",
                ("sweep.prune.kind",),
            )


def _enough_trials(sweep: SweepSettings, prune: PruneSettings) -> Iterator[Contradiction]:
    """The first trials train to their end."""
    lists = [one.values if isinstance(one, RangeSettings) else one for one in sweep.over.values()]
    if sweep.trials is None and not all(isinstance(one, list) for one in lists):
        return  # refused elsewhere
    count = sweep.trials or math.prod(len(one) for one in lists if one is not None)
    if prune.startup >= count:
        trials = f"{count} trial{'' if count == 1 else 's'}"
        yield Contradiction(
            ("sweep", "prune", "startup"),
            f"must be below the number of trials: of {trials} none would be stopped. "
            f"Received: {prune.startup}",
            ("sweep.trials",),
        )


def figures_between_epochs(
    recipe: SweepRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Trials are compared before they have ended: by what is known then."""
    sweep = recipe.sweep
    named = all(one.kind.isidentifier() for one in recipe.metrics)
    if (sweep.kind != "halving" and sweep.prune is None) or not named:
        return
    if isinstance(one_run(recipe), SurfaceRecipeSettings) or sweep.metric.startswith("test_"):
        return  # refused elsewhere
    names = ["loss", *(str(one.arguments.get("name", one.kind)) for one in recipe.metrics)]
    known = [f"{prefix}{name}" for prefix in ("val_", "best_val_", "") for name in names]
    if sweep.metric.partition("/")[0] not in known:
        who = "halving" if sweep.kind == "halving" else "sweep.prune"
        yield Contradiction(
            ("sweep", "metric"),
            f"is not measured at the end of an epoch, where {who} compares; choose of "
            f"{', '.join(known)}{hint_at(sweep.metric, known)}",
            (f"sweep.{'kind' if sweep.kind == 'halving' else 'prune'}",),
        )


STOPPING_RULES = (rungs_of_halving, something_to_prune, figures_between_epochs)
