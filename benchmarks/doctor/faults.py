"""The faults: each a change of a healthy recipe that makes it train badly, or mean something else.

A fault stands beside its healthy twin, the same recipe without it. `cause` is what the doctor
should name.
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
# Deep without normalisation: where the initial weights decide.
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
        category: data, definition, initialisation, optimisation, normalisation, regularisation.
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


RAW = {"normalize": "none"}
FAULTS: tuple[Fault, ...] = (
    Fault("NaN pixel", "data", "nonfinite_input", {"data": {"augment": [NAN_PIXEL]}}),
    Fault("inputs times 100", "data", "input_scale", source(factor=100.0, **RAW)),
    Fault("inputs times 1e-4", "data", "input_scale", source(factor=1e-4, **RAW)),
    Fault("outlier pixel 1e6", "data", "input_scale", source(outlier=1e6)),
    Fault("blank images", "data", "input_scale", source(blank=True)),
    Fault("labels shuffled", "data", "wrong_labels", source(labels="shuffled")),
    Fault("labels 60 % noise", "data", "wrong_labels", source(labels="noisy")),
    Fault("imbalance 50:1", "data", "unbalanced_labels", source(imbalance=50.0)),
    Fault("validation leaked", "data", "leakage", source(leaked=True)),
    Fault("softmax twice", "definition", "loss_mismatch", broken={"ending": "softmax"}),
    Fault(
        "loss takes logits for probabilities",
        "definition",
        "loss_mismatch",
        {"loss": {"kind": "sparse_categorical_crossentropy", "from_logits": False}},
        broken={"ending": "logits"},
    ),
    Fault("ReLU on the logits", "definition", "loss_mismatch", broken={"ending": "relu"}),
    Fault(
        "loss summed over the batch",
        "definition",
        "summed_loss",
        {"loss": {"kind": "sparse_categorical_crossentropy", "reduction": "sum"}},
    ),
    Fault("no activation", "definition", "linear_network", {"model": {"activation": "linear"}}),
    Fault("softmax hidden", "definition", "hidden_softmax", {"model": {"activation": "softmax"}}),
    Fault("frozen layers", "definition", "frozen_layers", broken={"frozen": True}),
    Fault("zero weights", "initialisation", "symmetric_init", initializer("zeros"), PLAIN),
    Fault(
        "constant weights",
        "initialisation",
        "symmetric_init",
        initializer("constant", value=0.05),
        PLAIN,
    ),
    Fault(
        "weights 0.001 N(0, 1), deep",
        "initialisation",
        "small_init",
        initializer("random_normal", stddev=0.001),
        DEEP,
    ),
    Fault(
        "weights N(0, 1), tanh",
        "initialisation",
        "large_init",
        initializer("random_normal", stddev=1.0),
        {family: merged(patch, {"model": {"activation": "tanh"}}) for family, patch in DEEP.items()},
    ),
    Fault(
        "weights N(0, 1), ReLU",
        "initialisation",
        "large_init",
        initializer("random_normal", stddev=1.0),
        PLAIN,
    ),
    Fault(
        "bias -3",
        "initialisation",
        "dead_start",
        {"model": {"bias_initializer": {"kind": "constant", "value": -3.0}}},
        PLAIN,
    ),
    Fault("rate 2 (SGD)", "optimisation", "rate_too_high", {"optimizer": {"learning_rate": 2.0}}),
    Fault(
        "rate 0.3 (Adam)",
        "optimisation",
        "rate_too_high",
        {"optimizer": {"learning_rate": 0.3}},
        {"optimizer": {"kind": "adam", "momentum": None, "learning_rate": 0.003}},
    ),
    Fault("rate 1e-6", "optimisation", "rate_too_low", {"optimizer": {"learning_rate": 1e-6}}),
    Fault("clip norm 1e-4", "optimisation", "clip_too_tight", {"training": {"clip_norm": 1e-4}}),
    Fault("momentum 0.999", "optimisation", "momentum_too_high", {"optimizer": {"momentum": 0.999}}),
    Fault(
        "rate decays at once",
        "optimisation",
        "rate_decays_early",
        {
            "optimizer": {
                "learning_rate": {
                    "kind": "exponential_decay",
                    "initial_learning_rate": 0.05,
                    "decay_steps": 5,
                    "decay_rate": 0.1,
                }
            }
        },
    ),
    Fault("full batch, 8 steps", "optimisation", "too_few_steps", {"data": {"batch_size": 1252}}),
    Fault(
        "sigmoid, deep",
        "optimisation",
        "saturating_activation",
        {"model": {"activation": "sigmoid"}},
        DEEP,
    ),
    Fault(
        "batch norm momentum 0.9999",
        "normalisation",
        "norm_momentum",
        {"model": {"norm_momentum": 0.9999}},
        NORMED,
    ),
    Fault(
        "batch norm on batches of 2",
        "normalisation",
        "norm_small_batch",
        {"model": {"norm": "batch"}},
        GROUPED,
    ),
    Fault(
        "dropout 0.95",
        "regularisation",
        "too_much_dropout",
        {"model": {"dropout": 0.95}},
        families=("mlp", "cnn"),
    ),
    Fault("weight decay 1", "regularisation", "too_much_decay", {"model": {"weight_decay": 1.0}}),
    Fault(
        "cutout of the whole image",
        "regularisation",
        "destructive_augmentation",
        {"data": {"augment": [{"kind": "cutout", "size": 14}]}},
    ),
    Fault(
        "40 training images",
        "regularisation",
        "overfitting",
        {"data": {"kind": DATA, "samples": 40, "batch_size": 20}, "training": {"epochs": 100}},
    ),
)
