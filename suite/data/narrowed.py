"""Labels in a smaller type, or none at all."""

from __future__ import annotations

import numpy as np

from suite.errors import UserError


def narrowed(values: np.ndarray, dtype: type[np.generic] = np.int32) -> np.ndarray:
    """The labels as another type of whole numbers; a plain cast makes class 0 of 2^32 and of 0.5.

    Raises:
        UserError: the first value that would become another one.

    Example:
        >>> narrowed(np.array([0.0, 2.0])).tolist()
        [0, 2]
    """
    values = np.asarray(values)
    if values.dtype == dtype or values.dtype.kind not in "iuf" or np.dtype(dtype).kind == "f":
        with np.errstate(over="ignore"):  # infinity is refused where the targets are looked at
            return values.astype(dtype)
    with np.errstate(invalid="ignore"):
        cast = values.astype(dtype)
    wrong = np.flatnonzero(cast != values)
    if len(wrong):
        first = values.reshape(-1)[wrong[0]]
        real = "; real targets are a matrix (N, K)" if first != np.floor(first) else ""
        raise UserError(
            f"The labels must be class numbers, but that of row {wrong[0]} is {first}{real}."
        )
    return cast
