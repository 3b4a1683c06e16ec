"""What a data set holds, in a few words and a digest: equal on every machine, wherever it lies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from suite.data.dataset import Dataset, Split, chunk_length, chunks
from suite.data.digest import DIGITS, digest_of
from suite.data.files.streaming.streamed import Streamed

# Up to so many bytes every value counts, at about 2 GB/s; of more, rows that lie evenly over it.
WHOLE, SAMPLED = 2**29, 2**26


def fingerprint(dataset: Dataset) -> dict[str, str]:
    """Part of the data -> what it holds.

    What a source knows of its files comes first, so that a difference is named as closely as can
    be. Data that is computed from the recipe's arguments has nothing to compare.

    Args:
        dataset: as it is trained on.

    Example:
        >>> from suite.data.sources.digits import digits
        >>> fingerprint(digits())["test"][:31]
        '364 examples of 8x8x1 uint8, co'
    """
    if dataset.origin is not None and not dataset.origin:
        return {}
    found = dict(dataset.origin or {})
    found["classes"] = f"{dataset.classes}, names {digest_of(chr(10).join(dataset.class_names))}"
    for name, split in dataset.splits.items():
        shape = "x".join(map(str, split.inputs.shape[1:]))
        found[name] = f"{len(split)} examples of {shape} {split.inputs.dtype}, {_content(split)}"
    return found


def _content(split: Split) -> str:
    sha = hashlib.sha256(np.ascontiguousarray(split.labels).data)
    if isinstance(split.inputs, Streamed):
        return f"{split.inputs.digest()}, labels {sha.hexdigest()[:DIGITS]}"
    for rows in _rows(split):
        sha.update(np.ascontiguousarray(rows).data)
    return f"content {sha.hexdigest()[:DIGITS]}"


def _rows(split: Split) -> Iterator[np.ndarray]:
    inputs = split.inputs
    if inputs.nbytes <= WHOLE:
        yield from chunks(inputs)
        return
    count = min(len(inputs), max(1, SAMPLED * len(inputs) // inputs.nbytes))
    chosen = np.unique(np.linspace(0, len(inputs) - 1, count).astype(np.int64))
    size = chunk_length(inputs)
    for start in range(0, len(chosen), size):
        yield inputs[chosen[start : start + size]]
