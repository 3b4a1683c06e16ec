"""Penalties and constraints on the weights of layers, by the layers' names."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from suite.catalog import Component
from suite.recipe.schema.base_settings import Settings
from suite.recipe.schema.component_fields import Constraint, Regularizer, component_kinds


class PenaltySettings(Settings):
    """Penalties and constraints for some layers of the model, as if their constructors had them.

    A regularizer adds to the loss, a constraint changes the weights after each step. Wrapped
    layers are found by their wrapper's name: under weight normalization the kernel's penalty acts
    on the normalized kernel, under DropConnect on the whole one.

    Args:
        layers: name of layers of the model, `*` and `?` stand for anything; `summary` shows names.
        kernel_regularizer: of kernels.
        bias_regularizer: of biases.
        gamma_regularizer: of a normalization's scale.
        beta_regularizer: of a normalization's offset.
        depthwise_regularizer: of the kernels within each channel.
        pointwise_regularizer: of the kernels across channels.
        alpha_regularizer: of the slopes of PReLU.
        activity_regularizer: of outputs, summed over all of them and divided by the batch's size.
        kernel_constraint: of kernels.
        bias_constraint: of biases.
        gamma_constraint: of a normalization's scale.
        beta_constraint: of a normalization's offset.
        depthwise_constraint: of the kernels within each channel.
        pointwise_constraint: of the kernels across channels.
        alpha_constraint: of the slopes of PReLU.

    Example:
        >>> PenaltySettings(layers="dense*", kernel_regularizer="l2").components
        {'kernel_regularizer': Component(kind='l2', arguments={})}
    """

    layers: Annotated[str, Field(min_length=1)]
    kernel_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    gamma_regularizer: Regularizer | None = None
    beta_regularizer: Regularizer | None = None
    depthwise_regularizer: Regularizer | None = None
    pointwise_regularizer: Regularizer | None = None
    alpha_regularizer: Regularizer | None = None
    activity_regularizer: Regularizer | None = None
    kernel_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None
    gamma_constraint: Constraint | None = None
    beta_constraint: Constraint | None = None
    depthwise_constraint: Constraint | None = None
    pointwise_constraint: Constraint | None = None
    alpha_constraint: Constraint | None = None

    @property
    def components(self) -> dict[str, Component]:
        """The penalties and constraints that are given, by attribute."""
        return {name: value for name, value in self if isinstance(value, Component)}


# Attribute of a layer -> kind of what it takes.
ATTRIBUTES = component_kinds(PenaltySettings)
