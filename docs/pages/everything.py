"""Writes all pages that are generated; one whose text is as it was stays untouched, so that a second build is quick."""

from __future__ import annotations

from pathlib import Path

from pages.components import component_pages
from pages.lectures import lecture_pages
from pages.of_the_repository import repository_pages
from pages.python_names import python_page
from pages.recipe_keys import key_pages
from pages.verbs import verbs_page


def write_pages(root: Path) -> None:
    """Write them into the folders of the site that git does not keep.

    Args:
        root: `docs/`.
    """
    pages = {
        **component_pages(),
        **key_pages(),
        **lecture_pages(),
        **repository_pages(root.parent),
        "lookup/verbs.md": verbs_page(),
        "lookup/python.md": python_page(),
    }
    for name, text in pages.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    for folder in ("lookup", "learn", "zh/learn"):
        for path in (root / folder).rglob("*.md"):
            if str(path.relative_to(root)) not in pages:
                path.unlink()
