"""Contradictions in the `transfer` block."""

from __future__ import annotations

from collections.abc import Iterator

from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings

# Keras's whose step is not in proportion to the learning rate, or starts from sums of old gradients
# rather than from the present weights: a share of the step is not the step of a share of the rate.
# Others say `proportional = False` in their own source.
NOT_PROPORTIONAL = ("ftrl", "schedule_free_adamw")


def a_source(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Weights come from somewhere."""
    transfer = recipe.transfer
    if transfer is None or transfer.source is not None:
        return
    if transfer.plan == "predict":
        yield Contradiction(
            ("transfer", "source"),
            "the plan predict needs a source with a trained head: a run, a .keras file or a recipe",
        )
    own = ":" not in recipe.model.kind and recipe.model.kind != "application"
    if own and transfer.takes_weights and transfer.plan != "predict":
        yield Contradiction(
            ("transfer", "source"),
            f"required: {recipe.model.kind} has no trained weights of its own; name a run, a "
            ".keras file or a recipe, or use `model: {kind: application, weights: imagenet}`",
            ("model",),
        )


def one_freeze_plan(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """A named plan says by itself what is frozen and whether the head is new."""
    transfer = recipe.transfer
    if transfer is None:
        return
    plan = transfer.plan
    if plan not in (None, "little_different") and transfer.freeze.names_layers:
        yield Contradiction(
            ("transfer", "freeze"),
            f"transfer.plan: {plan} says what is frozen; remove freeze, or the plan",
            ("transfer.plan",),
        )
    if transfer.unfreeze is not None and not transfer.freezes:
        yield Contradiction(
            ("transfer", "unfreeze"), "nothing is frozen; add freeze, or remove unfreeze"
        )
    refused = {"predict": "new", "little_similar": "keep", "much_different": "keep"}
    if plan in refused and transfer.head == refused[plan]:
        yield Contradiction(
            ("transfer", "head"),
            f"{transfer.head} contradicts transfer.plan: {plan}; remove one of the two",
            ("transfer.plan",),
        )
    if plan == "predict" and transfer.rates:
        yield Contradiction(
            ("transfer", "rates"), "the plan predict trains nothing; remove rates, or the plan"
        )


def replaced_layers(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Layers are replaced in weights that come from a source."""
    transfer = recipe.transfer
    if transfer is None or not transfer.replace:
        return
    if transfer.plan in ("predict", "much_different"):
        why = "trains no" if transfer.plan == "predict" else "takes no weights, so that it has only"
        yield Contradiction(
            ("transfer", "replace"),
            f"transfer.plan: {transfer.plan} {why} new layers; remove replace, or the plan",
            ("transfer.plan",),
        )
    elif transfer.source is None:
        yield Contradiction(
            ("transfer", "replace"),
            "needs a source: a run, a .keras file or a recipe; or remove replace",
        )


def proportional_steps(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Rates of groups scale the optimizer's step."""
    optimizer = recipe.optimizer
    for block, key in (("transfer", "rates"), ("transfer", "unfreeze"), ("training", "rates")):
        settings = getattr(recipe, block)
        if settings is None or not getattr(settings, key):
            continue
        if optimizer.kind in NOT_PROPORTIONAL or not catalog.is_proportional(optimizer):
            yield Contradiction(
                (block, key),
                f"needs an optimizer whose step is in proportion to its learning rate, and that of "
                f"{optimizer.kind} is not; use sgd or adam, or remove {key}",
                ("optimizer",),
            )
        if optimizer.arguments.get("use_ema"):
            yield Contradiction(
                (block, key),
                "optimizer.use_ema would average the weights before this; use training.ema instead",
                ("optimizer.use_ema", "training.ema"),
            )


def raw_pixels(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """The networks of keras.applications scale pixels as their authors did."""
    if recipe.model.kind != "application":
        return
    if recipe.data.normalize.kind != "none":
        yield Contradiction(
            ("data", "normalize"),
            "must be none: application scales raw pixels itself, as its network was trained",
            ("model",),
        )
    scratch = recipe.transfer is not None and recipe.transfer.plan == "much_different"
    if scratch and recipe.model.arguments.get("weights") is not None:
        yield Contradiction(
            ("transfer", "plan"),
            "much_different is from scratch; set model.weights: null, or use much_similar",
            ("model.weights",),
        )


TRANSFER_RULES = (a_source, one_freeze_plan, replaced_layers, proportional_steps, raw_pixels)
