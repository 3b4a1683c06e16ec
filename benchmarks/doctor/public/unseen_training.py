"""Held-out public reports of optimizers, regularization and callbacks gone wrong."""

from __future__ import annotations

import functools
from typing import Any

from benchmarks.doctor.fault import Fault, Patch, merged
from benchmarks.doctor.public.bases import LOSSES, PHOTO_SGD, spoilt, traits
from benchmarks.doctor.public.kind import kind

_kind = functools.partial(kind, held_out=True)
_SGD_TWIN = {"photo functional": PHOTO_SGD, "gray dense": {}}


def _optimizer(**settings: Any) -> Patch:
    return {"optimizer": settings}


UNSEEN_TRAINING: tuple[Fault, ...] = (
    _kind(
        "rate 1 (RMSprop)",
        "optimization",
        "rate_too_high",
        "TheDeepChecker, buggy_synthetic_programs/high_lr",
        "gray mlp, photo functional",
        _optimizer(kind="rmsprop", learning_rate=1.0),
    ),
    _kind(
        "rate 1e-5 (SGD)",
        "optimization",
        "rate_too_low",
        "StackOverflow 34311586 (of DeepLocalize)",
        "gray dense, photo functional",
        _optimizer(learning_rate=1e-5),
        twin=_SGD_TWIN,
    ),
    _kind(
        "beta_1 0.9995 (Adam)",
        "optimization",
        "momentum_too_high",
        "AUTOTRAINER, oscillating loss",
        "gray sequential, table dense",
        _optimizer(beta_1=0.9995),
    ),
    _kind(
        "clipvalue 1e-6",
        "optimization",
        "clip_too_tight",
        "DeepCrime, operator change_gradient_clip",
        "gray dense, photo functional",
        _optimizer(clipvalue=1e-6),
        twin=_SGD_TWIN,
    ),
    _kind(
        "pieces that end in the first epoch",
        "optimization",
        "rate_decays_early",
        "StackOverflow 44322611 (of NeuraLint): decay = rate / epochs",
        "gray dense, photo functional",
        _optimizer(
            learning_rate={
                "kind": "piecewise",
                "boundaries": [4, 8],
                "values": [0.03, 0.0003, 0.000003],
            }
        ),
        twin=_SGD_TWIN,
    ),
    _kind(
        "warm-up longer than the run",
        "optimization",
        "rate_too_low too_few_steps",
        "Karpathy, Recipe for training neural networks (2019): schedules for another size of data",
        "gray dense, photo functional",
        _optimizer(
            learning_rate={"kind": "warmup", "schedule": 0.03, "steps": 100000, "start": 0.0}
        ),
        twin=_SGD_TWIN,
    ),
    _kind(
        "gradients of 64 batches",
        "optimization",
        "too_few_steps rate_too_low",
        "DeepCrime, operator change_batch_size",
        "gray mlp, photo functional",
        _optimizer(gradient_accumulation_steps=64),
    ),
    _kind(
        "epsilon 100 (batch norm)",
        "normalization",
        "bad_epsilon",
        "Keras FAQ on porting: epsilon of batch normalization differs between frameworks",
        "gray dense, photo application",
        traits(norm_epsilon=1e4),
        twin={"gray dense": traits(norm=True), "photo application": {}},
    ),
    _kind(
        "spatial dropout 0.9",
        "regularization",
        "too_much_dropout",
        "DeepCrime, operator change_dropout_rate",
        "gray sequential",
        traits(drop=0.9, drop_kind="spatial"),
    ),
    _kind(
        "L1 of 0.1 on the kernels",
        "regularization",
        "too_much_decay",
        "DeepCrime, operator add_weights_regularisation",
        "gray dense, photo functional",
        traits(l1=0.1),
    ),
    _kind(
        "penalty on the activations",
        "regularization",
        "too_much_decay",
        "DeepCrime, operator add_weights_regularisation",
        "gray dense, photo functional",
        traits(activity=10.0),
    ),
    _kind(
        "noise of five deviations",
        "regularization",
        "too_much_dropout destructive_augmentation",
        "TheDeepChecker, buggy_synthetic_programs/over_regulariaztion",
        "gray dense, table dense",
        traits(drop=20.0, drop_kind="noise"),
    ),
    _kind(
        "augmentation inside the net",
        "regularization",
        "destructive_augmentation",
        "TheDeepChecker, buggy_synthetic_programs/wrong_augmentation",
        "photo functional, gray sequential",
        traits(augmented=["turns", "mirrors", "shift", "zoom"]),
    ),
    _kind(
        "class weights upside down",
        "training",
        "class_weights unbalanced_labels",
        "github.com/keras-team/keras/pull/188",
        "gray mlp, table mlp",
        merged(spoilt("uneven", 6), {"training": {"class_weights": {0: 100.0}}}),
        twin=spoilt("uneven", 6),
    ),
    _kind(
        "classes of weight zero",
        "training",
        "class_weights",
        "github.com/keras-team/keras/issues/1223",
        "gray mlp, photo nested",
        {"training": {"class_weights": {0: 0.0, 1: 0.0}}},
    ),
    _kind(
        "early stopping that waits for 1",
        "training",
        "stopped_early",
        "github.com/keras-team/keras/issues/10924",
        "gray sequential, photo functional",
        {
            "callbacks": [
                {
                    "kind": "early_stopping",
                    "monitor": "val_accuracy",
                    "min_delta": 0.5,
                    "patience": 1,
                }
            ]
        },
    ),
    _kind(
        "a scheduler that divides again",
        "training",
        "rate_decays_early stopped_early rate_too_low",
        "github.com/keras-team/keras/issues/10924: every two epochs the rate is cut",
        "gray dense, photo functional",
        {
            "callbacks": [
                {"kind": "learning_rate_scheduler", "schedule": f"{LOSSES}reciprocal_rate"}
            ]
        },
        twin=_SGD_TWIN,
    ),
)
