"""From the cells of a table, as they are kept, to the inputs of a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from suite.data.files.tables.columns import CategoryColumn, Column, NumberColumn


class Features:
    """From cells as they are kept to the inputs of a model.

    Args:
        columns: (place among the kept cells of a row, column), in the order of the features.

    Shapes:
        kept: (B, columns) -> (B, features), float32.

    Example:
        >>> sky = CategoryColumn("sky", {"gray": 0, "blue": 1}, False, "refuse")
        >>> features = Features([(0, NumberColumn("age", 40.0)), (1, sky)])
        >>> features.names, features(np.array([[31, 0], [np.nan, 1]], "float32")).tolist()
        (('age', 'sky=blue', 'sky=gray'), [[31.0, 0.0, 1.0], [40.0, 1.0, 0.0]])
    """

    def __init__(self, columns: Sequence[tuple[int, Column]]) -> None:
        self.columns = tuple(columns)
        names: list[str] = []
        from_kept, to_feature, means = [], [], []
        self._categories: list[tuple[int, int, np.ndarray]] = []
        for place, column in self.columns:
            if isinstance(column, NumberColumn):
                from_kept.append(place)
                to_feature.append(len(names))
                means.append(column.mean)
            else:
                self._categories.append((place, len(names), column.feature_of_number()))
            names += column.features
        self.names = tuple(names)
        self._from, self._to = np.array(from_kept, np.int64), np.array(to_feature, np.int64)
        self._means = np.array(means, np.float32)

    def __call__(self, kept: np.ndarray) -> np.ndarray:
        made = np.zeros((len(kept), len(self.names)), np.float32)
        numbers = kept[:, self._from]
        made[:, self._to] = np.where(np.isnan(numbers), self._means, numbers)
        rows = np.arange(len(kept))
        for place, begin, feature_of in self._categories:
            cells = kept[:, place]
            missing = np.isnan(cells)
            # Behind the numbers come `missing` and, as the last, `unknown`, which is kept as -1.
            numbered = np.where(missing, len(feature_of) - 2, cells).astype(np.int64)
            features = feature_of[numbered]
            has_one = features >= 0
            made[rows[has_one], begin + features[has_one]] = 1.0
        return made

    def as_json(self) -> list[list[Any]]:
        """What `from_json` makes the same features of."""
        return [
            [place, "numbers", column.name, column.mean]
            if isinstance(column, NumberColumn)
            else [
                place,
                "categories",
                column.name,
                list(column.places),
                column.has_missing,
                column.unknown,
            ]
            for place, column in self.columns
        ]

    @classmethod
    def from_json(cls, columns: list[list[Any]]) -> Features:
        made: list[tuple[int, Column]] = []
        for place, kind, name, *rest in columns:
            if kind == "numbers":
                made.append((place, NumberColumn(name, rest[0])))
            else:
                numbered = {value: number for number, value in enumerate(rest[0])}
                made.append((place, CategoryColumn(name, numbered, rest[1], rest[2])))
        return cls(made)
