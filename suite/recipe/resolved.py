"""A recipe with every default filled in, as values and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from suite import package
from suite.catalog import Component, Doors, Entry, SourceText, argument_kind, is_component
from suite.catalog.kinds import names_a_component
from suite.recipe.schema.penalty_settings import ATTRIBUTES, PenaltySettings
from suite.recipe.schema.recipe_settings import SURFACE_KEYS, RecipeSettings, plain
from suite.recipe.schema.recipe_types import SurfaceRecipeSettings, one_run
from suite.recipe.text import provenance
from suite.recipe.text.dialect import dump
from suite.recipe.text.place import Origin
from suite.recipe.validation.catalog_view import CatalogView

# Constructor arguments that say nothing about what is computed.
_SILENT = ("name",)
_KINDS = {
    "model": "models",
    "surface": "surfaces",
    "initialization": "initializations",
    "loss": "losses",
    "metrics": "metrics",
    "optimizer": "optimizers",
    "callbacks": "callbacks",
}


def resolved(settings: RecipeSettings, catalog: CatalogView) -> dict[str, Any]:
    """The settings as plain values, with the defaults of the schema and of every component."""
    is_surface = isinstance(one_run(settings), SurfaceRecipeSettings)
    values: dict[str, Any] = {}
    for key, value in settings:
        if is_surface and key not in SURFACE_KEYS:
            continue
        if is_surface and key == "training":
            values[key] = {"steps": value.steps}
        elif key == "data":
            values[key] = _data(value, catalog)
        elif key == "penalties":
            values[key] = [_penalty(entry, catalog) for entry in value]
        elif key in _KINDS:
            values[key] = _components(value, _KINDS[key], catalog)
        else:
            values[key] = plain(value)
    return values


def to_yaml(name: str, values: dict[str, Any], doors: Doors, origins: Sequence[Origin]) -> str:
    """Resolved values as a file; loaded again it gives an equal recipe."""
    comment = f"# {name}, resolved by suite {package.VERSION}: every default filled in\n"
    return comment + dump({**provenance.mark(values, doors, origins), **values})


def _data(settings: Any, catalog: CatalogView) -> dict[str, Any]:
    values = plain(settings)
    shared = {key: values[key] for key in type(settings).model_fields if key != "kind"}
    shared["augment"] = _components(settings.augment, "augmentations", catalog)
    source = settings.source
    if source is None:
        return {"kind": None, **shared}
    return {**_block(_filled(source, "data", catalog)), **shared}


def _penalty(entry: PenaltySettings, catalog: CatalogView) -> dict[str, Any]:
    given = entry.components
    filled = {key: _components(item, ATTRIBUTES[key], catalog) for key, item in given.items()}
    return {"layers": entry.layers, **filled}


def _components(value: Any, kind: str, catalog: CatalogView) -> Any:
    if isinstance(value, list):
        return [_components(item, kind, catalog) for item in value]
    if not isinstance(value, Component):
        return value
    return _filled(value, kind, catalog).to_plain()


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
        return bare if is_told else _block(filled)
    return {key: _argument(key, item, catalog) for key, item in value.items()}


def _is_told(parameter: Any) -> bool:
    default = parameter.default
    told = not parameter.required and default is not None and not isinstance(default, SourceText)
    return told and parameter.name not in _SILENT


def _lasting_name(name: str, entry: Entry) -> str:
    """A plugin is found beside the recipe only, its file from anywhere."""
    is_plugin = entry.module is None and entry.origin == str(entry.file)
    return f"{entry.file}:{entry.attribute}" if is_plugin else name


def _block(component: Component) -> dict[str, Any]:
    return {"kind": component.kind, **component.arguments}
