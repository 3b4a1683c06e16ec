"""What a run is going to do with a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import keras


@dataclass(frozen=True)
class Plan:
    """The data and the steps of a run, as far as they are known before it begins.

    Args:
        origin: whether a recipe or the user's code says how to train.
        targets: `classes`: a sample has one of them; `labels`: any number of them; `values`: real
            numbers; None where it is not known.
        classes: how many there are; None where there are none, or it is not known.
        class_weights: class -> weight in the loss; None where all weigh the same.
        callbacks: those that were asked for.
        batch_size: of a step.
        samples: training examples.
        validation_samples: validation examples.
        steps_per_epoch: steps in an epoch.
        epochs: planned.
        augment: names of the augmentations.
        clip_norm: limit of the global norm of the gradients that the loop keeps.

    Example:
        >>> Plan("code", steps_per_epoch=20, epochs=5).steps
        100
    """

    origin: Literal["recipe", "code"]
    targets: str | None = None
    classes: int | None = None
    class_weights: Mapping[str, float] | None = None
    callbacks: Sequence[keras.callbacks.Callback] = ()
    batch_size: int | None = None
    samples: int | None = None
    validation_samples: int | None = None
    steps_per_epoch: int | None = None
    epochs: int | None = None
    augment: Sequence[str] = ()
    clip_norm: float | None = None

    @property
    def steps(self) -> int | None:
        """Of the whole run; None where that is open."""
        if self.steps_per_epoch is None or self.epochs is None:
            return None
        return self.steps_per_epoch * self.epochs
