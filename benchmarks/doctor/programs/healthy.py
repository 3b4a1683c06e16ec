"""Healthy programs: the twins of the faulty ones, and unusual settings that work."""

from __future__ import annotations

from typing import Any

from benchmarks.doctor.fault import Patch
from benchmarks.doctor.healthy import add_twins
from benchmarks.doctor.programs.base_programs import PROGRAMS, keras_object, program
from benchmarks.doctor.programs.faults import PROGRAM_FAULTS


def _traits(**changed: Any) -> Patch:
    return {"model": {"traits": changed}}


def _optimizer(kind: str, rate: Any, **config: Any) -> Patch:
    # A momentum of the base makes way.
    given = {"momentum": None, "learning_rate": rate, **config}
    return {"compile": {"optimizer": keras_object(kind, **given)}}


_COSINE = keras_object("CosineDecay", initial_learning_rate=0.005, decay_steps=200)
_PATIENT = ["EarlyStopping", {"monitor": "val_loss", "patience": 5, "restore_best_weights": True}]
_PLATEAU = ["ReduceLROnPlateau", {"monitor": "val_loss", "factor": 0.5, "patience": 3}]

_VARIANTS: tuple[tuple[str, str, Patch], ...] = (
    ("gray dense", "Adagrad", _optimizer("Adagrad", 0.03)),
    ("gray dense", "plain SGD at 0.1", _optimizer("SGD", 0.1)),
    ("gray dense", "tanh", _traits(shape="tanh")),
    ("gray dense", "five layers", _traits(widths=[64] * 5)),
    ("gray dense", "batch norm", _traits(norm=True)),
    ("gray dense", "patient", {"fit": {"epochs": 30, "callbacks": [_PATIENT]}}),
    ("gray dense", "imbalance 5:1", {"data": {"mistake": "uneven", "amount": 5}}),
    ("gray dense", "a loss of one's own", {"compile": {"loss": "plain"}}),
    ("gray sequential", "cosine", _optimizer("Adam", _COSINE)),
    ("gray sequential", "dropout 0.3", _traits(drop=0.3)),
    (
        "gray sequential",
        "vectors as labels",
        {"data": {"one_hot": True}, "compile": {"loss": "categorical_crossentropy"}},
    ),
    ("gray sequential", "not shuffled, but mixed", {"fit": {"shuffle": False}}),
    ("gray sequential", "rate halved on plateaus", {"fit": {"callbacks": [_PLATEAU]}}),
    ("photo functional", "dropout 0.4", _traits(drop=0.4)),
    ("photo functional", "batch norm", _traits(norm=True)),
    ("photo functional", "all ten classes", {"data": {"of": "ten_photos", "samples": 1600}}),
    ("photo nested", "wider", _traits(widths=[32, 64])),
    ("photo application", "AdamW", _optimizer("AdamW", 0.01, weight_decay=0.01)),
    ("cancer dense", "RMSprop", _optimizer("RMSprop", 0.002)),
    ("table dense", "class weights", {"fit": {"class_weight": {"0": 1.5, "3": 1.5}}}),
    ("rings dense", "tanh", _traits(shape="tanh")),
    ("surface dense", "absolute error", {"compile": {"loss": "mean_absolute_error"}}),
    ("surface dense", "diabetes", {"data": {"of": "diabetes", "samples": 250}}),
)


def healthy_programs() -> dict[tuple[str, str], dict]:
    """(base, name) -> program."""
    found: dict[tuple[str, str], dict] = {(name, "as it is"): program(name) for name in PROGRAMS}
    for name, title, patch in _VARIANTS:
        found[name, title] = program(name, patch)
    add_twins(found, PROGRAM_FAULTS)
    return found
