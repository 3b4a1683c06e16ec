"""Activations that Keras does not have, and Keras's own with arguments."""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.activations.bound import BoundActivation, BoundFunction
    from suite.activations.prelu import PReLU

__all__ = [
    "BoundActivation",
    "BoundFunction",
    "PReLU",
]

_BOUND = dict.fromkeys(("BoundActivation", "BoundFunction"), "suite.activations.bound")
import_at_first_use(__name__, {**_BOUND, "PReLU": "suite.activations.prelu"})
