"""How the kernels of a model begin and decay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras


@dataclass(frozen=True)
class Weights:
    """Initial values and weight decay of dense and convolution layers.

    Args:
        kernel_initializer: Keras initializer or its name; every kernel gets its own draw.
        bias_initializer: Keras initializer or its name.
        weight_decay: Coupled decay, at least 0: weight_decay / 2 * sum w^2 over the kernels is
            added to the loss, so that its gradient is weight_decay * w. 0 adds nothing.

    Example:
        >>> Weights("he_normal", weight_decay=1e-4).arguments()["kernel_regularizer"].l2
        5e-05
    """

    kernel_initializer: str | keras.initializers.Initializer = "he_normal"
    bias_initializer: str | keras.initializers.Initializer = "zeros"
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        if not self.weight_decay >= 0:
            raise ValueError(
                "Argument `weight_decay` must be at least 0. "
                f"Received: weight_decay={self.weight_decay!r}"
            )

    def arguments(self) -> dict[str, Any]:
        """Constructor arguments of a Dense or Conv layer."""
        decay = keras.regularizers.L2(self.weight_decay / 2) if self.weight_decay else None
        return {
            "kernel_initializer": _fresh(self.kernel_initializer),
            "bias_initializer": _fresh(self.bias_initializer),
            "kernel_regularizer": decay,
        }


def _fresh(initializer: str | keras.initializers.Initializer) -> keras.initializers.Initializer:
    """An initializer of its own: one object draws the same values at every call."""
    found = keras.initializers.get(initializer)
    return found.clone() if isinstance(found, keras.initializers.Initializer) else found
