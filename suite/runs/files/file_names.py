"""Names for files: safe ones, and ones that nothing has yet."""

from __future__ import annotations

import os
import re
from pathlib import Path


def free_path(path: Path) -> Path:
    """The path itself, or `name-2.png`, `name-3.png`, ..., the first that nothing lies at.

    Example:
        >>> _ = Path("rates.png").write_bytes(b"")
        >>> free_path(Path("rates.png")).name
        'rates-2.png'
    """
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def file_name(text: str) -> str:
    """A text, such as a recipe's name, as a name that is safe on every file system.

    Example:
        >>> file_name("models/mlp digits")
        'models-mlp-digits'
    """
    return re.sub(r"[^\w.-]+", "-", text).strip(".-") or "recipe"
