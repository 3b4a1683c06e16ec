"""What a fault is: a change of a healthy recipe, beside which it stands.

The change makes the recipe train badly, or mean something else than is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DATA = "benchmarks.doctor.data:broken_digits"
NAN_PIXEL = "benchmarks.doctor.data:NanPixel"
BROKEN = "benchmarks.doctor.nets:broken"
RESNET = "benchmarks.doctor.nets:small_resnet"

Patch = Mapping[str, Any]

FAMILIES: dict[str, Patch] = {
    "mlp": {"model": {"kind": "mlp", "widths": [64, 64, 64]}},
    "cnn": {"model": {"kind": "cnn", "filters": [8, 16], "dense": [32]}},
    "resnet": {"model": {"kind": RESNET, "width": 8}},
}
BASE: Patch = {
    "data": {"kind": "digits", "batch_size": 64},
    "optimizer": {"kind": "sgd", "momentum": 0.9, "learning_rate": 0.05},
    "training": {"epochs": 8},
}
# Deep without normalization: where the initial weights decide.
DEEP: dict[str, Patch] = {
    "mlp": {"model": {"widths": [64] * 8}, "optimizer": {"learning_rate": 0.02}},
    "cnn": {
        "model": {"filters": [8, 16], "convs_per_block": 3},
        "optimizer": {"learning_rate": 0.02},
    },
    "resnet": {"model": {"norm": "none"}, "optimizer": {"learning_rate": 0.01}},
}
NORMED: dict[str, Patch] = {
    "mlp": {"model": {"norm": "batch"}},
    "cnn": {"model": {"norm": "batch"}},
    "resnet": {},
}
PLAIN: dict[str, Patch] = {"mlp": {}, "cnn": {}, "resnet": {"model": {"norm": "none"}}}
GROUPED: Patch = {
    "model": {"norm": "group"},
    "data": {"batch_size": 2},
    "optimizer": {"learning_rate": 0.002},
    "training": {"epochs": 2},
}


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Args:
        name: of the kind.
        category: data, definition, initialization, optimization, normalization, regularization.
        cause: what the doctor should name.
        patch: what it changes.
        twin: what both it and its healthy twin change, the same or by family.
        families: where it can occur.
        broken: keys of the model that replace it by one with a mistake.
    """

    name: str
    category: str
    cause: str
    patch: Patch = field(default_factory=dict)
    twin: Patch = field(default_factory=dict)
    families: tuple[str, ...] = tuple(FAMILIES)
    broken: Patch = field(default_factory=dict)

    def recipes(self, family: str) -> tuple[dict, dict]:
        """The faulty recipe and its healthy twin, as plain mappings."""
        twin = merged(merged(BASE, FAMILIES[family]), self.twin.get(family, {}) or self._shared())
        patch = self.patch.get(family, self.patch if self.patch.keys() - FAMILIES else {})
        faulty = merged(twin, patch)
        if self.broken:
            rest = {key: value for key, value in faulty["model"].items() if key != "kind"}
            faulty["model"] = {"kind": BROKEN, "family": family, **rest, **self.broken}
        return faulty, twin

    def _shared(self) -> Patch:
        return {key: value for key, value in self.twin.items() if key not in FAMILIES}

    @property
    def counts_anyway(self) -> bool:
        """Whether it is a fault even where the run gets away with it."""
        return self.category in ("data", "definition")


def merged(one: Patch, other: Patch) -> dict:
    """A deep merge; None takes a key out."""
    result = dict(one)
    for key, value in other.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def initializer(kind: str, **arguments: Any) -> Patch:
    return {"model": {"kernel_initializer": {"kind": kind, **arguments}}}


def source(**arguments: Any) -> Patch:
    return {"data": {"kind": DATA, **arguments}}
