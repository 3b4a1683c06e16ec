"""Ways in which a file can be other than it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

# What stands where something else was expected.
WILD = (
    None,
    True,
    -1,
    3.5,
    10**400,
    float("nan"),
    float("inf"),
    "",
    "\x1b[2J\u202e",
    [],
    [[]],
    {},
    {"a": {"b": [None]}},
)
_DEEP = 100_000


@dataclass(frozen=True)
class Way:
    """One damage of one file.

    Args:
        name: in words.
        content: what the file holds then; None where there is none.
        is_folder: a folder lies in its place.
    """

    name: str
    content: bytes | None
    is_folder: bool = False

    def apply(self, path: Path) -> None:
        path.unlink()
        if self.is_folder:
            path.mkdir()
            (path / "inside").write_text("x")
        elif self.content is not None:
            path.write_bytes(self.content)


def ways(path: Path, rounds: int, seed: int = 0) -> Iterator[Way]:
    """The ways for a file, each once.

    Of those whose bytes are drawn there are `rounds` of each kind, and ten times as many of other
    forms of JSON and YAML. What would leave the file as it is, is left out.
    """
    content = path.read_bytes()
    generator = np.random.default_rng([seed, len(content), *path.name.encode()])
    yield Way("missing", None)
    yield Way("a folder", None, is_folder=True)
    found, forms = [*_fixed(content)], [*_of_form(path, content)]
    chosen = generator.permutation(len(forms))[: 10 * rounds]
    found += [forms[index] for index in sorted(chosen)]
    found += [way for _ in range(rounds) for way in _drawn(content, generator)]
    seen = {content}
    for way in found:
        if way.content not in seen:
            seen.add(way.content)
            yield way


def _fixed(content: bytes) -> Iterator[Way]:
    yield Way("empty", b"")
    yield Way("half", content[: len(content) // 2])
    yield Way("all but the last byte", content[:-1])
    yield Way("not UTF-8", b"\xff\xfe" + content)
    yield Way("zeros", bytes(len(content)))
    yield Way("twice", content + content)
    yield Way("other text", b"hello\n")
    yield Way("brackets", b"[" * _DEEP)
    yield Way("braces", b'{"a":' * _DEEP)


def _drawn(content: bytes, generator: np.random.Generator) -> Iterator[Way]:
    """A flipped bit, a changed byte, an end that is missing, a gap, a run of zeros."""
    place = int(generator.integers(len(content)))
    flipped = bytearray(content)
    flipped[place] ^= 1 << int(generator.integers(8))
    yield Way(f"bit flipped at {place}", bytes(flipped))
    changed = bytearray(content)
    changed[place] = int(generator.integers(256))
    yield Way(f"byte changed at {place}", bytes(changed))
    yield Way(f"cut off at {place}", content[:place])
    length = int(generator.integers(1, 64))
    yield Way(f"gap at {place}", content[:place] + content[place + length :])
    zeroed = content[:place] + bytes(min(length, len(content) - place))
    yield Way(f"zeros at {place}", zeroed + content[len(zeroed) :])
    # The ends of archives say where all else is.
    near = max(0, len(content) - 1 - int(generator.integers(120)))
    ended = bytearray(content)
    ended[near] ^= 1 << int(generator.integers(8))
    yield Way(f"bit flipped at {near}", bytes(ended))


def _of_form(path: Path, content: bytes) -> Iterator[Way]:
    """For JSON and YAML: another value in the place of the whole, and of each key's."""
    if path.suffix not in (".json", ".jsonl", ".yaml"):
        return
    dump = _yaml if path.suffix == ".yaml" else _json
    lines = content.splitlines() if path.suffix == ".jsonl" else [content]
    value = yaml.safe_load(lines[0])
    for wild in WILD:
        name = f"{type(wild).__name__} {str(wild)[:8]!r}"
        yield Way(f"{name} as the whole", dump(wild) + b"\n")
        for place, changed in _replaced(value, wild):
            rest = b"\n".join([b"", *lines[1:], b""]) if path.suffix == ".jsonl" else b"\n"
            yield Way(f"{name} at {place}", dump(changed) + rest)
    for place, changed in _without(value):
        yield Way(f"no {place}", dump(changed) + b"\n")


def _replaced(value: object, wild: object, place: str = "") -> Iterator[tuple[str, object]]:
    """The value with another one at each of its places, one at a time."""
    for key, item in _items(value):
        below = f"{place}.{key}" if place else str(key)
        yield below, _with(value, key, wild)
        for name, changed in _replaced(item, wild, below):
            yield name, _with(value, key, changed)


def _without(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    for key, item in _items(value):
        below = f"{place}.{key}" if place else str(key)
        if isinstance(value, dict):
            yield below, {name: one for name, one in value.items() if name != key}
        for name, changed in _without(item, below):
            yield name, _with(value, key, changed)


def _items(value: object) -> list[tuple[object, object]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value[:2])) if isinstance(value, list) else []


def _with(value, key, changed):
    if isinstance(value, dict):
        return {**value, key: changed}
    return [changed if index == key else item for index, item in enumerate(value)]


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _yaml(value: object) -> bytes:
    return yaml.safe_dump(value, sort_keys=False).encode()
