"""One key of a recipe with what there is to say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from suite.recipe.text.dialect import dump


@dataclass(frozen=True)
class Setting:
    """A row of the table.

    Args:
        key: as an override names it: `optimizer.learning_rate`.
        value: as the resolved recipe writes it.
        default: as a recipe would write it; `required` where there is none, empty if not known.
        text: what the key is for.
        differs: whether the value is not the default.

    Example:
        >>> Setting("seed", "3", "0", "of everything random", differs=True).differs
        True
    """

    key: str
    value: str
    default: str
    text: str
    differs: bool


def written(value: Any) -> str:
    """A value as YAML has it on one line.

    Example:
        >>> written(None), written([1, 2]), written("relu"), written(1e-5)
        ('null', '[1, 2]', 'relu', '1.0e-05')
    """
    return value if isinstance(value, str) and value else dump(value, flow=True).strip()
