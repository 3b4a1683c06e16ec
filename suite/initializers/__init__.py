"""Initializers of the lectures that Keras lacks, one per file."""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.initializers.dirac import Dirac
    from suite.initializers.fan_in_normal import FanInNormal
    from suite.initializers.sparse import Sparse

__all__ = [
    "Dirac",
    "FanInNormal",
    "Sparse",
]

import_at_first_use(__name__)
