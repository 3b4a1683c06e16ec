"""Metrics that Keras does not have, or not under their name."""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.metrics.accuracy import accuracy
    from suite.metrics.balanced_accuracy import BalancedAccuracy

__all__ = [
    "BalancedAccuracy",
    "accuracy",
]

import_at_first_use(__name__)
