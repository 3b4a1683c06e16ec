"""Rows that are equal have equal hashes."""

from __future__ import annotations

import numpy as np

from suite.data.files.rows import Inputs
from suite.data.files.streaming.streamed import Streamed

LARGEST_BYTES, STREAMED_BYTES = 2**28, 2**26
# Pieces that stay in the processor's cache.
CHUNK_BYTES = 2**21

_WORD = np.dtype(np.uint64)


def hashes(inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """A hash for each row, or for each of a random part of them, and which rows these are.

    Of more than 256 MB a random part is hashed, of streamed inputs of more than 64 MB.

    Example:
        >>> found, rows = hashes(np.array([[1, 2], [3, 4], [1, 2]], "uint8"))
        >>> bool(found[0] == found[2] != found[1]), rows.tolist()
        (True, [0, 1, 2])
    """
    count = len(inputs)
    row_bytes = max(1, inputs.nbytes // count)
    most = STREAMED_BYTES if isinstance(inputs, Streamed) else LARGEST_BYTES
    taken = min(count, max(1, most // row_bytes))
    rows = np.arange(count)
    if taken < count:
        rows = np.sort(np.random.default_rng(0).choice(count, taken, replace=False))
    size = max(1, CHUNK_BYTES // row_bytes)
    pieces = []
    for start in range(0, taken, size):
        piece = slice(start, start + size)
        pieces.append(row_hashes(np.asarray(inputs[piece if taken == count else rows[piece]])))
    return np.concatenate(pieces), rows


def row_hashes(rows: np.ndarray) -> np.ndarray:
    """h = sum_i a_i mix(w_i) mod 2^64 over the 64-bit words w_i of a row, the odd a_i random.

    Without mix, rows that differ only in the highest bits of a word would often collide.

    Example:
        >>> len(np.unique(row_hashes(np.array([[1.0, 2.0], [1.0, -2.0], [1.0, 2.0]]))))
        2
    """
    data = np.ascontiguousarray(rows).reshape(len(rows), -1).view(np.uint8)
    missing = -data.shape[1] % _WORD.itemsize
    if missing:
        data = np.pad(data, ((0, 0), (0, missing)))
    words = data.view(_WORD) * np.uint64(0x9E3779B97F4A7C15)
    words ^= words >> np.uint64(32)
    factors = np.random.default_rng(1).integers(0, 2**64, words.shape[1], dtype=np.uint64)
    words *= factors | np.uint64(1)
    return np.asarray(words.sum(axis=1, dtype=np.uint64))
