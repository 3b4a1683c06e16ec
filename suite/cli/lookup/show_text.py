"""All about a name: of components, of keys of a recipe, of a topic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from suite.catalog import Catalog, Doors, UnknownName
from suite.catalog.pages.argument_page import argument_page
from suite.catalog.pages.component_pages import component_pages
from suite.lectures.lectures import LECTURES
from suite.lectures.overview import topics_text
from suite.recipe.schema.key_texts import all_keys, key_text
from suite.suggest import close_names, did_you_mean


def show_text(
    name: str, plugins: Sequence[Path] = (), width: int = 100, language: str = "en"
) -> str:
    """All about the components, the keys of a recipe and the topic of a name.

    Args:
        name: of a component, as `component_pages` takes it; of a key, `class_counts` or
            `data.class_counts`; of an argument, as a recipe gives it, `optimizer.momentum`; or of a
            topic, `activations/dying-relu`.
        plugins: folders of the user's callbacks.
        width: longest line.
        language: of what a key is for, and of what the lectures say of a topic.

    Raises:
        UnknownName: nothing has such a name, with close matches.

    Example:
        >>> print(show_text("models/mlp").splitlines()[0])
        models/mlp
    """
    found = [topics_text(name, width, language)] if name in LECTURES else []
    key = key_text(name, width, language)
    found += [] if key is None else [key]
    try:
        catalog = Catalog(Doors(plugins=tuple(plugins)))
        found.append(component_pages(catalog, name, width=width))
    except UnknownName as error:
        page = None if found else argument_page(catalog, name, width)
        found += [] if page is None else [page]
        if found:
            return "\n\n\n".join(found)
        keys = dict.fromkeys(one for key in all_keys() for one in (key.path[-1], key.name))
        close = close_names(name, [*keys, *LECTURES], likeness=0.8)
        if not close:
            raise
        hint = did_you_mean([*close, *error.suggestions])
        message = f"unknown name {name!r}{hint} all names: python -m suite list"
        raise UnknownName(message, close, error.accepted) from error
    return "\n\n\n".join(found)
