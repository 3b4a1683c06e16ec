"""Which files are those of studies."""

from __future__ import annotations

from pathlib import Path

import yaml

from suite.recipe.text.dialect import Loader


def is_study(reference: str | Path) -> bool:
    """Whether the file of this path, or the shipped one of this name, is that of a study.

    Example:
        >>> is_study("init/studies/zeros"), is_study("init/zeros")
        (True, False)
    """
    if "/studies/" in str(reference).replace("\\", "/"):
        return True
    path = Path(reference)
    try:
        # Not what is read only once, as a pipe is.
        top = yaml.compose(path.read_text("utf-8"), Loader) if path.is_file() else None
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return False
    return isinstance(top, yaml.MappingNode) and any(key.value == "study" for key, _ in top.value)
