"""The text of `list`: a line for every component."""

from __future__ import annotations

from suite.catalog.catalog import Catalog
from suite.catalog.kinds import KINDS
from suite.catalog.names.aliases import ALIASES, TFDS_NAMES
from suite.catalog.pages.wrapped import wrapped
from suite.tables import listing


def component_list(catalog: Catalog, kind: str | None = None, *, width: int = 100) -> str:
    """A line for every component of a kind, or of all kinds: name, summary, first topic.

    Args:
        catalog: whose components.
        kind: a key of `KINDS`, or None for all.
        width: longest line.

    Raises:
        UnknownName: there is no such kind.

    Example:
        >>> from suite.catalog import HERE
        >>> component_list(HERE, "constraints").splitlines()[1]
        '  max_norm      MaxNorm weight constraint.  [reg/max-norm]'
    """
    kinds = [kind] if kind else list(KINDS)
    return "\n\n".join(_table(catalog, one, width) for one in kinds)


def _table(catalog: Catalog, kind: str, width: int) -> str:
    found = catalog.entries(kind)
    rows = [
        (entry.name, entry.summary, f"[{entry.topics[0]}]" if entry.topics else "")
        for entry in found
    ]
    lines = [f"{kind} ({len(found)})", *listing(rows, width, indent="  ")]
    if aliases := ALIASES.get(kind):
        pairs = ", ".join(f"{alias} = {name}" for alias, name in aliases.items())
        lines += wrapped(f"short for: {pairs}", "  ", width)
    if kind == "data":
        lines += wrapped(f"of TFDS, by name: {', '.join(TFDS_NAMES)}", "  ", width)
    for message in catalog.broken(kind):
        lines += wrapped(f"left out: {message}", "  ", width)
    return "\n".join(lines)
