"""Copies of arrays as they are at a moment, in memory that is used again for the next moment."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from suite.training.state.variables import Form


class Snapshot:
    """Arrays that stay as they are while what they were copied from goes on.

    Its memory is kept: to copy into memory that the system has to give first takes twenty times as
    long as the copying. So a run whose state is written needs that state's size once more, and no
    more than that.

    Example:
        >>> snapshot, weights = Snapshot(), np.array([1.0, 2.0])
        >>> taken = snapshot.take({"weights": weights})
        >>> weights += 1.0
        >>> taken["weights"].tolist()
        [1.0, 2.0]
    """

    def __init__(self) -> None:
        self._kept: dict[str, np.ndarray] = {}

    def has_room(self, forms: Mapping[str, Form]) -> bool:
        """Whether there is memory for arrays of these shapes and types."""
        return all(
            name in self._kept and _fits(self._kept[name], *form) for name, form in forms.items()
        )

    def make_room(self, forms: Mapping[str, Form]) -> None:
        """Get the memory for arrays of these shapes and types; may be called in another thread."""
        for name, (shape, dtype) in forms.items():
            # Filled: memory that nobody has written to is given at the first writing only.
            self._kept[name] = np.empty(_known(shape), dtype)
            self._kept[name].fill(0)

    def take(self, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Copies of these arrays, which the next call overwrites; what was kept of others goes."""
        kept = self._kept
        self._kept = {
            name: kept[name]
            if name in kept and _fits(kept[name], array.shape, array.dtype.name)
            else np.empty_like(array, order="C", subok=False)
            for name, array in arrays.items()
        }
        for name, array in arrays.items():
            np.copyto(self._kept[name], array)
        return dict(self._kept)


def _fits(array: np.ndarray, shape: tuple[int | None, ...], dtype: str) -> bool:
    return array.shape == shape and array.dtype.name == dtype


def _known(shape: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(side or 0 for side in shape)
