"""A part of a data set, for a quick try."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from suite.data.dataset import Dataset, Split


def limited(dataset: Dataset, limit: int | None, seed: int) -> Dataset:
    """The dataset with at most `limit` examples in each of its splits, drawn at random.

    Smaller limits draw from what larger ones draw. As far as the limit allows, every class keeps
    an example.

    Args:
        dataset: all splits, before validation is held out of the training split.
        limit: at least 1; None leaves the dataset as it is.
        seed: decides which.
    """
    if limit is None:
        return dataset
    splits = {name: getattr(dataset, name) for name in ("train", "validation", "test")}
    return replace(
        dataset,
        **{
            name: split.subset(drawn(split, limit, [seed, 0x11317, number]))
            for number, (name, split) in enumerate(splits.items())
            if split is not None and len(split) > limit
        },
    )


def drawn(split: Split, limit: int, seed: list[int]) -> np.ndarray:
    """The rows to keep, ascending."""
    order = np.random.default_rng(seed).permutation(len(split))
    labels = np.asarray(split.labels)[order]
    if labels.ndim == 1 and np.issubdtype(labels.dtype, np.integer):  # class numbers
        first = np.zeros(len(order), bool)
        first[np.unique(labels, return_index=True)[1]] = True
        order = np.concatenate([order[first], order[~first]])
    return np.sort(order[:limit])
