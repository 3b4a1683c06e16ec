"""What a recipe's `transfer` block does to its model."""

from __future__ import annotations

from collections.abc import Callable

import keras

from suite.checks.support.roles import PREPROCESSING
from suite.diagnostics.start import Start, set_start, start_of
from suite.recipe import TrainingRecipe
from suite.recipe.schema.transfer_settings import TransferSettings
from suite.training.assembly.transfer.freeze_plan import (
    UnknownLayer,
    freeze,
    freeze_plan,
    matching,
)
from suite.training.assembly.transfer.rate_groups import RateGroups
from suite.training.assembly.transfer.source import open_source, weights_source
from suite.training.assembly.transfer.take_weights import (
    Misfit,
    head_of,
    is_fixed,
    layers_with_weights,
    take_weights,
)


class Transfer:
    """Start from trained weights, train some of them.

    Call `normalization` before the model is built, `apply` before it is compiled, and `rate_groups`
    before it is trained.

    Args:
        recipe: that trains the model.
        settings: its `transfer`.

    Raises:
        RecipeError: its source cannot be opened.

    Example:
        >>> block = "transfer={source: models/mlp-digits, plan: much_different}"
        >>> recipe = suite.load("quickstart", block)
        >>> Transfer(recipe, recipe.transfer).source is None  # trained from scratch
        True

    Topic: practice/transfer
    """

    def __init__(self, recipe: TrainingRecipe, settings: TransferSettings) -> None:
        self.recipe = recipe
        self.settings = settings
        source = weights_source(recipe)
        self.source = None if source is None else open_source(recipe, source)
        self.source_normalization: keras.Layer | None = None

    def normalization(self, input_shape: tuple[int, ...]) -> keras.Layer | None:
        """The source's normalization of its inputs; None where this model shall have its own."""
        # A network of keras.applications scales inside, so that it is no part of the recipe's data.
        inside = self.recipe.model.kind == "application"
        if self.source is None or inside or self.settings.normalization == "own":
            return None
        found = [one for one in self.source.layers[:2] if isinstance(one, PREPROCESSING)]
        if not found:
            return None
        expected = tuple(self.source.input_shape[1:])
        if expected != tuple(input_shape):
            message = (
                f"its inputs are {expected}, and those of the data {tuple(input_shape)}; use data "
                "of that shape, or set normalization: own"
            )
            raise self.recipe.problem(("transfer", "source"), message)
        self.source_normalization = found[0]
        return type(found[0]).from_config(found[0].get_config())

    def apply(self, model: keras.Model) -> None:
        """Give the model the source's weights, and freeze layers.

        Raises:
            RecipeError: the source does not fit, a pattern matches nothing, or nothing is left to
                train.
        """
        settings, recipe = self.settings, self.recipe
        if self.source is not None:
            head = "new" if settings.has_new_head else settings.head
            try:
                take_weights(model, self.source, head, self._replaced(model, self.source))
            except Misfit as misfit:
                raise recipe.problem(("transfer", "source"), str(misfit)) from misfit
            if self.source_normalization is not None and is_fixed(self.source_normalization):
                model.layers[1].set_weights(self.source_normalization.get_weights())
            self.source = self.source_normalization = None  # a second model in memory
        self.freeze(model)
        own = recipe.model.arguments.get("weights") is not None
        is_trained = settings.takes_weights and (settings.source is not None or own)
        set_start(model, Start(is_trained))

    def _replaced(self, model: keras.Model, source: keras.Model) -> set[str]:
        """The names of the layers, of either model, that `replace` leaves as they are."""
        names = layers_with_weights(source) | layers_with_weights(model)
        found: set[str] = set()
        for index, pattern in enumerate(self.settings.replace):
            try:
                found |= set(matching(pattern, names, head_of(model), ("replace", index)))
            except UnknownLayer as unknown:
                message = str(unknown)
                raise self.recipe.problem(("transfer", *unknown.place), message) from unknown
        if self.settings.head == "keep" and {head_of(model), head_of(source)} & found:
            message = "replaces the head, which head: keep takes from the source; remove one"
            raise self.recipe.problem(("transfer", "replace"), message)
        return found

    def freeze(self, model: keras.Model) -> None:
        """Take out of training what shall never train; see `rate_groups` for what joins in."""
        settings = self.settings
        if settings.plan == "predict":
            return  # no step is taken
        statistics = settings.freeze.statistics
        try:
            names = freeze_plan(model, settings).names
        except UnknownLayer as unknown:
            raise self.recipe.problem(("transfer", *unknown.place), str(unknown)) from unknown
        if settings.unfreeze is not None:
            layers = layers_with_weights(model)
            names = tuple(one for one in names if statistics and _is_batch_norm(layers[one]))
        freeze(model, names, statistics)
        if not model.trainable_variables:
            message = "freezes every layer and leaves nothing to train; use plan: predict"
            raise self.recipe.problem(("transfer", "freeze"), message)

    def rate_groups(self, model: keras.Model, steps: Callable[[str], int]) -> RateGroups | None:
        """The factors and the beginnings of the variables; None where all are alike.

        Args:
            model: after `apply`.
            steps: turns a duration into steps.

        Raises:
            RecipeError: a pattern matches nothing that is trained.
        """
        settings = self.settings
        if not (settings.rates or settings.unfreeze):
            return None
        layers = layers_with_weights(model)
        joins: dict[str, int] = {}
        if settings.unfreeze is not None:
            every = max(1, steps(settings.unfreeze.every))
            intervals = freeze_plan(model, settings).joins(settings.unfreeze.layers)
            for name, interval in intervals.items():
                joins |= {v.path: every * interval for v in layers[name].trainable_variables}
            if all(joins.get(v.path) for v in model.trainable_variables):
                message = "leaves nothing to train before the first layers join; let the head train"
                raise self.recipe.problem(("transfer", "freeze"), message)
            set_start(model, Start(start_of(model).is_trained, joins))
        factors = self._factors(model, layers)
        return RateGroups(model.trainable_variables, factors, joins)

    def _factors(self, model: keras.Model, layers: dict[str, keras.Layer]) -> dict[str, float]:
        """Path of a variable -> factor on its learning rate."""
        head = head_of(model)
        by_layer: dict[str, float] = {}
        rates = self.settings.rates
        # Exact names come last, so that they hold.
        for pattern in sorted(rates, key=lambda one: _is_exact(one, layers)):
            try:
                found = matching(pattern, layers, head, ("rates", pattern))
            except UnknownLayer as unknown:
                raise self.recipe.problem(("transfer", *unknown.place), str(unknown)) from unknown
            if not any(layers[name].trainable_variables for name in found):
                message = f"{pattern!r} names frozen layers only; remove this line"
                raise self.recipe.problem(("transfer", "rates", pattern), message)
            by_layer |= dict.fromkeys(found, rates[pattern])
        return {
            variable.path: factor
            for name, factor in by_layer.items()
            for variable in layers[name].trainable_variables
        }


def _is_exact(pattern: str, layers: dict[str, keras.Layer]) -> bool:
    """Whether a pattern is the name of one layer."""
    return pattern in layers or not any(sign in pattern for sign in "*?[")


def _is_batch_norm(layer: keras.Layer) -> bool:
    return isinstance(layer, keras.layers.BatchNormalization)
