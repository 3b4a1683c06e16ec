"""Healthy recipes of many kinds: the doctor must say nothing about them."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.doctor.fault import OWN, Fault, Patch, merged
from benchmarks.doctor.faults import FAULTS
from benchmarks.doctor.unseen import UNSEEN

_ADAM = {"kind": "adam", "momentum": None}


def _cosine(rate: float) -> Patch:
    return {"kind": "cosine_decay", "initial_learning_rate": rate, "decay_steps": "100%"}


_OPTIMIZERS: dict[str, Patch] = {
    "adam 0.001": {"optimizer": {**_ADAM, "learning_rate": 0.001}},
    "adam 0.01": {"optimizer": {**_ADAM, "learning_rate": 0.01}},
    "rmsprop": {"optimizer": {"kind": "rmsprop", "momentum": None, "learning_rate": 0.001}},
    "adamw, cosine": {
        "optimizer": {"kind": "adamw", "momentum": None, "learning_rate": _cosine(0.003)}
    },
    "one cycle": {
        "optimizer": {
            "learning_rate": {"kind": "one_cycle", "peak_learning_rate": 0.1, "steps": "100%"}
        }
    },
    "nesterov": {"optimizer": {"nesterov": True}},
    "batch 32": {"data": {"batch_size": 32}},
    "batch 128": {"data": {"batch_size": 128}, "training": {"epochs": 12}},
    "clip norm 1": {"training": {"clip_norm": 1.0}},
    "weight decay 1e-4": {"model": {"weight_decay": 1e-4}},
    "leaky ReLU": {"model": {"activation": "leaky_relu"}},
    "min-max": {"data": {"normalize": "min_max"}},
}
_MODELS: dict[str, dict[str, Patch]] = {
    "mlp": {
        "tanh": {"model": {"activation": "tanh"}},
        "one layer of 32": {"model": {"widths": [32]}},
        "wide": {"model": {"widths": [256, 256]}},
        "deep": {"model": {"widths": [64] * 6}},
        "batch norm": {"model": {"norm": "batch"}},
        "layer norm, ELU": {"model": {"norm": "layer", "activation": "elu"}},
        "dropout 0.3": {"model": {"dropout": 0.3}},
    },
    "cnn": {
        "two convolutions a block, batch norm": {"model": {"convs_per_block": 2, "norm": "batch"}},
        "LeNet-like": {"model": {"activation": "tanh", "pool": "average"}},
        "no dense layer": {"model": {"dense": []}},
        "group norm": {"model": {"norm": "group"}},
        "crops": {
            "data": {"augment": [{"kind": "random_crop", "padding": 1}]},
            "training": {"epochs": 15},
        },
        "dropout 0.3": {"model": {"dropout": 0.3}, "training": {"epochs": 15}},
    },
    "resnet": {
        "wide": {"model": {"width": 16}},
        "group norm": {"model": {"norm": "group"}},
        "layer norm, ELU": {"model": {"norm": "layer", "activation": "elu"}},
        "crops": {
            "data": {"augment": [{"kind": "random_crop", "padding": 1}]},
            "training": {"epochs": 15},
        },
        "averaged weights": {"training": {"ema": 0.95}},
    },
}


def healthy_recipes() -> dict[tuple[str, str], dict]:
    """(family, name) -> recipe: variants, and the twins of our own faults."""
    found: dict[tuple[str, str], dict] = {}
    for family, base in OWN.items():
        for name, patch in {**_OPTIMIZERS, **_MODELS[family]}.items():
            found[family, name] = merged(base, patch)
    add_twins(found, (*FAULTS, *UNSEEN))
    return found


def add_twins(found: dict[tuple[str, str], dict], faults: Iterable[Fault]) -> None:
    """The healthy twin of each fault, unless a recipe of its family is the same."""
    for fault in faults:
        for family in fault.families:
            twin = fault.recipes(family)[1]
            if not any(one == twin for (place, _), one in found.items() if place == family):
                found[family, f"twin of {fault.name}"] = twin
