"""Components in the words of JSON Schema: names, arguments, ranges, defaults and texts."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from suite.catalog.arguments.component_check import WITH_DURATIONS, takes_component
from suite.catalog.arguments.expectation import SPAN, expectation
from suite.catalog.arguments.function_arguments import takes_function
from suite.catalog.arguments.interval import Interval
from suite.catalog.arguments.ranges import number_range
from suite.catalog.entry import Entry
from suite.catalog.kinds import BY_BARE_NAME, KINDS, argument_kind
from suite.catalog.lookup import Lookup
from suite.catalog.names.aliases import ALIASES, TFDS_NAMES
from suite.python_source.parameter import Parameter, SourceText

Schema = dict[str, Any]

# A path of code, `./file.py:Name`, a set with a configuration, or a name in capitals, which is none
# of the names that are listed and yet may be right.
_ELSEWHERE = "[:/A-Z]"
_LONGEST = 600


def component_schemas(lookup: Lookup, shared: Mapping[str, Schema]) -> dict[str, Schema]:
    """Definitions that schemas of settings refer to.

    Args:
        lookup: where components are found.
        shared: the keys that every source of data has beside its own arguments.

    Returns:
        For each kind, `optimizers`, what a recipe may write where one stands; and for each,
        `optimizers.mapping`, the same without the bare name.

    Example:
        >>> from suite.catalog import HERE
        >>> component_schemas(HERE, {})["schedules"]["then"]["anyOf"][0]["enum"][:2]
        ['constant', 'cosine']
    """
    found: dict[str, Schema] = {}
    for kind in KINDS:
        common = dict(shared) if kind == "data" else {}
        names = {entry: _names(entry) for entry in lookup.entries(kind)}
        entries = {name: entry for entry, own in names.items() for name in own}
        told = [short(entries[name].summary) for name in sorted(entries)]
        bare = {"type": "string", "enum": sorted(entries), "enumDescriptions": told}
        elsewhere = {"type": "string", "pattern": _elsewhere(entries)}
        # By `if`, so that a mistake in the mapping is told, and not that it is no name.
        found[kind] = {
            "if": {"type": "string"},
            "then": {"anyOf": [bare, elsewhere]},
            "else": {"$ref": ref(kind, mapping=True)},
            **offered(bare),
        }
        found[f"{kind}.mapping"] = {
            "type": ["object", "null"],
            # Without a kind it is what a recipe changes of the component that it extends.
            "properties": {"kind": {"anyOf": [bare, elsewhere, {"type": "null"}]}, **common},
            "allOf": [_component(entry, own, common) for entry, own in names.items()],
        }
    return found


def ref(kind: str, *, mapping: bool = False) -> str:
    """Where the definition of a kind stands.

    Example:
        >>> ref("schedules", mapping=True)
        '#/$defs/schedules.mapping'
    """
    return f"#/$defs/{kind}{'.mapping' if mapping else ''}"


def either(*schemas: Mapping[str, Any]) -> Schema:
    """What one of several schemas takes; one that takes anything swallows the others.

    Example:
        >>> either({"type": "integer"}, {"anyOf": [{"type": "null"}, {"type": "integer"}]})
        {'anyOf': [{'type': 'integer'}, {'type': 'null'}]}
    """
    found: list[Mapping[str, Any]] = []
    for schema in schemas:
        for one in schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]:
            found += [] if one in found else [one]
    if {} in found:
        return {}
    return dict(found[0]) if len(found) == 1 else {"anyOf": found}


def offered(names: Schema) -> Schema:
    """What lets an editor offer names where nothing is written yet; it refuses nothing."""
    return {"anyOf": [names, {}]}


def nullable(schema: Mapping[str, Any]) -> Schema:
    """The same, or null, which brings a default back wherever it stands.

    Example:
        >>> nullable({"type": "integer"}), nullable({"enum": ["auto"]})
        ({'type': ['integer', 'null']}, {'enum': ['auto', None]})
    """
    types = schema.get("type")
    if "$ref" in schema:
        return dict(schema)  # every block and every component may be null
    if "enum" in schema:
        whole = {key: value for key, value in schema.items() if key != "type"}
        return whole if None in schema["enum"] else {**whole, "enum": [*schema["enum"], None]}
    if types is not None:
        known = [types] if isinstance(types, str) else list(types)
        return {**schema, "type": known if "null" in known else [*known, "null"]}
    return either(schema, {"type": "null"})


def short(text: str) -> str:
    """A text for a small window beside the line: without the marks of Sphinx, and not too long."""
    plain = " ".join(re.sub(r"`{1,2}", "`", text).split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 4]} ..."


def _names(entry: Entry) -> list[str]:
    """What a component is called: its own name, and others for it."""
    others = [one for one, name in ALIASES.get(entry.kind, {}).items() if name == entry.name]
    return [entry.name, *others, *(TFDS_NAMES if _is_tfds(entry) else ())]


def _is_tfds(entry: Entry) -> bool:
    return (entry.kind, entry.name) == ("data", "tfds")


def _elsewhere(names: Mapping[str, Entry]) -> str:
    """What else may be a name: code, and a known name without underscores or as Keras writes it."""
    others = {name.replace("_", "") for name in names}
    for entry in names.values():
        words = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", entry.attribute)
        others.add(re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower())
    listed = sorted(others - set(names))
    return "|".join([_ELSEWHERE, *([f"^({'|'.join(listed)})$"] if listed else [])])


def _component(entry: Entry, names: list[str], common: Mapping[str, Schema]) -> Schema:
    """What holds of a mapping that names this component."""
    texts = entry.argument_texts
    topics = f"\n\nTopics: {', '.join(entry.topics)}" if entry.topics else ""
    about = f"{short(entry.summary)}{topics}"
    arguments = {
        one.name: _argument(entry, one, texts.get(one.name, "")) for one in entry.parameters
    }
    is_named = {"required": ["kind"], "properties": {"kind": {"enum": names}}}
    return {
        "if": {"type": "object", **is_named},  # of null anything holds that is said of a mapping
        "then": {
            "description": about,
            "properties": {
                "kind": {"description": about},
                **dict.fromkeys(common, True),
                **arguments,
            },
            "additionalProperties": entry.open_ended or entry.definition is None,
        },
    }


def _argument(entry: Entry, parameter: Parameter, text: str) -> Schema:
    """What may be given for an argument."""
    schema: Schema = {} if _is_code(entry, parameter) else nullable(_value(entry, parameter))
    default = parameter.default
    if not (parameter.required or isinstance(default, SourceText)) and _is_plain(default):
        schema["default"] = default
    elif isinstance(default, SourceText):
        text = f"{text} Default: {default}."
    about = f"{'Required. ' if parameter.required else ''}{short(text)}"
    return {**schema, "description": about} if about.strip() else schema


def _is_code(entry: Entry, parameter: Parameter) -> bool:
    """Whether a function or an object may stand there, of which a schema knows nothing."""
    return takes_function(entry, parameter.name)


def _value(entry: Entry, parameter: Parameter) -> Schema:
    durations = entry.kind in WITH_DURATIONS
    wanted, interval = expectation(parameter, durations), number_range(entry, parameter)
    told = argument_kind(parameter.name)
    plain = dict(wanted.schema) if wanted is not None else {}
    if interval is not None:
        numbers = either(*_numbers(interval, durations))
        simple = plain.get("type") in (None, "number", "integer", ["number", "array"])
        both = {"allOf": [plain, nullable(numbers)]}
        plain = numbers if simple and "anyOf" not in plain else both
    if not takes_component(parameter, wanted, interval):
        return plain
    if told in BY_BARE_NAME:
        return {"$ref": ref(told)}
    if told is None:
        return either(plain, {"type": "object"})
    several = {"type": "array", "items": {"$ref": ref(told)}}
    mapping = {"$ref": ref(told, mapping=True)}
    return either(mapping, several, plain or {"not": {"type": "object"}})


def _numbers(interval: Interval, durations: bool) -> Iterator[Schema]:
    one: Schema = {"type": "integer" if interval.whole else "number"}
    if math.isfinite(interval.low):
        one["minimum" if interval.with_low else "exclusiveMinimum"] = interval.low
    if math.isfinite(interval.high):
        one["maximum" if interval.with_high else "exclusiveMaximum"] = interval.high
    yield one
    if interval.listed:
        yield {"type": "array"} if interval.empty else {"type": "array", "minItems": 1}
    if durations:
        yield SPAN


def _is_plain(value: Any) -> bool:
    """Whether JSON has such a value."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True
