"""Penalties and constraints on the weights of layers, by the layers' names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from suite.catalog import Component
from suite.recipe.schema.base_settings import ComponentField, Settings


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
    """

    layers: Annotated[str, Field(min_length=1)]
    kernel_regularizer: ComponentField | None = None
    bias_regularizer: ComponentField | None = None
    gamma_regularizer: ComponentField | None = None
    beta_regularizer: ComponentField | None = None
    depthwise_regularizer: ComponentField | None = None
    pointwise_regularizer: ComponentField | None = None
    alpha_regularizer: ComponentField | None = None
    activity_regularizer: ComponentField | None = None
    kernel_constraint: ComponentField | None = None
    bias_constraint: ComponentField | None = None
    gamma_constraint: ComponentField | None = None
    beta_constraint: ComponentField | None = None
    depthwise_constraint: ComponentField | None = None
    pointwise_constraint: ComponentField | None = None
    alpha_constraint: ComponentField | None = None

    @property
    def components(self) -> dict[str, Component]:
        """The penalties and constraints that are given, by attribute."""
        return {name: value for name, value in self if isinstance(value, Component)}


ATTRIBUTES = {
    name: "constraints" if name.endswith("_constraint") else "regularizers"
    for name in PenaltySettings.model_fields
    if name != "layers"
}


def each_penalty(entries: Any, change: Callable[[str, Any], Any]) -> Any:
    """Plain `penalties` with `change(kind, value)` in place of each regularizer and constraint."""

    def changed(entry: dict) -> dict:
        return {
            key: change(ATTRIBUTES[key], value) if key in ATTRIBUTES else value
            for key, value in entry.items()
        }

    if not isinstance(entries, list):
        return entries
    return [changed(entry) if isinstance(entry, dict) else entry for entry in entries]
