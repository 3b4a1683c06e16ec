"""What a key accepts and what it was given, in the words of YAML."""

from __future__ import annotations

import operator
import types
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from suite.catalog import Component
from suite.recipe.schema.base_settings import LARGEST_COUNT
from suite.recipe.text.dialect import dump
from suite.recipe.text.key_path import KeyPath
from suite.suggest import close_names, did_you_mean

_LONGEST = 60
_COMPONENT = "a name, or a mapping with `kind: name` and its arguments"
_SIMPLE = {int: "a whole number", float: "a number", str: "a text"}
_BOUNDS = {"ge": "of at least", "gt": "above", "le": "of at most", "lt": "below"}


def received(value: Any) -> str:
    """A value on one line, texts in quotes, cut where it is long."""
    text = repr(value) if isinstance(value, str) else dump(value, flow=True)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."


def any_of(words: Iterable[str]) -> str:
    """`a, b or c`."""
    words = list(dict.fromkeys(words))
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def hint_at(word: str, accepted: Iterable[str], otherwise: str = "") -> str:
    """`; did you mean 'x'?` where something accepted contains the word or is close to it."""
    accepted = list(accepted)
    containing = sorted((name for name in accepted if len(word) > 3 and word in name), key=len)
    return did_you_mean(containing[:1] or close_names(word, accepted), otherwise)


def unknown_key(key: str, accepted: Iterable[str], elsewhere: Iterable[str] = ()) -> str:
    """The message for a key that a block does not have.

    Args:
        key: the key as written.
        accepted: the keys of the block.
        elsewhere: full keys of other blocks, for a key that is right in the wrong place.
    """
    accepted = list(accepted)
    if key.partition(".")[0] in accepted and "." in key:
        return f"unknown key; a dot is for the command line, here it is written {nested(key)}"
    moved = [path for path in elsewhere if path.rpartition(".")[2] == key]
    meant = did_you_mean(moved[:1]) if moved else hint_at(key, accepted, ";")
    return f"unknown key{meant} accepted: {', '.join(accepted)}"


def nested(key: str) -> str:
    """`optimizer: {learning_rate: ...}` of `optimizer.learning_rate`."""
    first, *rest = key.split(".")
    return f"{first}: {' '.join(f'{{{part}:' for part in rest)} ...{'}' * len(rest)}"


def expectation(model: type[BaseModel], path: KeyPath) -> Any:
    """The annotation of the deepest part of `path` that the schema describes."""
    annotation: Any = model
    for part in path:
        below = _below(annotation, part)
        if below is None:
            break
        annotation = below
    return annotation


def described(annotation: Any) -> str:
    """What an annotation accepts: `a whole number of at least 1, or 'auto'`."""
    return any_of(_forms(annotation))


def options(annotation: Any) -> list[str]:
    """The texts that an annotation lists."""
    if get_origin(annotation) is Literal:
        return [option for option in get_args(annotation) if isinstance(option, str)]
    if _is_model(annotation) and "kind" in annotation.model_fields:
        return options(annotation.model_fields["kind"].annotation)
    if get_origin(annotation) in (Annotated, Union, types.UnionType):
        return [option for part in get_args(annotation) for option in options(part)]
    return []


def block(annotation: Any) -> type[BaseModel] | None:
    """The block of settings that an annotation takes, beside null or a short form."""
    if isinstance(annotation, type) and _is_model(annotation):
        return annotation
    if get_origin(annotation) in (Annotated, Union, types.UnionType):
        return next(filter(None, map(block, get_args(annotation))), None)
    return None


def _forms(annotation: Any) -> list[str]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Component:
        return [_COMPONENT]
    if annotation is type(None):
        return []  # null brings the default back wherever it stands
    if annotation is bool:
        return ["true", "false"]
    if annotation in _SIMPLE:
        return [_SIMPLE[annotation]]
    if origin is Literal:
        return [repr(option) for option in arguments]
    if origin in (Union, types.UnionType):
        return [form for part in arguments for form in _forms(part)]
    if origin is Annotated:
        written = [item for item in arguments[1:] if isinstance(item, str)]
        forms = written or _forms(arguments[0])
        return [f"{forms[0]}{_range(arguments[1:])}", *forms[1:]]
    if origin is list:
        return [f"a list, each entry {described(arguments[0])}"]
    if origin is dict:
        values = "" if arguments[1] is Any else f", each value {described(arguments[1])}"
        return [f"a mapping{values}"]
    names = ", ".join(f"`{name}`" for name in _fields(annotation))
    kind = annotation.model_fields.get("kind")
    alone = options(annotation) if kind else []
    return [*(repr(option) for option in alone), f"a mapping with the keys {names}"]


def _range(metadata: Iterable[Any]) -> str:
    words = []
    for item in _constraints(metadata):
        words += ["that is not empty"] if getattr(item, "min_length", None) else []
        words += [
            f"{word} {getattr(item, name)}"
            for name, word in _BOUNDS.items()
            if getattr(item, name, LARGEST_COUNT) != LARGEST_COUNT  # which nobody asks for
        ]
    return f" {' and '.join(words)}" if words else ""


def _constraints(metadata: Iterable[Any]) -> Iterable[Any]:
    for item in metadata:
        yield from item.metadata if isinstance(item, FieldInfo) else (item,)


def _below(annotation: Any, part: str | int) -> Any:
    if _is_model(annotation):
        field = _fields(annotation).get(part)
        return field and whole_annotation(field)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is list:
        return arguments[0] if isinstance(part, int) else None
    if origin is dict and arguments[1] is not Any:
        return arguments[1]
    if origin in (Annotated, Union, types.UnionType):
        below = (_below(item, part) for item in arguments)
        return next((found for found in below if found is not None), None)
    return None


def whole_annotation(field: FieldInfo) -> Any:
    """A field's annotation with the constraints that pydantic took off it."""
    metadata = [*field.metadata, *filter(None, [field.description])]
    annotated = (field.annotation, *metadata)
    return operator.getitem(Annotated, annotated) if metadata else field.annotation


def _fields(model: type[BaseModel]) -> dict[str | int, FieldInfo]:
    """The fields of a block by the names under which they are written."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _is_model(annotation: Any) -> bool:
    is_class = isinstance(annotation, type) and get_origin(annotation) is None
    return is_class and issubclass(annotation, BaseModel)
