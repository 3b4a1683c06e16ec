"""Python values as JSON and arrays; nothing is pickled.

A value is itself (numbers, texts, lists), or a mapping whose `!` tells the type.
"""

from __future__ import annotations

import datetime
import enum
import random
import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import ml_dtypes
import numpy as np

from suite.diagnostics.state import live, named_types
from suite.diagnostics.state.attributes import attributes
from suite.diagnostics.state.forms import AS_THEY_ARE, FACTORIES, SEQUENCES, TEXTS, TYPE

_DEEPEST = 50


class NoState(Exception):
    """A value that cannot be saved.

    Args:
        value: it.
        at: where it stands inside what was to be saved: `[3].name`.

    Example:
        >>> import queue
        >>> str(NoState(queue.Queue(), "[3]"))
        '[3] is a Queue'
    """

    def __init__(self, value: Any, at: str = "") -> None:
        super().__init__(f"{at} is a {type(value).__name__}")
        self.value = value
        self.at = at


@dataclass
class Encoder:
    """Takes values apart.

    Args:
        arrays: receives the arrays, under names that begin with `prefix`.
        prefix: unique for this encoder.
        home: the name of the callback's module.
        folder: the run directory; a path inside it is saved as such, and moves with it.
        shared: ids of what is saved elsewhere: variables of the model, callbacks of the run.

    Example:
        >>> arrays = {}
        >>> Encoder(arrays, "x").encode({"seen": {3}, "mean": np.ones(2)})["pairs"]
        [['seen', {'!': 'set', 'items': [3]}], ['mean', {'!': 'array', 'name': 'x/0'}]]
    """

    arrays: dict[str, np.ndarray]
    prefix: str
    home: str = ""
    folder: Path | None = None
    shared: frozenset[int] = frozenset()

    def encode(self, value: Any, at: str = "", depth: int = 0) -> Any:
        """The value as JSON holds it.

        Raises:
            NoState: it, or something inside it, is of a type whose state is not known.
        """
        kind = type(value)
        if depth > _DEEPEST:
            raise NoState(value, at)
        if id(value) in self.shared:
            return {TYPE: "now"}
        if kind in (str, type(Path())) and (inner := self.inside(str(value))) is not None:
            return {TYPE: "inside", "path": inner, "text": kind is str}
        if kind in AS_THEY_ARE:
            return value
        if kind in TEXTS:
            return {TYPE: kind.__name__, "text": TEXTS[kind][0](value)}
        if named_types.is_plain_object(value, self.home):
            return self.plain_object(value, at, depth)
        if isinstance(value, keras.callbacks.Callback):
            return {TYPE: "object", "parts": self.parts(attributes(value), at, depth)}
        if live.is_live(value):
            return self.live(value)
        for encode in (self.number, self.sequence, self.mapping, self.moment, self.named):
            if (encoded := encode(value, at, depth + 1)) is not None:
                return encoded
        raise NoState(value, at)

    def inside(self, text: str) -> str | None:
        """A path in the run directory, relative to it."""
        if self.folder is None:
            return None
        folder, path = self.folder.absolute(), Path(text).absolute()
        is_path = text.startswith(str(self.folder)) or text.startswith(str(folder))
        return str(path.relative_to(folder)) if is_path and path.is_relative_to(folder) else None

    def store(self, array: np.ndarray) -> dict[str, Any]:
        name = f"{self.prefix}/{len(self.arrays)}"
        dtype = array.dtype.name
        if hasattr(ml_dtypes, dtype):  # a file would forget what these bytes are
            self.arrays[name] = array.view(f"u{array.dtype.itemsize}")
            return {TYPE: "array", "name": name, "dtype": dtype}
        self.arrays[name] = array
        return {TYPE: "array", "name": name}

    def number(self, value: Any, at: str, depth: int) -> Any:
        """NumPy's arrays and scalars."""
        if type(value) is np.ndarray and value.dtype.hasobject:
            items = [self.encode(v, f"{at}[{i}]", depth) for i, v in enumerate(value.ravel())]
            return {TYPE: "objects", "shape": value.shape, "items": items}
        if type(value) is np.ndarray:
            return self.store(value.copy())
        if isinstance(value, np.generic) and not value.dtype.hasobject:
            return {TYPE: "scalar", "of": self.store(np.asarray(value))}
        if isinstance(value, np.dtype):
            return {TYPE: "dtype", "text": value.str if value.names is None else value.descr}
        return None

    def sequence(self, value: Any, at: str, depth: int) -> Any:
        kind = type(value)
        if kind is range:
            return {TYPE: "range", "items": [value.start, value.stop, value.step]}
        if kind is slice:
            parts = [value.start, value.stop, value.step]
            return {TYPE: "slice", "items": [self.encode(one, at, depth) for one in parts]}
        if kind not in (list, deque, *SEQUENCES.values()):
            return None
        if kind is list and all(type(item) in (float, int, bool) for item in value):
            return list(value)  # a long history goes fast
        items = [self.encode(item, f"{at}[{i}]", depth) for i, item in enumerate(value)]
        if kind is list:
            return items
        extra = {"maxlen": value.maxlen} if kind is deque else {}
        return {TYPE: kind.__name__, "items": items, **extra}

    def mapping(self, value: Any, at: str, depth: int) -> Any:
        kind = type(value)
        if kind not in (dict, OrderedDict, Counter, defaultdict):
            return None
        pairs = [
            [self.encode(k, f"{at} key", depth), self.encode(v, f"{at}[{k!r}]", depth)]
            for k, v in value.items()
        ]
        encoded: dict[str, Any] = {TYPE: kind.__name__, "pairs": pairs}
        if kind is defaultdict:
            factory = value.default_factory
            known = factory is None or FACTORIES.get(factory.__name__) is factory
            # That of a function of the user's own is found again in the new object.
            encoded["factory"] = (factory and factory.__name__) if known else {TYPE: "now"}
        return encoded

    def moment(self, value: Any, at: str, depth: int) -> Any:
        kind = type(value)
        if kind is datetime.timedelta:
            return {TYPE: "timedelta", "items": [value.days, value.seconds, value.microseconds]}
        if kind is datetime.timezone:
            return {TYPE: "timezone", "of": self.encode(value.utcoffset(None), at, depth)}
        if kind in (datetime.datetime, datetime.time):
            text = value.replace(tzinfo=None).isoformat()
            zone = self.encode(value.tzinfo, f"{at}.tzinfo", depth)
            return {TYPE: kind.__name__, "text": text, "zone": zone, "fold": value.fold}
        return None

    def named(self, value: Any, at: str, depth: int) -> Any:
        """Values of the user's own types, and random generators."""
        kind = type(value)
        if kind is types.SimpleNamespace:
            return {TYPE: "namespace", "parts": self.parts(vars(value), at, depth)}
        if kind is random.Random:
            return {TYPE: "Random", "of": self.encode(value.getstate(), at, depth)}
        if kind is np.random.Generator:
            state = value.bit_generator.state
            return {TYPE: "Generator", "of": self.encode(state, at, depth)}
        if kind is np.random.RandomState:
            return {TYPE: "RandomState", "of": self.encode(value.get_state(), at, depth)}
        if not named_types.is_named_type(kind):
            return None
        name = named_types.name_of(kind, self.home)
        if name is None:
            raise NoState(value, at)
        if isinstance(value, enum.Flag):
            return {TYPE: "flag", "type": name, "of": self.encode(value.value, at, depth)}
        if isinstance(value, enum.Enum):
            return {TYPE: "enum", "type": name, "of": value.name}
        if isinstance(value, tuple):
            items = [
                self.encode(item, f"{at}.{part}", depth)
                for part, item in zip(kind._fields, value, strict=True)
            ]
            return {TYPE: "namedtuple", "type": name, "items": items}
        parts = self.parts(named_types.parts_of(value), at, depth)
        return {TYPE: "dataclass", "type": name, "parts": parts}

    def plain_object(self, value: Any, at: str, depth: int) -> Any:
        """An object of a class that stands in the callback's own file."""
        name = [".", type(value).__qualname__]
        return {TYPE: "object", "type": name, "parts": self.parts(vars(value), at, depth)}

    def parts(self, parts: Mapping[str, Any], at: str, depth: int) -> dict[str, Any]:
        return {name: self.encode(one, f"{at}.{name}", depth + 1) for name, one in parts.items()}

    def live(self, value: Any) -> Any:
        """What belongs to the process, but for the values of its own variables."""
        if (constant := live.constant(value)) is not None:
            return {TYPE: "tensor", "of": self.store(constant)}
        own = [one for one in live.variables(value) if id(one) not in self.shared]
        if not own:
            return {TYPE: "now"}
        return {TYPE: "variables", "of": [self.store(live.read(one)) for one in own]}
