"""Blocks of settings in the words of JSON Schema, for editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from suite.catalog.lookup import Lookup
from suite.catalog.pages.component_schema import (
    Schema,
    component_schemas,
    nullable,
    offered,
    ref,
    short,
)
from suite.recipe.schema.component_fields import COMPONENT
from suite.recipe.schema.key_texts import Key
from suite.recipe.schema.places import SHARED
from suite.recipe.schema.recipe_settings import DataSettings, RecipeSettings, plain

# Bounds behind a validator of our own, which pydantic leaves as they are.
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_REPLACED = ("title", "description", "default")

_EXTENDS = (
    "Another recipe, or several, that this one changes: a shipped name, a path or an address; "
    "blocks are merged key by key, and lists replace."
)
_WEB = "Set where a recipe was copied from the web: what it may name. Take it out to trust it."


def recipe_definitions(lookup: Lookup) -> dict[str, Schema]:
    """Every block and every component of a recipe, and `recipe`, the whole of it, which may be a
    sweep.

    Args:
        lookup: where components are found.

    Example:
        >>> from suite.catalog import HERE
        >>> recipe_definitions(HERE)["recipe"]["properties"]["seed"]["default"]
        0
    """
    blocks = block_schemas(RecipeSettings) | block_schemas(DataSettings)
    recipe, data = blocks.pop(RecipeSettings.__name__), blocks.pop(DataSettings.__name__)
    text = {"type": "string"}
    recipe["properties"] |= {
        "extends": {"description": _EXTENDS, "anyOf": [text, {"type": "array", "items": text}]},
        "from_web": {"description": _WEB},
    }
    shared = {name: data["properties"][name] for name in SHARED}
    return {"recipe": recipe, **blocks, **component_schemas(lookup, shared)}


def block_schemas(settings: type[BaseModel]) -> dict[str, Schema]:
    """A block and those inside it, by the names of their classes; components are references.

    Example:
        >>> block_schemas(DataSettings)["FoldSettings"]["properties"]["index"]["minimum"]
        0
    """
    whole = settings.model_json_schema(by_alias=True)
    found: dict[str, Schema] = whole.pop("$defs", {})
    found[settings.__name__] = whole
    classes = {one.__name__: one for one in _blocks(settings)}
    return {name: _block(schema, classes[name], found) for name, schema in found.items()}


def _blocks(settings: type[BaseModel]) -> set[type[BaseModel]]:
    """The class of a block and of each inside it."""
    found, waiting = {settings}, [settings]
    while waiting:
        for field in waiting.pop().model_fields.values():
            new = {one for one in _classes(field.annotation) if one not in found}
            found |= new
            waiting += new
    return found


def _classes(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    inner = getattr(annotation, "__args__", ())
    return {one for part in inner for one in _classes(part)}


def _block(schema: Schema, owner: type[BaseModel], blocks: Mapping[str, Schema]) -> Schema:
    """The schema of a block with its texts, in which each key may be null.

    Args:
        schema: as pydantic writes it.
        owner: the block's class.
        blocks: all of them, to know which may be written as a name alone.
    """
    keys = {key.field.alias or name: key for name, key in _keys(owner).items()}
    properties = {
        name: _key(_translated(value, blocks), keys[name])
        for name, value in schema["properties"].items()
    }
    required = {"required": schema["required"]} if "required" in schema else {}
    return {
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": schema.get("additionalProperties", False),
        **required,
    }


def _keys(owner: type[BaseModel]) -> dict[str, Key]:
    return {name: Key((name,), owner, field) for name, field in owner.model_fields.items()}


def _key(schema: Schema, key: Key) -> Schema:
    """What a key may hold, with its text and its default."""
    own = {name: item for name, item in schema.items() if name not in _REPLACED}
    own = own if key.field.is_required() else nullable(own)
    if not key.field.is_required() and key.block is None:
        own["default"] = plain(key.field.get_default(call_default_factory=True))
    return {**own, **({"description": short(key.text)} if key.text else {})}


def _translated(schema: Any, blocks: Mapping[str, Schema]) -> Any:
    """A piece of pydantic's schema: components as references, blocks as names too."""
    if isinstance(schema, list):
        return [_translated(one, blocks) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if COMPONENT in schema:
        return {"$ref": ref(schema[COMPONENT])}
    words = {_BOUNDS.get(name, name): item for name, item in schema.items()}
    translated = {name: _translated(item, blocks) for name, item in words.items()}
    block = blocks.get(str(schema.get("$ref", "")).removeprefix("#/$defs/"), {})
    names = block.get("properties", {}).get("kind", {}).get("enum")
    if names is None:
        return translated
    return {
        "if": {"type": "string"},
        "then": {"enum": names},
        "else": {"$ref": translated["$ref"]},
        **offered({"enum": names}),
    }
