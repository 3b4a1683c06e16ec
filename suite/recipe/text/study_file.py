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
    try:
        found = yaml.load(Path(reference).read_text("utf-8"), Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return False
    return isinstance(found, dict) and "study" in found
