"""Initializations of a whole model from training data, before the first step, one per file.

Each is a function `(model, inputs, seed, say, **options)` that changes the model's weights in
place. `inputs` are the raw training inputs, as the model takes them, and `say` shows a line.
"""

from typing import TYPE_CHECKING

from suite.lazy_names import import_at_first_use

if TYPE_CHECKING:
    from suite.initializations.data_dependent import data_dependent
    from suite.initializations.greedy_autoencoders import greedy_autoencoders
    from suite.initializations.lsuv import lsuv
    from suite.initializations.patch_whitening import patch_whitening

__all__ = [
    "data_dependent",
    "greedy_autoencoders",
    "lsuv",
    "patch_whitening",
]

import_at_first_use(__name__)
