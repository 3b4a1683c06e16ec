"""Where the training of a model starts, if not from random weights that all train at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import keras


@dataclass(frozen=True)
class Start:
    """What a recipe's `transfer` block means for those who judge the run.

    Args:
        is_trained: whether the weights were trained before, so that the first loss may be low.
        joins: path of a variable -> step from which on it is trained; 0 for those not named.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> set_start(model, Start(is_trained=True))
        >>> start_of(model).is_trained
        True
    """

    is_trained: bool = False
    joins: Mapping[str, int] = field(default_factory=dict)


def start_of(model: keras.Model) -> Start:
    """The start of a model; random weights where nothing was said."""
    return getattr(model, "_suite_start", Start())


def set_start(model: keras.Model, start: Start) -> None:
    """Remember it with the model, for as long as the model lives; it is not saved."""
    model._suite_start = start
