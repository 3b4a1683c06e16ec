"""Schedules whose spans leave no step to learn in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suite.catalog import Component, is_component
from suite.catalog.arguments.duration import Duration
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings

# Schedules that end at zero: the argument that says otherwise, and what it is by default.
_END_AT_ZERO = {"cosine_decay": ("alpha", 0.0), "polynomial_decay": ("end_learning_rate", 0.0001)}


def rate_after_the_warmup(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """A warm-up leads to the rate that the schedule has when it is over: here zero."""
    rate = recipe.optimizer.arguments.get("learning_rate")
    if not isinstance(rate, dict) or not is_component(rate):
        return
    if Component.parse(rate).kind != "warmup" or rate.get("start"):
        return
    inner = rate.get("schedule")
    if not isinstance(inner, dict) or inner.get("kind") not in _END_AT_ZERO:
        return
    argument, default = _END_AT_ZERO[inner["kind"]]
    epochs = recipe.training.epochs
    warmup, decay = _span(rate.get("steps"), epochs), _span(inner.get("decay_steps"), epochs)
    if inner.get(argument, default) == 0 and warmup[1] == decay[1] and warmup >= decay > (0, ""):
        yield Contradiction(
            ("optimizer", "learning_rate", "steps"),
            f"the warm-up ends when {inner['kind']} has come down to 0, so that the rate is 0 in "
            "every step; make it shorter, for instance 5%",
        )


def _span(value: Any, epochs: int) -> tuple[float, str]:
    """A duration in epochs where it can be told so, else in steps."""
    try:
        duration = Duration.parse(value)
    except ValueError:
        return 0.0, ""
    if duration.unit == "%":
        return duration.amount / 100 * epochs, "ep"
    return duration.amount, duration.unit


RATE_RULES = (rate_after_the_warmup,)
