"""The line by which an editor finds what a recipe may hold."""

from __future__ import annotations

import os
from pathlib import Path

from suite.package import SITE

# `python -m suite schema --out recipe.schema.json` writes it, with the user's own callbacks.
SCHEMA = "recipe.schema.json"
_MARK = "# yaml-language-server: $schema="


def with_modeline(text: str, folder: Path) -> str:
    """The text of a recipe with a line on top that names its schema, unless it has one.

    That is `recipe.schema.json` beside it or in the working directory, or else the published one.

    Args:
        text: of the recipe.
        folder: where it is going to lie.

    Example:
        >>> with_modeline("model: mlp", Path()).splitlines()[0].partition("=")[0]
        '# yaml-language-server: $schema'
    """
    if text.lstrip("\ufeff").startswith(_MARK):
        return text
    near = (place / SCHEMA for place in (folder, Path.cwd()))
    found = next((os.path.relpath(path, folder) for path in near if path.is_file()), None)
    return f"{_MARK}{found or f'{SITE}/{SCHEMA}'}\n{text}"
