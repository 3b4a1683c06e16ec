"""The batch of training inputs that an initialization looks at."""

from __future__ import annotations

from typing import Any

import numpy as np


def sample(inputs: Any, samples: int, seed: int) -> np.ndarray:
    """So many training inputs by chance, each at most once; all of them where there are fewer.

    Args:
        inputs: Array, or what can be indexed by an array of rows.
        samples: Their number, at least 2.
        seed: Of the choice.
    """
    if not isinstance(samples, int) or isinstance(samples, bool) or samples < 2:
        raise ValueError(f"Argument `samples` must be an integer >= 2. Received: samples={samples}")
    rows = np.random.default_rng(seed).permutation(len(inputs))[:samples]
    return np.asarray(inputs[np.sort(rows)])
