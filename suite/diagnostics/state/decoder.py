"""Values from JSON and arrays, with the types they had; it runs no code of a file's choice."""

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

import ml_dtypes
import numpy as np

from suite.diagnostics.state import live, named_types
from suite.diagnostics.state.forms import FACTORIES, TEXT_NAMES, TEXTS, TYPE

# A mapping that `Encoder` has made of a value; its `!` tells the type.
Data = Mapping[str, Any]


@dataclass
class Decoder:
    """Puts values together.

    Args:
        arrays: of the encoder.
        home: the name of the callback's module, now.
        folder: the run directory, now.
        shared: as of the encoder, of the objects there are now.

    Example:
        >>> Decoder({}).decode({"!": "tuple", "items": [1, {"!": "set", "items": [2]}]})
        (1, {2})
    """

    arrays: Mapping[str, np.ndarray]
    home: str = ""
    folder: Path | None = None
    shared: frozenset[int] = frozenset()

    def decode(self, data: Any, now: Any = None) -> Any:
        """The value.

        Args:
            data: what `encode` gave.
            now: what stands in its place in the new object: whatever belongs to the process is
                taken from it.

        Raises:
            LookupError: nothing of that kind stands there, or a type does not exist any more.
        """
        if isinstance(data, list):
            return [self.decode(item, live.item(now, i)) for i, item in enumerate(data)]
        if not isinstance(data, dict):
            return data
        kind = data[TYPE]
        if kind in TEXT_NAMES:
            return TEXTS[TEXT_NAMES[kind]][1](data["text"])
        return getattr(self, f"_{kind}")(data, now)

    def _inside(self, data: Data, now: Any) -> Any:
        path = Path(self.folder or ".", data["path"])
        return str(path) if data["text"] else path

    def _array(self, data: Data, now: Any) -> np.ndarray:
        array = np.array(self.arrays[data["name"]])
        return array.view(getattr(ml_dtypes, data["dtype"])) if "dtype" in data else array

    def _scalar(self, data: Data, now: Any) -> np.generic:
        scalar: np.generic = self._array(data["of"], now).reshape(1)[0]
        return scalar

    def _objects(self, data: Data, now: Any) -> np.ndarray:
        array = np.empty(len(data["items"]), object)
        for index, item in enumerate(data["items"]):
            array[index] = self.decode(item)
        shaped: np.ndarray = array.reshape(data["shape"])
        return shaped

    def _dtype(self, data: Data, now: Any) -> np.dtype:
        text = data["text"]
        return np.dtype(text if isinstance(text, str) else [tuple(one) for one in text])

    def _range(self, data: Data, now: Any) -> range:
        return range(*data["items"])

    def _slice(self, data: Data, now: Any) -> slice:
        return slice(*self.decode(data["items"]))

    def _tuple(self, data: Data, now: Any) -> tuple[Any, ...]:
        return tuple(self.decode(data["items"], now))

    def _set(self, data: Data, now: Any) -> set[Any]:
        return set(self.decode(data["items"]))

    def _frozenset(self, data: Data, now: Any) -> frozenset[Any]:
        return frozenset(self.decode(data["items"]))

    def _deque(self, data: Data, now: Any) -> deque[Any]:
        return deque(self.decode(data["items"], now), data["maxlen"])

    def _dict(self, data: Data, now: Any) -> dict[Any, Any]:
        keys = [self.decode(key) for key, _ in data["pairs"]]
        values = [value for _, value in data["pairs"]]
        return {
            key: self.decode(value, live.item(now, key))
            for key, value in zip(keys, values, strict=True)
        }

    def _OrderedDict(self, data: Data, now: Any) -> OrderedDict[Any, Any]:
        return OrderedDict(self._dict(data, now))

    def _Counter(self, data: Data, now: Any) -> Counter[Any]:
        return Counter(self._dict(data, now))

    def _defaultdict(self, data: Data, now: Any) -> defaultdict[Any, Any]:
        factory = data["factory"]
        if isinstance(factory, dict):
            if not isinstance(now, defaultdict):
                raise LookupError("the function that a defaultdict calls is not there any more")
            factory = now.default_factory
        else:
            factory = factory and FACTORIES[factory]
        return defaultdict(factory, self._dict(data, now))

    def _timedelta(self, data: Data, now: Any) -> datetime.timedelta:
        return datetime.timedelta(*data["items"])

    def _timezone(self, data: Data, now: Any) -> datetime.timezone:
        return datetime.timezone(self.decode(data["of"]))

    def _datetime(self, data: Data, now: Any) -> datetime.datetime:
        moment = datetime.datetime.fromisoformat(data["text"])
        return moment.replace(tzinfo=self.decode(data["zone"]), fold=data["fold"])

    def _time(self, data: Data, now: Any) -> datetime.time:
        moment = datetime.time.fromisoformat(data["text"])
        return moment.replace(tzinfo=self.decode(data["zone"]), fold=data["fold"])

    def _namespace(self, data: Data, now: Any) -> types.SimpleNamespace:
        parts = {
            name: self.decode(part, getattr(now, name, None))
            for name, part in data["parts"].items()
        }
        return types.SimpleNamespace(**parts)

    def _Random(self, data: Data, now: Any) -> random.Random:
        generator = random.Random()
        generator.setstate(self.decode(data["of"]))
        return generator

    def _Generator(self, data: Data, now: Any) -> np.random.Generator:
        state = self.decode(data["of"])
        bits = getattr(np.random, state["bit_generator"])()
        bits.state = state
        return np.random.Generator(bits)

    def _RandomState(self, data: Data, now: Any) -> np.random.RandomState:
        generator = np.random.RandomState()
        generator.set_state(self.decode(data["of"]))
        return generator

    def type(self, data: Data) -> Any:
        kind = named_types.find(data["type"], self.home)
        if kind is None:
            raise LookupError(f"there is no type {data['type'][1]} any more")
        return kind

    def _enum(self, data: Data, now: Any) -> enum.Enum:
        member: enum.Enum = self.type(data)[data["of"]]
        return member

    def _flag(self, data: Data, now: Any) -> enum.Flag:
        flag: enum.Flag = self.type(data)(self.decode(data["of"]))
        return flag

    def _namedtuple(self, data: Data, now: Any) -> tuple[Any, ...]:
        return tuple.__new__(self.type(data), self.decode(data["items"], now))

    def _dataclass(self, data: Data, now: Any) -> Any:
        parts = {
            name: self.decode(part, getattr(now, name, None))
            for name, part in data["parts"].items()
        }
        return named_types.assemble(self.type(data), parts)

    def _object(self, data: Data, now: Any) -> Any:
        # In place: others may know this object, and it may know them.
        if "type" in data and type(now).__qualname__ != data["type"][1]:
            kind = named_types.find(data["type"], self.home, plain=True)
            if kind is None:
                raise LookupError(f"there is no class {data['type'][1]} any more")
            now = object.__new__(kind)
        for name, part in data["parts"].items():
            if not is_live_only(part):
                setattr(now, name, self.decode(part, getattr(now, name, None)))
        return now

    def _tensor(self, data: Data, now: Any) -> Any:
        return live.tensor(self._array(data["of"], now))

    def _now(self, data: Data, now: Any) -> Any:
        if now is None:
            raise LookupError("what belongs to the process is not there any more")
        return now

    def _variables(self, data: Data, now: Any) -> Any:
        own = [one for one in live.variables(now) if id(one) not in self.shared]
        arrays = [self._array(one, None) for one in data["of"]]
        live.assign(own, arrays)
        return now


def is_live_only(data: Any) -> bool:
    """Whether nothing of a value was saved, since all of it belongs to the process.

    Example:
        >>> is_live_only({"!": "now"}), is_live_only([1])
        (True, False)
    """
    if isinstance(data, list):
        return bool(data) and all(is_live_only(item) for item in data)
    if not isinstance(data, dict):
        return False
    if "pairs" in data:
        return bool(data["pairs"]) and all(is_live_only(value) for _, value in data["pairs"])
    if data[TYPE] in ("tuple", "deque", "set", "frozenset"):
        return is_live_only(data["items"])
    return bool(data[TYPE] == "now")
