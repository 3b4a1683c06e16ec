"""Every key of a resolved recipe, with the texts of the schema and of the components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from textwrap import shorten
from typing import Any

from suite.catalog import Catalog, Doors, Entry, argument_kind
from suite.catalog.names.doors import CLOSED, OPEN
from suite.recipe.schema.component_fields import component_kinds
from suite.recipe.schema.key_texts import Key, all_keys
from suite.recipe.schema.recipe_settings import plain
from suite.recipe.shown.setting import Setting, written

# Where a recipe came from, which is no setting.
_NO_SETTING = "from_web"
_UNKNOWN = object()
# Letters; some of Keras's texts are pages.
_LONGEST_TEXT = 300


def recipe_settings(recipe: Mapping[str, Any], doors: Doors | None = None) -> list[Setting]:
    """The keys of a resolved recipe in its order, one row each; what it holds in blocks and
    components is a row for itself.

    Args:
        recipe: as `recipe.yaml` of a run has it. Of one that came from the web, components in
            files are not looked at.
        doors: what its names may reach; None decides it by where the recipe came from.

    Example:
        >>> recipe = {"seed": 3, "optimizer": {"kind": "sgd", "momentum": 0.9}}
        >>> for setting in recipe_settings(recipe):
        ...     print(setting.key, setting.value, setting.default, setting.differs)
        seed 3 0 True
        optimizer sgd adam True
        optimizer.momentum 0.9 0.0 True
    """
    if doors is None:
        doors = CLOSED if _NO_SETTING in recipe else OPEN
    return list(_Reader(recipe, Catalog(doors)).rows())


class _Reader:
    """Walks through a recipe beside its schema."""

    def __init__(self, recipe: Mapping[str, Any], catalog: Catalog) -> None:
        self.recipe = recipe
        self.catalog = catalog
        self.keys = {key.path: key for key in all_keys()}

    def rows(self) -> Iterator[Setting]:
        for name, value in self.recipe.items():
            if name != _NO_SETTING:
                yield from self._at((name,), (name,), value)

    def _at(self, path: tuple[str, ...], place: tuple[str, ...], value: Any) -> Iterator[Setting]:
        """The rows of a key.

        Args:
            path: of the key in the schema.
            place: in the recipe, with the numbers of entries of lists.
        """
        key = self.keys.get(path)
        if key is None:
            yield _setting(place, value, _UNKNOWN, "")
            return
        kind = component_kinds(key.owner).get(path[-1])
        if path == ("data",) and isinstance(value, dict):
            yield from self._data(key, value)
        elif kind is not None and isinstance(value, list):
            yield from self._list(key, kind, place, value)
        elif kind is not None and _is_component(value) and value != "auto":
            yield from self._component(place, kind, value, _kind_of(_default(key)), key.text)
        elif key.block is not None and isinstance(value, dict):
            for name, inner in value.items():
                yield from self._at((*path, name), (*place, name), inner)
        elif key.block is not None and isinstance(value, list) and value:
            for number, entry in enumerate(value):
                for name, inner in entry.items() if isinstance(entry, dict) else ():
                    yield from self._at((*path, name), (*place, str(number), name), inner)
        else:
            yield _setting(place, value, _default(key), key.text)

    def _data(self, key: Key, value: Mapping[str, Any]) -> Iterator[Setting]:
        """The source's arguments stand beside the keys that all sources share."""
        entry = self.catalog.get("data", str(value.get("kind")))
        for name, inner in value.items():
            if ("data", name) in self.keys:
                rows = list(self._at(("data", name), ("data", name), inner))
                if name == "kind" and entry is not None:
                    rows = [_with(row, entry.summary) for row in rows]
                yield from rows
            else:
                yield from self._argument(("data", name), name, inner, entry)

    def _list(
        self, key: Key, kind: str, place: tuple[str, ...], value: list[Any]
    ) -> Iterator[Setting]:
        names = [_kind_of(one) for one in value]
        yield _setting(place, names, [_kind_of(one) for one in _default(key) or []], key.text)
        for number, one in enumerate(value):
            if isinstance(one, dict):
                entry = self.catalog.get(kind, _kind_of(one))
                for name, inner in one.items():
                    if name != "kind":
                        at = (*place, str(number), name)
                        for row in self._argument(at, name, inner, entry):
                            yield replace(row, text=f"{_kind_of(one)}: {row.text}")

    def _component(
        self, place: tuple[str, ...], kind: str, value: Any, default: Any, text: str
    ) -> Iterator[Setting]:
        """Its name, then its arguments."""
        name = _kind_of(value)
        entry = self.catalog.get(kind, name)
        row = _setting(place, name, default, text)
        yield row if entry is None else _with(row, entry.summary)
        for argument, inner in value.items() if isinstance(value, dict) else ():
            if argument != "kind":
                yield from self._argument((*place, argument), argument, inner, entry)

    def _argument(
        self, place: tuple[str, ...], name: str, value: Any, entry: Entry | None
    ) -> Iterator[Setting]:
        parameters = {} if entry is None else {one.name: one for one in entry.parameters}
        text = "" if entry is None else entry.argument_texts.get(name, "")
        default: Any = _UNKNOWN
        if name in parameters:
            known = parameters[name]
            default = "required" if known.required else known.default
        kind = argument_kind(name)
        if kind is not None and isinstance(value, dict) and _is_component(value):
            yield from self._component(place, kind, value, _kind_of(default), text)
        else:
            yield _setting(place, value, default, text)


def _is_component(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, dict) and isinstance(value.get("kind"), str)
    )


def _kind_of(value: Any) -> Any:
    """The name of a component; anything else as it is."""
    return value["kind"] if isinstance(value, dict) and "kind" in value else value


def _default(key: Key) -> Any:
    return "required" if key.field.is_required() else plain(key.field.get_default())


def _setting(place: tuple[str, ...], value: Any, default: Any, text: str) -> Setting:
    is_known = default is not _UNKNOWN
    if isinstance(default, tuple):
        default = list(default)
    return Setting(
        key=".".join(place),
        value=written(value),
        default=written(default) if is_known else "",
        text=shorten(text[:1].upper() + text[1:], _LONGEST_TEXT, placeholder=" ..."),
        differs=is_known
        and (value != default or isinstance(value, bool) != isinstance(default, bool)),
    )


def _with(row: Setting, summary: str) -> Setting:
    """The row of a component, with what the component says of itself."""
    text = f"{row.text.removesuffix('.')}. {row.value}: {summary}" if row.text else summary
    return replace(row, text=text)
