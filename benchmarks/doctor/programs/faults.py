"""Faults in programs, after the same public reports as those in recipes."""

from __future__ import annotations

import functools
from typing import Any

from benchmarks.doctor.fault import Fault, Patch
from benchmarks.doctor.programs.base_programs import LOGITS, PROGRAMS, SGD, keras_object
from benchmarks.doctor.public.kind import kind

_fault = functools.partial(kind, bases=PROGRAMS)
_unseen = functools.partial(_fault, held_out=True)
_DECAY = keras_object("ExponentialDecay", initial_learning_rate=0.03, decay_steps=1, decay_rate=0.8)
_STOP = ["EarlyStopping", {"monitor": "val_accuracy", "mode": "min", "patience": 1}]


def _data(mistake: str, amount: float = 1.0, **rest: Any) -> Patch:
    return {"data": {"mistake": mistake, "amount": amount, **rest}}


def _traits(**changed: Any) -> Patch:
    return {"model": {"traits": changed}}


def _optimizer(kind: str, **config: Any) -> Patch:
    return {"compile": {"optimizer": keras_object(kind, **config)}}


def _sgd(**config: Any) -> Patch:
    return _optimizer("SGD", **{"learning_rate": 0.03, "momentum": 0.9, **config})


_PLAIN_SGD = {"compile": {"optimizer": SGD}}

PROGRAM_FAULTS: tuple[Fault, ...] = (
    _fault(
        "softmax of one output",
        "definition",
        "loss_mismatch",
        "StackOverflow 45337371",
        "cancer dense",
        _traits(last="softmax"),
    ),
    _fault(
        "softmax twice",
        "definition",
        "loss_mismatch",
        "TheDeepChecker, redundant_softmax",
        "gray sequential",
        {"compile": {"loss": LOGITS}},
    ),
    _unseen(
        "no softmax",
        "definition",
        "loss_mismatch",
        "UMLAUT, user_eval/eval_a.py",
        "gray dense, photo nested",
        _traits(last=""),
    ),
    _fault(
        "squared error of a softmax",
        "loss",
        "loss_mismatch",
        "StackOverflow 38648195",
        "gray dense",
        {"data": {"one_hot": True}, "compile": {"loss": "mean_squared_error"}},
    ),
    _fault(
        "no activation between the layers",
        "definition",
        "linear_network",
        "UMLAUT, user_eval/eval_b.py",
        "photo functional, gray dense",
        _traits(shape="linear"),
    ),
    _unseen(
        "softmax in the hidden layers",
        "definition",
        "hidden_softmax",
        "DeepCrime, change_activation_function",
        "gray dense",
        _traits(shape="softmax"),
    ),
    _fault(
        "backbone of random weights frozen",
        "definition",
        "frozen_layers",
        "github.com/tensorflow/tensorflow/issues/36065",
        "photo nested",
        _traits(frozen=True),
    ),
    _fault(
        "two hidden units",
        "definition",
        "too_weak_model",
        "StackOverflow 50306988",
        "gray dense, table dense",
        _traits(widths=[2]),
    ),
    _fault(
        "kernels of zeros",
        "initialization",
        "symmetric_init",
        "NeuraLint, zeros_init",
        "photo functional",
        _traits(start=["constant", 0.0]),
    ),
    _fault(
        "kernels N(0, 1)",
        "initialization",
        "large_init",
        "TheDeepChecker, wrong_init",
        "gray dense",
        _traits(start=["normal", 1.0]),
    ),
    _unseen(
        "biases of -10",
        "initialization",
        "dead_start",
        "NeuraLint, non_zeros_biases",
        "gray dense, photo functional",
        _traits(bias=-10.0),
    ),
    _fault(
        "rate 3 (SGD)",
        "optimization",
        "rate_too_high",
        "StackOverflow 48385830",
        "gray dense, photo functional",
        _sgd(learning_rate=3.0),
        twin=_PLAIN_SGD,
    ),
    _unseen(
        "rate 0.3 (Adam)",
        "optimization",
        "rate_too_high",
        "AUTOTRAINER, dying ReLU",
        "gray sequential",
        _optimizer("Adam", learning_rate=0.3),
    ),
    _fault(
        "rate 1e-6 (Adam)",
        "optimization",
        "rate_too_low",
        "TheDeepChecker, low_lr",
        "photo application, gray sequential",
        _optimizer("Adam", learning_rate=1e-6),
    ),
    _fault(
        "clipnorm 1e-4",
        "optimization",
        "clip_too_tight",
        "github.com/fizyr/keras-retinanet/issues/942",
        "gray dense",
        _sgd(clipnorm=1e-4),
    ),
    _unseen(
        "momentum 0.999",
        "optimization",
        "momentum_too_high",
        "AUTOTRAINER, oscillating loss",
        "gray dense",
        _sgd(momentum=0.999),
    ),
    _fault(
        "epsilon 1 (Adam)",
        "optimization",
        "bad_epsilon",
        "github.com/mlpnlp/mlpnlp-nmt/pull/4",
        "gray sequential",
        _optimizer("Adam", learning_rate=0.003, epsilon=1.0),
    ),
    _fault(
        "decay in steps for epochs",
        "optimization",
        "rate_decays_early",
        "Slav Ivanov, 37 reasons (2017)",
        "gray dense",
        _sgd(learning_rate=_DECAY),
    ),
    _fault(
        "one step an epoch",
        "training",
        "too_few_steps",
        "DeepCrime, disable_batching",
        "gray sequential",
        {"fit": {"batch_size": 800}},
    ),
    _fault(
        "batch norm that never arrives",
        "normalization",
        "norm_momentum",
        "github.com/keras-team/keras/issues/7265",
        "photo application",
        _traits(norm_memory=0.9995),
    ),
    _fault(
        "dropout 0.8 everywhere",
        "regularization",
        "too_much_dropout",
        "UMLAUT, user_eval/eval_a.py",
        "photo functional",
        _traits(drop=0.8),
    ),
    _unseen(
        "L2 of 1 on the kernels",
        "regularization",
        "too_much_decay",
        "StackOverflow 55328966",
        "gray dense, photo functional",
        _traits(l2=1.0),
    ),
    _fault(
        "pixels from 0 to 255",
        "data",
        "input_scale",
        "StackOverflow 55328966",
        "gray dense, photo functional",
        {"data": {"scaled": False}},
    ),
    _fault(
        "inputs shuffled, labels not",
        "data",
        "wrong_labels shuffled_labels",
        "github.com/DrexelChatbotGroup/DrexelChatbot/issues/15",
        "gray sequential",
        _data("shuffled labels"),
    ),
    _fault(
        "validation not scaled",
        "data",
        "data_shift",
        "github.com/keras-team/keras/issues/14153",
        "gray sequential",
        _data("unseen scaled", 2 / 255, scaled=False),
    ),
    _unseen(
        "columns in another order in validation",
        "data",
        "data_shift",
        "Slav Ivanov, 37 reasons (2017)",
        "cancer dense, table dense",
        _data("unseen columns"),
    ),
    _fault(
        "classes numbered differently in validation",
        "data",
        "shuffled_labels",
        "github.com/keras-team/keras/issues/6075",
        "gray sequential",
        _data("renamed classes"),
    ),
    _fault(
        "validation among the training samples",
        "data",
        "leakage",
        "UMLAUT, user_eval/eval_b.py",
        "table dense",
        _data("leaked"),
    ),
    _unseen(
        "target among the columns",
        "data",
        "feature_leak",
        "github.com/mwaskom/seaborn-data/issues/37",
        "table dense",
        _data("target column", 0.02),
    ),
    _fault(
        "a sorted file, not shuffled",
        "data",
        "unshuffled_data",
        "github.com/keras-team/keras/issues/6422",
        "gray dense, gray sequential",
        {"data": {"is_sorted": True}, "fit": {"shuffle": False}},
    ),
    _fault(
        "files that could not be read",
        "data",
        "blank_inputs",
        "Slav Ivanov, 37 reasons (2017)",
        "photo functional",
        _data("blank", 0.6),
    ),
    _fault(
        "not a number",
        "data",
        "nonfinite_input",
        "Slav Ivanov, 37 reasons (2017)",
        "cancer dense",
        {"data": {"missing": True}},
    ),
    _fault(
        "targets in a small unit",
        "data",
        "target_range",
        "StackOverflow 52800582",
        "surface dense",
        _data("targets scaled", 1e5),
    ),
    _unseen(
        "sign of the loss",
        "loss",
        "wrong_sign",
        "TheDeepChecker, flipped_sign",
        "gray dense, surface dense",
        {
            "gray dense": {"compile": {"loss": "flipped"}},
            "surface dense": {"compile": {"loss": "flipped_squared"}},
        },
    ),
    _fault(
        "class weight of 1000",
        "training",
        "class_weights",
        "github.com/keras-team/keras/pull/188",
        "gray dense",
        {"fit": {"class_weight": {"1": 1000.0}}},
    ),
    _fault(
        "early stopping in the wrong direction",
        "training",
        "stopped_early",
        "github.com/keras-team/keras/issues/11964",
        "gray sequential",
        {"fit": {"callbacks": [_STOP]}},
    ),
    _unseen(
        "most of the training set lost",
        "regularization",
        "overfitting",
        "DeepCrime, delete_training_data",
        "photo functional",
        {
            "data": {"mistake": "few samples", "amount": 10},
            "fit": {"epochs": 60, "batch_size": 10},
        },
    ),
)
