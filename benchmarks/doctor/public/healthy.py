"""Healthy runs beside the public faults: twins, unusual settings that work, shipped recipes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from benchmarks.doctor.fault import Patch, merged
from benchmarks.doctor.healthy import add_twins
from benchmarks.doctor.public.bases import BASES, LOSSES, SGD, base, spoilt, traits
from benchmarks.doctor.public.faults import PUBLIC_FAULTS
from suite.recipe.text.shipped import shipped

# They show what goes wrong, as their headers say, or bring no data.
_NOT_HEALTHY = (
    *("activations/dying-relu", "activations/sigmoid", "activations/softmax"),
    *("data/folder", "foundations/backprop", "foundations/bias", "foundations/neuron"),
    *("init/constant", "init/large", "init/small", "init/zeros"),
    *("norm/batch-small-batches", "optim/learning-rate", "optim/sgd"),
    "practice/babysitting",
)
_DOWNLOADED = ("-mnist", "-cifar10")
# Deep ones, which take longer than 20 s.
_LONG = ("resnet20-digits", "stochastic-depth", "squeeze-excite", "ensembles")


def _optimizer(kind: str, rate: Any, **settings: Any) -> Patch:
    return {"optimizer": {"kind": kind, "learning_rate": rate, **settings}}


def _cycle(peak: float) -> Patch:
    return {"kind": "one_cycle", "peak_learning_rate": peak, "steps": "100%"}


# A source that brings no validation set.
_DIGITS = {"kind": "digits", "of": None, "samples": None, "validation": 0}
# Base, what is unusual about it, the patch.
_VARIANTS: tuple[tuple[str, str, Patch], ...] = (
    ("gray mlp", "one cycle", {"optimizer": {"learning_rate": _cycle(0.02)}}),
    (
        "gray mlp",
        "no hidden layer, ftrl",
        merged({"model": {"widths": []}}, _optimizer("ftrl", 0.1)),
    ),
    ("gray mlp", "adagrad", _optimizer("adagrad", 0.03)),
    ("gray mlp", "adadelta at 1", _optimizer("adadelta", 1.0)),
    ("gray mlp", "lion", _optimizer("lion", 0.0005)),
    ("gray mlp", "no validation set", {"data": _DIGITS}),
    ("gray mlp", "bfloat16", {"training": {"precision": "mixed_bfloat16"}}),
    ("gray mlp", "imbalance 5:1", spoilt("uneven", 5)),
    (
        "gray mlp",
        "balanced weights",
        merged(spoilt("uneven", 8), {"training": {"class_weights": "balanced"}}),
    ),
    ("gray mlp", "mixup", {"data": {"augment": [{"kind": "mixup", "alpha": 0.2}]}}),
    ("gray mlp", "batches of 4", {"data": {"batch_size": 4}, "training": {"epochs": 3}}),
    ("gray mlp", "half of the units dropped", {"model": {"dropout": 0.5, "widths": [256, 256]}}),
    ("gray mlp", "clip norm 1", {"training": {"clip_norm": 1.0}}),
    ("gray mlp", "averaged weights", {"training": {"ema": 0.98}}),
    (
        "gray mlp",
        "stopped when it was done",
        {
            "training": {"epochs": 60},
            "callbacks": [{"kind": "early_stopping", "monitor": "val_accuracy", "patience": 4}],
        },
    ),
    (
        "gray mlp",
        "tanh, no normalization",
        {"data": {"normalize": "scale"}, "model": {"activation": "tanh"}},
    ),
    ("gray mlp", "4 % of the labels wrong", spoilt("flipped labels", 0.04)),
    ("gray dense", "plain SGD at 0.1", _optimizer("sgd", 0.1, momentum=0.0)),
    (
        "gray dense",
        "last step small",
        _optimizer(
            "sgd", {"kind": "cosine_decay", "initial_learning_rate": 0.05, "decay_steps": "100%"}
        ),
    ),
    ("gray dense", "one hidden layer of 16", traits(widths=[16])),
    ("gray dense", "SELU", traits(shape="selu")),
    ("gray dense", "swish, batch norm", traits(shape="swish", norm=True)),
    ("gray dense", "a loss of one's own", {"loss": f"{LOSSES}plain"}),
    ("gray dense", "L2 of 1e-3", traits(l2=1e-3)),
    ("gray dense", "five layers", traits(widths=[64] * 5)),
    (
        "gray dense",
        "vectors as labels",
        {
            "data": {"one_hot": True},
            "loss": {"kind": "categorical_crossentropy", "label_smoothing": 0.1},
        },
    ),
    ("gray cnn", "average pools, tanh", {"model": {"pool": "average", "activation": "tanh"}}),
    ("gray cnn", "shifted images", {"data": {"augment": [{"kind": "random_crop", "padding": 2}]}}),
    (
        "gray cnn",
        "turned a little",
        {"data": {"augment": [{"kind": "random_rotation", "degrees": 10}]}},
    ),
    ("gray sequential", "dropout 0.3", traits(drop=0.3)),
    ("gray sequential", "nadam", _optimizer("nadam", 0.002)),
    (
        "gray sequential",
        "warm-up",
        {"optimizer": {"learning_rate": {"kind": "warmup", "schedule": 0.003, "steps": "10%"}}},
    ),
    (
        "gray sequential",
        "scaled inside",
        merged({"data": {"normalize": "none"}}, traits(factor=1 / 255)),
    ),
    ("photo functional", "flipped photos", {"data": {"augment": ["random_flip"]}}),
    ("photo functional", "dropout 0.4", traits(drop=0.4)),
    ("photo functional", "batch norm", traits(norm=True)),
    ("photo functional", "one cycle (SGD)", {"optimizer": {**SGD, "learning_rate": _cycle(0.1)}}),
    ("photo functional", "augmented inside", traits(augmented=["mild"])),
    ("photo functional", "leaky", traits(shape="leaky_relu")),
    ("photo functional", "adamw", _optimizer("adamw", 0.003, weight_decay=0.01)),
    (
        "photo functional",
        "steps",
        {
            "optimizer": {
                "learning_rate": {
                    "kind": "step",
                    "initial_learning_rate": 0.005,
                    "every": "3ep",
                    "factor": 0.3,
                }
            }
        },
    ),
    ("photo functional", "all ten classes", {"data": {"of": "ten_photos", "samples": 1600}}),
    ("photo nested", "wider", traits(widths=[32, 64])),
    ("photo application", "dropout before the head", traits(drop=0.2)),
    ("photo application", "all ten classes", {"data": {"of": "ten_photos", "samples": 1600}}),
    ("photo cnn", "group norm", {"model": {"norm": "group"}}),
    (
        "photo cnn",
        "color jitter",
        {"data": {"augment": [{"kind": "color_jitter", "brightness": 0.1}]}},
    ),
    ("photo cnn", "cutout", {"data": {"augment": [{"kind": "cutout", "size": 8}]}}),
    ("cancer dense", "wide", traits(widths=[128])),
    ("cancer dense", "rmsprop", _optimizer("rmsprop", 0.002)),
    ("wine dense", "two layers", traits(widths=[16, 8])),
    ("wine dense", "dropout 0.2", traits(drop=0.2)),
    ("table dense", "batch norm", traits(norm=True)),
    ("table dense", "noise 0.1", traits(drop=0.1, drop_kind="noise")),
    (
        "table mlp",
        "iris",
        {"data": {"of": "iris", "samples": 80, "batch_size": 8}, "training": {"epochs": 30}},
    ),
    ("table mlp", "layer norm", {"model": {"norm": "layer"}}),
    ("rings dense", "tanh", traits(shape="tanh")),
    (
        "rings dense",
        "no hidden layer for wine",
        {
            "data": {"of": "wine", "samples": 100, "batch_size": 8},
            "model": {"traits": {"widths": [1000]}},
        },
    ),
    ("surface dense", "absolute error", {"loss": "mean_absolute_error"}),
    ("surface dense", "Huber, SGD", {"loss": "huber", **_optimizer("sgd", 0.02, momentum=0.9)}),
    (
        "surface dense",
        "diabetes",
        {
            "data": {"of": "diabetes", "samples": 250, "batch_size": 16},
            "model": {"traits": {"l2": 0.01}},
        },
    ),
    ("surface mlp", "weight decay", {"model": {"weight_decay": 1e-4}}),
    ("surface mlp", "targets around 10", spoilt("targets positive", 10.0)),
)


def public_healthy_recipes() -> dict[tuple[str, str], dict]:
    """(base, name) -> recipe; a shipped one is only named, under the base `shipped`."""
    found: dict[tuple[str, str], dict] = {(name, "as it is"): base(name) for name in BASES}
    for name, title, patch in _VARIANTS:
        found[name, title] = base(name, patch)
    add_twins(found, PUBLIC_FAULTS)
    found |= {("shipped", name): {"shipped": name} for name in _shipped()}
    return found


def _shipped() -> Iterator[str]:
    """Recipes of the suite that train on embedded data and reach a good figure in some seconds."""
    for name, file in shipped().items():
        settings = yaml.safe_load(file.read_text("utf-8"))
        if name in _NOT_HEALTHY or name.endswith(_DOWNLOADED) or any(x in name for x in _LONG):
            continue
        if "sweep" not in settings and "surface" not in settings:
            yield name
