"""`show optimizer.momentum`: an argument of components, by the key that a recipe gives it under."""

from __future__ import annotations

from suite.catalog.catalog import Catalog
from suite.catalog.kinds import argument_kind
from suite.catalog.pages.component_pages import argument_lines
from suite.catalog.pages.wrapped import wrapped

# Of the keys of a recipe that name a component; those within a component tell it by themselves.
_KINDS = {"data": "data", "model": "models", "surface": "surfaces"}


def argument_page(catalog: Catalog, key: str, width: int = 100) -> str | None:
    """What an argument is, for each component of its kind that has it; None where none does.

    Args:
        catalog: whose components are looked through.
        key: `data.on_corrupt`, `optimizer.learning_rate.steps`.
        width: longest line.

    Example:
        >>> from suite.catalog import HERE
        >>> print(argument_page(HERE, "data.on_corrupt").splitlines()[2])
        Of data/folder:
    """
    *_, component, argument = ["", "", *key.split(".")]
    kind = _KINDS.get(component) or argument_kind(component)
    owners: dict[tuple[str, ...], list[str]] = {}
    for entry in catalog.entries(kind) if kind else ():
        found = next((one for one in entry.parameters if one.name == argument), None)
        if found is not None:
            text = entry.argument_texts.get(argument, "")
            lines = tuple(argument_lines(found, text, width))
            owners.setdefault(lines, []).append(f"{kind}/{entry.name}")
    if not owners:
        return None
    page = [f"{key}  (argument of a component)"]
    for lines, names in owners.items():
        page += ["", *wrapped(f"Of {', '.join(names)}:", "", width), *lines]
    return "\n".join(
        [*page, "", f"All of one: python -m suite show {next(iter(owners.values()))[0]}"]
    )
