"""The run directory's files, from README's table of them."""

from __future__ import annotations

from pathlib import Path

from pages.of_the_repository import moved

_ROOT = Path(__file__).parents[2]


def run_directory_page() -> str:
    """What lies in a run directory."""
    text = (_ROOT / "docs" / "pages" / "run-directory.txt").read_text("utf-8")
    return moved(text, "")
