"""What makes a run the one it is, beside the weights: recorded in its folder, compared on resume.

{"recipe": values without folders,
 "code":   key of the recipe -> file -> digest,
 "data":   part -> what it holds, with a digest}
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FILE = "identity.json"
_SHOWN = 8  # lines of a message

Identity = dict[str, Any]


def read_identity(directory: Path) -> Identity | None:
    """What a run recorded; None where it recorded nothing, as older runs did.

    Raises:
        ValueError: the file is damaged.
    """
    file = directory / FILE
    if not file.is_file():
        return None
    try:
        found = json.loads(file.read_text("utf-8"))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("it is no mapping")
    code = found.get("code", {})
    if not isinstance(code, dict) or not all(isinstance(files, dict) for files in code.values()):
        raise ValueError("its code is no mapping of mappings")
    return found


def to_text(identity: Identity) -> str:
    return json.dumps(identity, indent=2, sort_keys=True) + "\n"


def content_changes(before: Identity, now: Identity) -> list[str]:
    """In words, a line each: what code and data hold now and held before."""
    return _shortened([*_of_code(before, now), *_of_data(before, now)])


def _shortened(lines: Sequence[str]) -> list[str]:
    """So many lines as fit a message."""
    more = len(lines) - _SHOWN
    return [*lines[:_SHOWN], f"and {more} more"] if more > 1 else list(lines)


def _of_code(before: Identity, now: Identity) -> list[str]:
    first, second = (_mapping(identity, "code") for identity in (before, now))
    lines = []
    for key in dict.fromkeys([*first, *second]):
        # Another file at a key is another recipe, which is compared apart.
        if key not in first or key not in second:
            continue
        here, there = first[key], second[key]
        for file in dict.fromkeys([*here, *there]):
            if file not in there:
                lines.append(f"{key}: {file} is no longer imported")
            elif file not in here:
                lines.append(f"{key}: {file} is imported now")
            elif here[file] != there[file]:
                lines.append(f"{key}: the content of {file} differs")
    return lines


def _of_data(before: Identity, now: Identity) -> list[str]:
    first, second = (_mapping(identity, "data") for identity in (before, now))
    return [
        f"data, {part}: {first.get(part, 'nothing')} -> {second.get(part, 'nothing')}"
        for part in dict.fromkeys([*first, *second])
        if first.get(part) != second.get(part)
    ]


def _mapping(identity: Identity, key: str) -> Mapping[str, Any]:
    value = identity.get(key)
    return value if isinstance(value, Mapping) else {}
