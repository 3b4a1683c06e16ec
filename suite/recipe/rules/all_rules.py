"""Settings that are right one by one and contradict each other: every rule, by the type of recipe.

A rule takes settings and the catalog, and yields a `Contradiction` for each setting to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.callback_rules import CALLBACK_RULES
from suite.recipe.rules.class_rules import CLASS_RULES
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.rules.full_batch_rules import FULL_BATCH_RULES, FULL_BATCH_SURFACE_RULES
from suite.recipe.rules.general_rules import GENERAL_RULES
from suite.recipe.rules.initialization_rules import INITIALIZATION_RULES
from suite.recipe.rules.metric_rules import METRIC_RULES
from suite.recipe.rules.optimizer_rules import OPTIMIZER_RULES
from suite.recipe.rules.penalty_rules import PENALTY_RULES
from suite.recipe.rules.rate_rules import RATE_RULES
from suite.recipe.rules.sweeps.stopping_rules import STOPPING_RULES
from suite.recipe.rules.sweeps.sweep_rules import SWEEP_RULES
from suite.recipe.rules.task_rules import TASK_RULES
from suite.recipe.rules.training_rules import TRAINING_RULES
from suite.recipe.rules.transfer_rules import TRANSFER_RULES
from suite.recipe.schema.recipe_settings import SURFACE_KEYS, RecipeSettings, TrainingSettings
from suite.recipe.schema.recipe_types import (
    SurfaceRecipeSettings,
    SweepRecipeSettings,
    TrainingRecipeSettings,
    one_run,
    typed,
)

Rule = Callable[[TrainingRecipeSettings, CatalogView], Iterator[Contradiction]]
SurfaceRule = Callable[[SurfaceRecipeSettings, CatalogView], Iterator[Contradiction]]


def contradictions(recipe: RecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Every contradiction in a recipe whose settings are right one by one."""
    match one_run(recipe):
        case TrainingRecipeSettings() as trains:
            for rule in RULES:
                yield from rule(trains, catalog)
        case SurfaceRecipeSettings() as walks:
            for surface_rule in SURFACE_RULES:
                yield from surface_rule(walks, catalog)
    match typed(recipe):
        case SweepRecipeSettings() as sweep:
            for sweep_rule in (*SWEEP_RULES, *STOPPING_RULES):
                yield from sweep_rule(sweep, catalog)


def surface_alone(recipe: SurfaceRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """A surface is the whole problem: it has no data, and nothing that follows from data."""
    for name, field in RecipeSettings.model_fields.items():
        if name not in SURFACE_KEYS and getattr(recipe, name) != field.default:
            message = f"a surface has no {name}; remove `{name}`, or `surface`"
            yield Contradiction((name,), message, ("surface",))
    for name, field in TrainingSettings.model_fields.items():
        if name != "steps" and getattr(recipe.training, name) != field.default:
            yield Contradiction(
                ("training", name),
                "a surface has only training.steps; remove this line",
                ("training.steps",),
            )
    if recipe.training.steps is None:
        yield Contradiction(
            ("training",),
            "has no steps: a surface needs them, for instance training.steps: 200",
            ("training.steps",),
        )


RULES: tuple[Rule, ...] = (
    *GENERAL_RULES,
    *CALLBACK_RULES,
    *CLASS_RULES,
    *FULL_BATCH_RULES,
    *INITIALIZATION_RULES,
    *OPTIMIZER_RULES,
    *METRIC_RULES,
    *PENALTY_RULES,
    *RATE_RULES,
    *TASK_RULES,
    *TRAINING_RULES,
    *TRANSFER_RULES,
)
# All that can be wrong with a recipe over a surface.
SURFACE_RULES: tuple[SurfaceRule, ...] = (
    surface_alone,
    *FULL_BATCH_SURFACE_RULES,
)
