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


OWN: dict[str, Patch] = {family: {**BASE, **model} for family, model in FAMILIES.items()}


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Args:
        name: of the kind.
        category: data, definition, loss, initialization, optimization, normalization,
            regularization, training, evaluation.
        cause: what the doctor should name.
        patch: what it changes, the same everywhere or by family.
        twin: what both it and its healthy twin change, the same or by family.
        families: where it can occur; in all of the bases by default.
        broken: keys of the model that replace it by one with a mistake.
        bases: family -> the healthy recipe that is changed.
        also: further causes that are as right.
        source: the public report that it follows; none where it is our own.
        held_out: whether it was not looked at while rules and limits were set.
    """

    name: str
    category: str
    cause: str
    patch: Patch = field(default_factory=dict)
    twin: Patch = field(default_factory=dict)
    families: tuple[str, ...] = ()
    broken: Patch = field(default_factory=dict)
    bases: Mapping[str, Patch] = field(default_factory=lambda: OWN)
    also: tuple[str, ...] = ()
    source: str = ""
    held_out: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "families", self.families or tuple(self.bases))

    def recipes(self, family: str) -> tuple[dict, dict]:
        """The faulty recipe and its healthy twin, as plain mappings."""
        twin = merged(self.bases[family], self._of(self.twin, family))
        faulty = merged(twin, self._of(self.patch, family))
        if self.broken:
            rest = {key: value for key, value in faulty["model"].items() if key != "kind"}
            faulty["model"] = {"kind": BROKEN, "family": family, **rest, **self.broken}
        return faulty, twin

    def _of(self, patch: Patch, family: str) -> Patch:
        """The part of a patch that is this family's, or all of it."""
        return patch.get(family, {}) if patch.keys() <= self.bases.keys() else patch

    @property
    def causes(self) -> tuple[str, ...]:
        """Whatever is right to name."""
        return (self.cause, *self.also)

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
