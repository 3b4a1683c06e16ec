"""JSON as its standard has it: without NaN and infinity, and without what only NumPy knows."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


def json_text(value: Any) -> str:
    """A value as an indented text that ends its last line.

    Example:
        >>> print(json_text({"loss": float("nan"), "epochs": np.int64(3)}), end="")
        {
          "loss": null,
          "epochs": 3
        }
    """
    return json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def json_line(value: Any) -> str:
    """A value as one line, without its end."""
    return json.dumps(_finite(value), allow_nan=False)


def _finite(value: Any) -> Any:
    """The value in lists and mappings of plain values, None for what is not finite."""
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
