"""One change of a recipe, as a finding or the doctor proposes it."""

from __future__ import annotations

import json
from dataclasses import dataclass

# The arguments of schedules that set their height, the highest first: a warm-up starts low, so its
# target comes before the rate that it starts from.
HEIGHTS = (
    "peak_learning_rate",
    "maximum_learning_rate",
    "warmup_target",
    "initial_learning_rate",
    "learning_rate",
    "values",
    "schedule",
)


@dataclass(frozen=True, init=False)
class Edit:
    """`key: old -> new`, the values as YAML writes them.

    Args:
        key: such as `optimizer.learning_rate`.
        old: what the recipe holds; a text stands as it is, every other value as JSON.
        new: what to write there.

    Example:
        >>> edit = Edit("optimizer.learning_rate", 0.3, 0.03)
        >>> str(edit), edit.override
        ('optimizer.learning_rate: 0.3 -> 0.03', 'optimizer.learning_rate=0.03')
    """

    key: str
    old: str
    new: str

    def __init__(self, key: str, old: object, new: object) -> None:
        for name, value in (("key", key), ("old", _written(old)), ("new", _written(new))):
            object.__setattr__(self, name, value)

    @classmethod
    def understood(cls, text: str) -> Edit | str:
        """A text of this form as an edit; any other advice of a plugin's own stays a text.

        Example:
            >>> Edit.understood("training.epochs: 20 -> 2").key
            'training.epochs'
            >>> Edit.understood("collect more data")
            'collect more data'
        """
        key, _, change = text.partition(": ")
        old, arrow, new = change.rpartition(" -> ")
        return cls(key, old, new) if arrow and key and " " not in key else text

    @property
    def override(self) -> str:
        """`key=new`, as the command line and `suite.load` take it."""
        return f"{self.key}={self.new}"

    def __str__(self) -> str:
        return f"{self.key}: {self.old} -> {self.new}"


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
