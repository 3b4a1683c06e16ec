"""Contradictions with `initialization`, which sets the weights of the whole model from data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings

# Paths meet in them.
_RESIDUAL = ("resnet", "se_resnet")


def one_start(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Weights begin either as data sets them, or as other training left them."""
    if recipe.initialization is not None and recipe.transfer is not None:
        yield Contradiction(
            ("initialization",),
            f"{recipe.initialization.kind} sets the weights that `transfer` brings anew; remove "
            "one of the two",
            ("transfer",),
        )


def idle_initializers(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """An initializer whose values are replaced before the first step."""
    kind = None if recipe.initialization is None else recipe.initialization.kind
    orthogonal = _argument("initializations", recipe.initialization, "orthogonal", catalog)
    if kind == "lsuv" and orthogonal and _is_changed(recipe, "kernel_initializer", catalog):
        yield Contradiction(
            ("model", "kernel_initializer"),
            "has no effect: lsuv begins with orthogonal kernels; set "
            "initialization.orthogonal: false, or remove this line",
            ("initialization.orthogonal",),
        )
    if kind == "data_dependent" and _is_changed(recipe, "bias_initializer", catalog):
        yield Contradiction(
            ("model", "bias_initializer"),
            "has no effect: data_dependent sets every bias; remove this line",
            ("initialization",),
        )


def greedy_chain(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Layer-wise pre-training goes along a chain of dense and convolution layers."""
    if recipe.initialization is None or recipe.initialization.kind != "greedy_autoencoders":
        return
    if recipe.model.kind in _RESIDUAL:
        yield Contradiction(
            ("initialization",),
            f"greedy_autoencoders needs a chain of layers, and {recipe.model.kind} has shortcuts: "
            "what a layer gets is a sum that no single autoencoder encodes; use lsuv or "
            "data_dependent",
            ("model",),
        )
    norm = _argument("models", recipe.model, "norm", catalog)
    if norm not in (None, "none", "local_response"):
        yield Contradiction(
            ("model", "norm"),
            f"must be none for greedy_autoencoders, which knows dense and convolution layers only, "
            f"and {norm} adds weights of its own; or use lsuv or data_dependent",
            ("initialization",),
        )


INITIALIZATION_RULES = (one_start, idle_initializers, greedy_chain)


def _argument(kind: str, component: Any, name: str, catalog: CatalogView) -> Any:
    """An argument as given, or its default; None where the component takes none of that name."""
    entry = None if component is None else catalog.get(kind, component.kind)
    defaults = {one.name: one.default for one in entry.parameters} if entry else {}
    return component.arguments.get(name, defaults.get(name)) if component else None


def _is_changed(recipe: TrainingRecipeSettings, name: str, catalog: CatalogView) -> bool:
    """Whether an argument of the model is given and is not the default of a resolved recipe."""
    given = recipe.model.arguments.get(name)
    default = _argument("models", Component(recipe.model.kind), name, catalog)
    return given is not None and given != default
