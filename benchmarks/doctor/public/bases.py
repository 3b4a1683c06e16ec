"""The healthy recipes that the public faults change, on three kinds of data."""

from __future__ import annotations

from typing import Any

from benchmarks.doctor.fault import Patch, merged

# Paths, so that a recipe can be read where Keras is not wanted.
NET = "benchmarks.doctor.public.nets:net"
DATA = "benchmarks.doctor.public.source:public_data"
LOSSES = "benchmarks.doctor.public.losses:"

ADAM: Patch = {"kind": "adam", "learning_rate": 0.003}
SGD: Patch = {"kind": "sgd", "momentum": 0.9, "learning_rate": 0.03}
# What replaces Adam on the photos; more epochs learn them by heart.
PHOTO_SGD: Patch = {"optimizer": SGD, "training": {"epochs": 5}}
# Of nets that end in probabilities.
PROBABILITIES: Patch = {"kind": "sparse_categorical_crossentropy", "from_logits": False}
BINARY: Patch = {"kind": "binary_crossentropy", "from_logits": False}


def user_net(style: str, **traits: Any) -> Patch:
    return {"kind": NET, "style": style, "traits": traits}


def data(of: str, samples: int = 800, **settings: Any) -> Patch:
    return {"kind": DATA, "of": of, "samples": samples, "batch_size": 32, **settings}


def spoilt(mistake: str, amount: float | None = None, **settings: Any) -> Patch:
    """The patch that spoils the data."""
    how = {} if amount is None else {"amount": float(amount)}
    return {"data": {"mistake": mistake, **how, **settings}}


def traits(**changed: Any) -> Patch:
    """The patch that changes a net."""
    return {"model": {"traits": changed}}


def _recipe(data: Patch, model: Patch, optimizer: Patch, epochs: int, **rest: Any) -> Patch:
    return {
        "data": data,
        "model": model,
        "optimizer": optimizer,
        "training": {"epochs": epochs},
        **rest,
    }


_SCALE = {"normalize": "scale"}
_RAW = {"normalize": "none"}
_VALUES = {"loss": "mean_squared_error", "metrics": ["r2_score"]}
BASES: dict[str, Patch] = {
    "gray mlp": _recipe(data("gray"), {"kind": "mlp", "widths": [64, 64]}, ADAM, 8),
    "gray cnn": _recipe(data("gray"), {"kind": "cnn", "filters": [8, 16], "dense": [32]}, ADAM, 8),
    "gray dense": _recipe(
        data("gray", **_SCALE), user_net("dense", last="softmax"), SGD, 8, loss=PROBABILITIES
    ),
    "gray sequential": _recipe(
        data("gray", **_SCALE), user_net("sequential", last="softmax"), ADAM, 8, loss=PROBABILITIES
    ),
    "photo functional": _recipe(data("photos"), user_net("functional"), ADAM, 8),
    "photo nested": _recipe(
        data("photos"), user_net("nested", last="softmax"), ADAM, 10, loss=PROBABILITIES
    ),
    "photo application": _recipe(
        data("photos", **_RAW), user_net("application"), {**ADAM, "learning_rate": 0.01}, 8
    ),
    "photo cnn": _recipe(
        data("photos"), {"kind": "cnn", "filters": [16, 32], "dense": [32]}, ADAM, 8
    ),
    "cancer dense": _recipe(
        data("cancer", 320),
        user_net("dense", widths=[16, 16], last="sigmoid"),
        {**ADAM, "learning_rate": 0.005},
        15,
        loss=BINARY,
    ),
    "wine dense": _recipe(
        data("wine", 100, batch_size=8), user_net("dense", widths=[16]), ADAM, 15
    ),
    "table dense": _recipe(
        data("table"),
        user_net("dense", widths=[32, 32], last="softmax"),
        ADAM,
        12,
        loss=PROBABILITIES,
    ),
    "table mlp": _recipe(data("table"), {"kind": "mlp", "widths": [32, 32]}, ADAM, 12),
    "rings dense": _recipe(
        data("rings"), user_net("dense", widths=[16, 16]), {**ADAM, "learning_rate": 0.01}, 12
    ),
    "surface dense": _recipe(data("surface"), user_net("dense", widths=[32, 32]), ADAM, 15)
    | _VALUES,
    "surface mlp": _recipe(data("surface"), {"kind": "mlp", "widths": [32, 32]}, ADAM, 15)
    | _VALUES,
}


def base(name: str, *patches: Patch) -> Patch:
    """A base, changed."""
    found = dict(BASES[name])
    for patch in patches:
        found = merged(found, patch)
    return found
