"""One statement of the lectures, and what the studies found of it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # by libyaml, where it was built in
_HERE = Path(__file__).parent
# Written by `python -m suite verify --ledger`.
VERDICTS_JSON = _HERE / "verdicts.json"


@dataclass(frozen=True)
class Statement:
    """A sentence of the lectures in our words.

    Args:
        number: its id, `C131`, the same for good.
        topic: whose it is.
        kind: `measurable`: a study can find it true or false; `definition`; `narrative`.
        says: the sentence.
        why: of a measurable one without a study, why there is none; else empty.

    Example:
        >>> statements()["C130"].topic
        'practice/random-search'
    """

    number: str
    topic: str
    kind: Literal["measurable", "definition", "narrative"]
    says: str
    why: str = ""


@dataclass(frozen=True)
class StatementVerdict:
    """What the last run of all studies found of a statement.

    Args:
        word: holds, refuted or undecided.
        studies: the names of those that speak of it, the deciding one first.
        by: the claim and the figures that decided.

    Example:
        >>> StatementVerdict("holds", ("init/zeros",), "units[zeros] == 1").word
        'holds'
    """

    word: str
    studies: tuple[str, ...]
    by: str


@functools.cache
def statements() -> Mapping[str, Statement]:
    """Every statement by its id, in their order.

    Example:
        >>> {one.kind for one in statements().values()} <= {"measurable", "definition", "narrative"}
        True
    """
    found: dict[str, Statement] = {}
    for file in sorted(_HERE.glob("*.yaml")):
        for number, entry in (yaml.load(file.read_text("utf-8"), _LOADER) or {}).items():
            found[number] = Statement(number, **entry)
    return dict(sorted(found.items()))


@functools.cache
def verdicts() -> Mapping[str, StatementVerdict]:
    """What was found of each statement when all studies were run last.

    Example:
        >>> set(verdicts()) <= set(statements())
        True
    """
    if not VERDICTS_JSON.is_file():
        return {}
    found = json.loads(VERDICTS_JSON.read_text("utf-8"))
    return {
        number: StatementVerdict(one["word"], tuple(one["studies"]), one["by"])
        for number, one in found.items()
    }
