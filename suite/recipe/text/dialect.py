"""The YAML that recipes are written in: the core schema of YAML 1.2, plain values only.

PyYAML follows YAML 1.1, where `1e-3` is a text and `no` is false. Here a number looks as it does in
Python, and only `true` and `false` are truth values.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

_CORE = "tag:yaml.org,2002:"
# The tags of plain values: reading them cannot run anything.
PLAIN_TAGS = {_CORE + name for name in ("str", "null", "bool", "int", "float", "map", "seq")}
LARGEST_INT = 10**100
_RESOLVERS = (
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?\d+(?:_\d+)*|0x[0-9a-fA-F]+|0o[0-7]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
)


class Loader(yaml.SafeLoader):
    """Composes nodes with positions; values are made by `scalar`, never by tags."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - PyYAML's own protocol


class _Dumper(yaml.SafeDumper):
    """Writes text that this dialect and YAML 1.1 both read back as the same values."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


for _name, _form, _first in _RESOLVERS:
    _pattern = re.compile(rf"(?:{_form})\Z")
    for _class in (Loader, _Dumper):
        # PyYAML looks an empty scalar up under the empty text.
        _class.add_implicit_resolver(
            _CORE + _name, _pattern, ["" if first == "\0" else first for first in _first]
        )


def _sequence(dumper: _Dumper, data: Any) -> yaml.Node:
    plain = not any(isinstance(item, (dict, list, tuple)) for item in data)
    flow = plain or bool(dumper.default_flow_style)
    return dumper.represent_sequence(_CORE + "seq", data, flow_style=flow)


_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(tuple, _sequence)


def scalar(tag: str, text: str) -> Any:
    """The value of a scalar.

    Raises:
        ValueError: the text does not fit an explicit tag, or is a whole number beyond 10^100.
    """
    kind = tag.removeprefix(_CORE)
    if kind == "str":
        return text
    if kind == "null":
        return None
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind == "int":
        number = int(text, 0 if text[:2] in ("0x", "0o") else 10)
        if abs(number) > LARGEST_INT:
            raise ValueError(text)
        return number
    if kind == "float":
        return float(re.sub(r"\.(inf|nan)$", r"\1", text.lower()))
    raise ValueError(text)


def dump(value: Any, *, flow: bool = False) -> str:
    """YAML text of plain values; `flow` gives one line."""
    text: str = yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=flow,
        width=100_000 if flow else 100,
    )
    return text.removesuffix("...\n").strip() if flow else text
