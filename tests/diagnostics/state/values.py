"""Types of a user's own, and the way of a value through a file."""

from __future__ import annotations

import collections
import dataclasses
import enum
import io
import json
import math
from collections import deque
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from suite.diagnostics.state import Decoder, Encoder

HERE = __name__


class Color(enum.Enum):
    RED = "red"
    SAME = "red"


class Level(enum.IntEnum):
    LOW = 1


class Bits(enum.Flag):
    A = 1
    B = 2


class Point(NamedTuple):
    x: float
    y: Any = None


Pair = collections.namedtuple("Pair", "a b")


@dataclasses.dataclass
class Best:
    epoch: int
    seen: set = dataclasses.field(default_factory=set)
    color: Color = Color.RED

    def __post_init__(self):
        assert self.epoch >= 0, "the constructor is not run again"


@dataclasses.dataclass(frozen=True, slots=True)
class Frozen:
    at: tuple


class Outer:
    @dataclasses.dataclass
    class Inner:
        n: int


class Helper:
    def __init__(self, n=0):
        self.n = n
        self.seen = {n}

    def __eq__(self, other):
        return type(self) is type(other) and vars(self) == vars(other)


class Odd(dict):
    pass


def through(value: Any, now: Any = None, folder: Path | None = None) -> Any:
    """What is left of a value in a file."""
    arrays: dict[str, np.ndarray] = {}
    text = json.dumps(Encoder(arrays, "here", HERE, folder).encode(value))
    file = io.BytesIO()
    np.savez(file, **arrays)
    with np.load(io.BytesIO(file.getvalue()), allow_pickle=False) as saved:
        read = {name: saved[name] for name in saved.files}
    return Decoder(read, HERE, folder).decode(json.loads(text), now)


def same(a: Any, b: Any) -> bool:
    """Equal in value and type, all the way down."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and all(map(same, a.flat, b.flat))
    if isinstance(a, dict):
        extra = getattr(a, "default_factory", None) is getattr(b, "default_factory", None)
        return extra and [*a] == [*b] and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple | deque):
        maxlen = getattr(a, "maxlen", None) == getattr(b, "maxlen", None)
        return maxlen and len(a) == len(b) and all(map(same, a, b))
    if dataclasses.is_dataclass(a):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a))
    return a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b)) or a != a
