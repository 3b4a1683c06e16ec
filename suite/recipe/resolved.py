"""A recipe with every default filled in, as values and as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from suite import package
from suite.catalog import Component, Doors, Entry, SourceText, argument_kind, is_component
from suite.catalog.catalog_view import CatalogView
from suite.catalog.kinds import names_a_component
from suite.recipe.schema.component_fields import component_kinds
from suite.recipe.schema.penalty_settings import PenaltySettings
from suite.recipe.schema.recipe_settings import SURFACE_KEYS, DataSettings, RecipeSettings
from suite.recipe.schema.recipe_types import SurfaceRecipeSettings, one_run
from suite.recipe.text import provenance
from suite.recipe.text.dialect import dump
from suite.recipe.text.place import Origin

# Constructor arguments that say nothing about what is computed.
_SILENT = ("name",)
# How the first line of a resolved recipe goes on behind the name, and the last of its keys.
_RESOLVED, _LAST = ", resolved by suite ", "sweep"


def resolved(settings: RecipeSettings, catalog: CatalogView) -> dict[str, Any]:
    """The settings as plain values, with the defaults of the schema and of every component.

    Example:
        >>> settings = RecipeSettings(model="mlp", optimizer="sgd")
        >>> resolved(settings, CatalogView(Doors()))["optimizer"]["momentum"]
        0.0
    """
    values = _block(settings, RecipeSettings, catalog)
    if isinstance(one_run(settings), SurfaceRecipeSettings):
        values = {key: value for key, value in values.items() if key in SURFACE_KEYS}
        values["training"] = {"steps": settings.training.steps}
    return values


def to_yaml(name: str, values: dict[str, Any], doors: Doors, origins: Sequence[Origin]) -> str:
    """Resolved values as a file; loaded again it gives an equal recipe."""
    comment = f"# {name}{_RESOLVED}{package.VERSION}: every default filled in\n"
    return comment + dump({**provenance.mark(values, doors, origins), **values})


def is_cut_off(text: str, values: Mapping[str, Any]) -> bool:
    """Whether what `to_yaml` wrote has lost its end, though what is left is YAML.

    Args:
        text: of the file.
        values: what YAML makes of it.

    Example:
        >>> whole = suite.load("quickstart").to_yaml()
        >>> is_cut_off(whole, {"seed": 0, "sweep": None}), is_cut_off(whole[:90], {"seed": 0})
        (False, True)
    """
    is_ours = _RESOLVED in text.partition("\n")[0]
    return is_ours and not (text.endswith("\n") and _LAST in values)


def _plain(value: Any, kind: str | None, catalog: CatalogView) -> Any:
    """A setting as a recipe writes it; components of a kind with their defaults."""
    match value:
        case DataSettings():
            return _data(value, catalog)
        case PenaltySettings():
            given = _block(value, type(value), catalog)
            return {key: item for key, item in given.items() if item is not None}
        case BaseModel():
            return _block(value, type(value), catalog)
        case Component():
            return (value if kind is None else _filled(value, kind, catalog)).to_plain()
        case list() | tuple():
            return [_plain(item, kind, catalog) for item in value]
        case dict():
            return {key: _plain(item, kind, catalog) for key, item in value.items()}
    return value


def _block(block: BaseModel, schema: type[BaseModel], catalog: CatalogView) -> dict[str, Any]:
    kinds = component_kinds(schema)
    return {
        name: _plain(getattr(block, name), kinds.get(name), catalog) for name in schema.model_fields
    }


def _data(settings: DataSettings, catalog: CatalogView) -> dict[str, Any]:
    """A block of data: its source with its defaults, then what all sources share."""
    shared = _block(settings, DataSettings, catalog)
    kind, source = shared.pop("kind"), settings.source
    if source is None:
        return {"kind": kind, **shared}
    filled = _as_mapping(_filled(source, "data", catalog))
    # How many classes are drawn is a key of the source and of the block.
    return {**filled, **{key: shared[key] for key in shared if key not in filled}}


def _filled(component: Component, kind: str, catalog: CatalogView) -> Component:
    """The component with its literal defaults, arguments in the order of the constructor."""
    entry = catalog.get(kind, component.kind)
    if entry is None:
        return component
    arguments = {
        parameter.name: parameter.default
        for parameter in entry.parameters
        if parameter.name in component.arguments or _is_told(parameter)
    }
    arguments |= component.arguments
    return Component(
        _lasting_name(component.kind, entry),
        {name: _argument(name, value, catalog) for name, value in arguments.items()},
    )


def _argument(name: str, value: Any, catalog: CatalogView) -> Any:
    """A value as YAML gives it back, components in it filled as well."""
    if isinstance(value, (list, tuple)):
        return [_argument(name, item, catalog) for item in value]
    if not isinstance(value, dict):
        return value
    kind = argument_kind(name)
    if kind is not None and is_component(value):
        filled = _filled(Component.parse(value), kind, catalog)
        bare = filled.to_plain()
        # A text under `learning_rate`, say, would be no component when it is read again.
        is_told = isinstance(bare, dict) or names_a_component(name, bare)
        return bare if is_told else _as_mapping(filled)
    return {key: _argument(key, item, catalog) for key, item in value.items()}


def _is_told(parameter: Any) -> bool:
    default = parameter.default
    told = not parameter.required and default is not None and not isinstance(default, SourceText)
    return told and parameter.name not in _SILENT


def _lasting_name(name: str, entry: Entry) -> str:
    """A plugin is found beside the recipe only, its file from anywhere."""
    is_plugin = entry.module is None and entry.origin == str(entry.file)
    return f"{entry.file}:{entry.attribute}" if is_plugin else name


def _as_mapping(component: Component) -> dict[str, Any]:
    return {"kind": component.kind, **component.arguments}
