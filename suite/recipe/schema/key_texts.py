"""`show training`, `show data.sampling`, `show class_counts`: the recipe's own keys."""

from __future__ import annotations

import functools
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from suite.python_source.docstring import argument_section, summary
from suite.recipe.schema.recipe_settings import RecipeSettings, plain
from suite.recipe.schema.wording import described, received, whole_annotation

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # by libyaml, where it was built in


@dataclass(frozen=True)
class Key:
    """A key that a recipe may have.

    Args:
        path: itself, after the blocks around it.
        owner: the block that it stands in.
        field: what it accepts.
    """

    path: tuple[str, ...]
    owner: type[BaseModel]
    field: FieldInfo

    @property
    def name(self) -> str:
        """As an override names it: `training.ema`."""
        return ".".join(self.path)

    @property
    def block(self) -> type[BaseModel] | None:
        """The block of keys that it opens; None where it has a plain value."""
        return next(_blocks(self.field.annotation), None)

    @property
    def text(self) -> str:
        """What it is for: from the docstring of its block, or the first paragraph of its own."""
        text = argument_section(inspect.getdoc(self.owner) or "").get(self.path[-1], "")
        if self.block is not None and text.startswith("see `"):
            text = summary(inspect.getdoc(self.block) or "")
        text = re.sub(r"[;.] see `\w+`", "", text)  # what it names is shown below
        return text[:1].upper() + text[1:]

    @property
    def accepted(self) -> str:
        """`a whole number of at least 1, or 'auto'`."""
        return described(whole_annotation(self.field))

    @property
    def default(self) -> str:
        """As YAML writes it."""
        if self.field.is_required():
            return "required"
        return received(plain(self.field.get_default(call_default_factory=True)))


def all_keys(file: type[BaseModel] = RecipeSettings) -> list[Key]:
    """Every key that a recipe, or another file, may have.

    Args:
        file: the settings of its top level.
    """
    return list(_keys((), file))


@functools.cache
def texts_in(language: str) -> Mapping[str, str]:
    """What each key of a recipe is for, by its name; empty in English, which the code itself has.

    Example:
        >>> texts_in("zh")["training"], len(texts_in("en"))
        ('怎样训练模型。', 0)
    """
    file = Path(__file__).with_name(f"key_texts.{language}.yaml")
    return yaml.load(file.read_text("utf-8"), _LOADER) if file.is_file() else {}


def key_text(name: str, width: int = 100, language: str = "en") -> str | None:
    """Everything about a key of the recipe, or about each of several of one name.

    Args:
        name: a key with the blocks around it, `data.sampling`; or its last part, in any block.
        width: longest line.
        language: of what a key is for.

    Returns:
        What the key is for, what it accepts and its default, with the keys inside it; None where a
        recipe has no such key.
    """
    keys = all_keys()
    found = [key for key in keys if key.name == name]
    found = found or [key for key in keys if key.path[-1] == name]
    return "\n\n\n".join(_page(key, width, texts_in(language)) for key in found) or None


def _keys(path: tuple[str, ...], owner: type[BaseModel]) -> Iterator[Key]:
    for name, field in owner.model_fields.items():
        key = Key((*path, name), owner, field)
        yield key
        if key.block is not None:
            yield from _keys(key.path, key.block)


def _blocks(annotation: Any) -> Iterator[type[BaseModel]]:
    """The blocks of keys among what an annotation accepts; of a list, those of an entry."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _blocks(part)


def _page(key: Key, width: int, texts: Mapping[str, str]) -> str:
    told = texts.get(key.name, key.text)
    lines = [f"{key.name}  (key of a recipe)", "", *_wrapped(told, width)]
    if key.block is None:
        lines += ["", *_wrapped(f"Accepts {key.accepted}.", width), f"Default: {key.default}"]
        return "\n".join(lines)
    lines += ["", "Keys:"]
    for inner in _keys(key.path, key.block):
        if len(inner.path) == len(key.path) + 1:
            default = "" if inner.block else f" = {inner.default}"
            told = texts.get(inner.name, inner.text)
            lines += [f"  {inner.path[-1]}{default}", *_wrapped(told, width, "      ")]
    if key.name == "data":
        text = "Any other key is an argument of the source: python -m suite list data"
        lines += ["", *_wrapped(text, width)]
    return "\n".join(lines)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
