"""Pages that lie in the repository's own folder, for the site."""

from __future__ import annotations

import re
from pathlib import Path

from suite.package import REPOSITORY

_PAGES = {
    "ARCHITECTURE.md": "why/architecture.md",
    "CONTRIBUTING.md": "why/contributing.md",
    "CHANGELOG.md": "why/changelog.md",
}
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s]+)\)")


def repository_pages(root: Path) -> dict[str, str]:
    """Each of them, its links as the site has them."""
    return {target: moved((root / name).read_text("utf-8"), "") for name, target in _PAGES.items()}


def moved(text: str, folder: str) -> str:
    """A text whose links lead where they did, from the folder of the site that it is put into.

    Args:
        text: of a file of the repository.
        folder: that it lies in, `""` or `docs`.
    """
    return _LINK.sub(lambda found: f"]({_target(found[1], folder)})", text)


def _target(link: str, folder: str) -> str:
    path, mark, place = link.partition("#")
    whole = Path(folder, path).as_posix()
    parts: list[str] = []
    for part in whole.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    name = "/".join(parts)
    if name in _PAGES:
        return f"/{_PAGES[name]}{mark}{place}"
    if name.startswith("docs/"):
        return f"/{name.removeprefix('docs/')}{mark}{place}"
    return f"{REPOSITORY}/blob/main/{name}{mark}{place}"
