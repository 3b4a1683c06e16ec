"""The healthy programs that are changed."""

from __future__ import annotations

from typing import Any

from benchmarks.doctor.fault import Patch, merged


def keras_object(kind: str, **config: Any) -> Patch:
    """An optimizer, schedule or loss as Keras deserializes it."""
    return {"class_name": kind, "config": config}


def _program(
    data: Patch, model: Patch, loss: Any, optimizer: Patch, metric: str, **fit: Any
) -> Patch:
    return {
        "data": data,
        "model": model,
        "compile": {"loss": loss, "optimizer": optimizer, "metrics": [metric]},
        "fit": {"batch_size": 32, **fit},
    }


ADAM = keras_object("Adam", learning_rate=0.003)
SGD = keras_object("SGD", learning_rate=0.03, momentum=0.9)
LOGITS = keras_object("SparseCategoricalCrossentropy", from_logits=True)
_SPARSE = "sparse_categorical_crossentropy"
PROGRAMS: dict[str, Patch] = {
    "gray dense": _program(
        {"of": "gray"},
        {"style": "dense", "traits": {"last": "softmax"}},
        _SPARSE,
        SGD,
        "accuracy",
        epochs=8,
    ),
    "gray sequential": _program(
        {"of": "gray"},
        {"style": "sequential", "traits": {"last": "softmax"}},
        _SPARSE,
        ADAM,
        "accuracy",
        epochs=8,
    ),
    "photo functional": _program(
        {"of": "photos"},
        {"style": "functional", "traits": {}},
        LOGITS,
        ADAM,
        "accuracy",
        epochs=8,
    ),
    "photo nested": _program(
        {"of": "photos"},
        {"style": "nested", "traits": {"last": "softmax"}},
        _SPARSE,
        ADAM,
        "accuracy",
        epochs=10,
    ),
    "photo application": _program(
        {"of": "photos", "scaled": False},
        {"style": "application", "traits": {}},
        LOGITS,
        keras_object("Adam", learning_rate=0.01),
        "accuracy",
        epochs=8,
    ),
    "cancer dense": _program(
        {"of": "cancer", "samples": 320},
        {"style": "dense", "traits": {"widths": [16, 16], "last": "sigmoid", "outputs": 1}},
        "binary_crossentropy",
        keras_object("Adam", learning_rate=0.005),
        "accuracy",
        epochs=15,
    ),
    "table dense": _program(
        {"of": "table"},
        {"style": "dense", "traits": {"widths": [32, 32], "last": "softmax"}},
        _SPARSE,
        ADAM,
        "accuracy",
        epochs=12,
    ),
    "rings dense": _program(
        {"of": "rings"},
        {"style": "dense", "traits": {"widths": [16, 16]}},
        LOGITS,
        keras_object("Adam", learning_rate=0.01),
        "accuracy",
        epochs=12,
    ),
    "surface dense": _program(
        {"of": "surface"},
        {"style": "dense", "traits": {"widths": [32, 32]}},
        "mean_squared_error",
        ADAM,
        "r2_score",
        epochs=15,
    ),
}


def program(name: str, *patches: Patch) -> dict:
    """A program, changed."""
    found = dict(PROGRAMS[name])
    for patch in patches:
        found = merged(found, patch)
    return found
