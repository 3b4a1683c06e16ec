"""Losses of the lectures that Keras lacks, one per file; all take class numbers and logits."""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.losses.multi_class_hinge import MultiClassHinge
    from suite.losses.sparse_categorical_focal_crossentropy import (
        SparseCategoricalFocalCrossentropy,
    )
    from suite.losses.sparse_categorical_smoothed_crossentropy import (
        SparseCategoricalSmoothedCrossentropy,
    )

__all__ = [
    "MultiClassHinge",
    "SparseCategoricalFocalCrossentropy",
    "SparseCategoricalSmoothedCrossentropy",
]

import_at_first_use(__name__)
