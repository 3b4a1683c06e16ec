"""Every key of a recipe."""

from __future__ import annotations

from pages.docstring import escaped
from suite.recipe.schema.key_texts import Key, all_keys


def recipe_page() -> str:
    """A table for each block of keys."""
    keys = all_keys()
    blocks = [None, *(key for key in keys if key.block is not None)]
    parts = [_HEAD]
    for block in blocks:
        path = () if block is None else block.path
        inside = [key for key in keys if key.path[:-1] == path]
        title = "The top level" if block is None else f"`{block.name}`"
        parts += [f"## {title}", *([] if block is None else [escaped(block.text)]), _table(inside)]
        if block is not None and block.name == "data":
            parts.append(
                "Any other key is an argument of the source: [sources](components/data.md)."
            )
    return "\n\n".join(parts) + "\n"


_HEAD = """# Keys of a recipe

A component is a name, or a mapping with `kind` and its arguments. A key set to `null` has its default. `python -m suite show KEY`
shows the same in the terminal; `python -m suite schema` writes it for editors."""


def _table(keys: list[Key]) -> str:
    rows = ["| key | default | takes | |", "| --- | --- | --- | --- |"]
    for key in keys:
        default = "" if key.block is not None else f"`{key.default}`"
        takes = "see below" if key.block is not None else escaped(key.accepted)
        cells = (f"`{key.path[-1]}`", default.replace("|", "\\|"), takes, escaped(key.text))
        rows.append(f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |")
    return "\n".join(rows)
