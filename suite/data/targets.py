"""Targets that are no classes: several labels per example, or real values."""

from __future__ import annotations

from typing import Literal

import numpy as np

from suite.errors import UserError

Targets = Literal["classes", "labels", "values"]


def check_targets(where: str, rows: np.ndarray, targets: Targets, width: int) -> None:
    """Refuse what are no rows of 0 and 1, or of finite numbers.

    Args:
        where: of the rows, for messages.
        rows: the targets of one split.
        targets: what they should be.
        width: numbers in a row.

    Raises:
        UserError: with the first row that is wrong.
    """
    if rows.ndim != 2 or rows.shape[1] != width or width < 1:
        raise UserError(
            f"{where}: targets of shape {rows.shape}, but there are {width} names of {targets}. "
            "They must be of shape (N, K), with a name for each of the K."
        )
    bad = ~np.isfinite(rows) if targets == "values" else (rows != 0) & (rows != 1)
    wrong = np.flatnonzero(bad.any(axis=1))
    if len(wrong):
        first = rows[wrong[0]][bad[wrong[0]]][0]
        wanted = "a finite number" if targets == "values" else "0 or 1"
        raise UserError(
            f"{where}: {len(wrong)} rows of targets hold what is not {wanted}, the first at index "
            f"{wrong[0]}: {first:g}."
        )


def random_rows(count: int, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows to keep and rows to hold out, where there are no classes to hold out equal shares of.

    Of n >= 2 examples round(share n) are held out, but at least one and never all.

    Returns:
        (kept, held), both ascending.
    """
    order = np.random.default_rng([seed, 0x5711]).permutation(count)
    held = min(max(1, round(share * count)), count - 1)
    return np.sort(order[held:]), np.sort(order[:held])
