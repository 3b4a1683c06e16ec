"""A source of data for recipes: a set of the public faults, whole or spoilt."""

from __future__ import annotations

import numpy as np

from benchmarks.doctor.public.arrays import arrays, splits
from benchmarks.doctor.public.spoiling import SPOILINGS
from suite.data.dataset import Dataset, Split


def public_data(of: str, samples: int = 800, mistake: str = "", amount: float = 1.0) -> Dataset:
    """A set of `arrays`, with a mistake in it.

    Args:
        of: which set.
        samples: for training, before the mistake.
        mistake: of `SPOILINGS`; none by default.
        amount: how much of it.
    """
    found, data = splits(of, samples), arrays(of)
    if mistake:
        found = SPOILINGS[mistake](found, amount, np.random.default_rng(1))
    if data.targets == "values":
        names: tuple[str, ...] = ("value",)
    else:
        names = tuple(str(number) for number in range(int(data.y.max()) + 1))
    made = [Split(*(np.ascontiguousarray(part) for part in pair)) for pair in found.values()]
    return Dataset(of, *made, class_names=names, targets=data.targets)
