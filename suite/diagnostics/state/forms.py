"""What values are called in JSON, and the types that a text tells whole."""

from __future__ import annotations

import base64
import datetime
import decimal
import fractions
import pathlib
import uuid
import zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

# A value that JSON cannot hold is a mapping with this key.
TYPE = "!"
AS_THEY_ARE = (type(None), bool, int, float, str)
SEQUENCES = {"tuple": tuple, "set": set, "frozenset": frozenset}
# Texts from which the type makes the same value again.
TEXTS: dict[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    bytes: (lambda v: base64.b64encode(v).decode(), base64.b64decode),
    bytearray: (
        lambda v: base64.b64encode(v).decode(),
        lambda text: bytearray(base64.b64decode(text)),
    ),
    complex: (repr, lambda text: complex(text.strip("()"))),
    decimal.Decimal: (str, decimal.Decimal),
    fractions.Fraction: (str, fractions.Fraction),
    uuid.UUID: (str, uuid.UUID),
    zoneinfo.ZoneInfo: (str, zoneinfo.ZoneInfo),
    datetime.date: (datetime.date.isoformat, datetime.date.fromisoformat),
    pathlib.PurePosixPath: (str, pathlib.PurePosixPath),
    pathlib.PureWindowsPath: (str, pathlib.PureWindowsPath),
    type(Path()): (str, Path),
}
TEXT_NAMES = {kind.__name__: kind for kind in TEXTS}
_FACTORIES: tuple[type, ...] = (int, float, str, bool, list, dict, set, tuple, deque)
_FACTORIES += (Counter, OrderedDict, defaultdict, bytes, frozenset)
FACTORIES = {one.__name__: one for one in _FACTORIES}
