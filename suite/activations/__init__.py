"""Activations that Keras does not have, and Keras's own with arguments."""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.activations.bound import BoundActivation, BoundFunction

__all__ = [
    "BoundActivation",
    "BoundFunction",
]

import_at_first_use(__name__, dict.fromkeys(__all__, "suite.activations.bound"))
