"""Public reports of initial weights, optimizers, regularization and callbacks gone wrong."""

from __future__ import annotations

from typing import Any

from benchmarks.doctor.fault import Fault, Patch, merged
from benchmarks.doctor.public.bases import PHOTO_SGD, spoilt, traits
from benchmarks.doctor.public.kind import kind


def _optimizer(**settings: Any) -> Patch:
    return {"optimizer": settings}


# Adam's own keys make way.
_PLAIN_SGD = {"photo functional": PHOTO_SGD, "gray dense": {}}
_DEEP = traits(widths=[48] * 6)
_NORMED = traits(norm=True)
_STEPWISE = {
    "kind": "exponential_decay",
    "initial_learning_rate": 0.03,
    "decay_steps": 1,
    "decay_rate": 0.8,
}

TRAINING_FAULTS: tuple[Fault, ...] = (
    kind(
        "kernels of zeros",
        "initialization",
        "symmetric_init",
        "NeuraLint, sample_buggy_scripts, zeros_init; TheDeepChecker, wrong_init",
        "gray dense, photo functional",
        traits(start=["constant", 0.0]),
    ),
    kind(
        "kernels N(0, 1)",
        "initialization",
        "large_init",
        "TheDeepChecker, wrong_init/baseCNN_random.py; DeepCrime, change_weights_initialisation",
        "gray dense, photo functional",
        traits(start=["normal", 1.0]),
    ),
    kind(
        "kernels N(0, 0.001) in a deep net",
        "initialization",
        "small_init",
        "CS231n, lecture 6 (2016): small random numbers",
        "gray dense, table dense",
        traits(start=["normal", 0.001]),
        twin=_DEEP,
    ),
    kind(
        "biases of -10",
        "initialization",
        "dead_start",
        "NeuraLint, sample_buggy_scripts, non_zeros_biases",
        "gray dense, photo functional",
        traits(bias=-10.0),
    ),
    kind(
        "rate 3 (SGD)",
        "optimization",
        "rate_too_high",
        "StackOverflow 48385830 (of DeepLocalize)",
        "gray dense, photo functional",
        _optimizer(learning_rate=3.0),
        twin=_PLAIN_SGD,
    ),
    kind(
        "rate 0.3 (Adam)",
        "optimization",
        "rate_too_high",
        "AUTOTRAINER, dying ReLU; Slav Ivanov, 37 reasons (2017)",
        "gray sequential, photo cnn, table mlp",
        _optimizer(learning_rate=0.3),
    ),
    kind(
        "rate 1e-6 (Adam)",
        "optimization",
        "rate_too_low",
        "TheDeepChecker, buggy_synthetic_programs/low_lr",
        "gray mlp, photo application",
        _optimizer(learning_rate=1e-6),
    ),
    kind(
        "Adadelta at the default rate",
        "optimization",
        "rate_too_low",
        "github.com/keras-team/keras/issues/13815",
        "gray sequential, photo functional",
        _optimizer(kind="adadelta", learning_rate=0.001),
    ),
    kind(
        "momentum 0.999",
        "optimization",
        "momentum_too_high",
        "AUTOTRAINER, oscillating loss",
        "gray dense, photo functional",
        _optimizer(momentum=0.999),
        twin=_PLAIN_SGD,
    ),
    kind(
        "clipnorm 1e-4",
        "optimization",
        "clip_too_tight",
        "github.com/fizyr/keras-retinanet/issues/942; DeepCrime, change_gradient_clip",
        "gray dense, photo functional",
        _optimizer(clipnorm=1e-4),
        twin=_PLAIN_SGD,
    ),
    kind(
        "epsilon 1 (Adam)",
        "optimization",
        "bad_epsilon",
        "github.com/mlpnlp/mlpnlp-nmt/pull/4; tf.train.AdamOptimizer's own advice of 1.0",
        "gray sequential, photo functional",
        _optimizer(epsilon=1.0),
    ),
    kind(
        "decay in steps for epochs",
        "optimization",
        "rate_decays_early",
        "Slav Ivanov, 37 reasons (2017): the rate decays too fast",
        "gray dense, photo functional",
        _optimizer(learning_rate=_STEPWISE),
        twin=_PLAIN_SGD,
    ),
    kind(
        "the whole set as one batch",
        "optimization",
        "too_few_steps",
        "DeepCrime, operator disable_batching",
        "gray mlp, photo nested",
        {"data": {"batch_size": 800}},
    ),
    kind(
        "too few epochs",
        "training",
        "too_few_steps rate_too_low",
        "StackOverflow 59282996 (of DeepFD); DeepCrime, change_epochs",
        "gray sequential, photo cnn",
        {"training": {"epochs": 1}},
    ),
    kind(
        "batch norm that never arrives",
        "normalization",
        "norm_momentum",
        "github.com/tensorflow/tensorflow/issues/36065; github.com/keras-team/keras/issues/7265",
        "photo application, gray dense",
        traits(norm_memory=0.9995),
        twin={"photo application": {}, "gray dense": _NORMED},
    ),
    kind(
        "batch norm on batches of two",
        "normalization",
        "norm_small_batch",
        "Karpathy, Recipe for training neural networks (2019); He and Wu, Group normalization",
        "gray dense, photo functional",
        {"model": {"traits": {"norm": True}}},
        twin={
            "data": {"batch_size": 2, "samples": 400},
            "optimizer": {"learning_rate": 0.002},
            "training": {"epochs": 3},
        },
    ),
    kind(
        "dropout 0.8 everywhere",
        "regularization",
        "too_much_dropout",
        "UMLAUT, user_eval/eval_a.py",
        "photo functional, gray sequential",
        traits(drop=0.8),
    ),
    kind(
        "L2 of 1 on the kernels",
        "regularization",
        "too_much_decay",
        "StackOverflow 55328966 (of DeepLocalize); TheDeepChecker, over_regulariaztion",
        "gray dense, photo functional",
        traits(l2=1.0),
    ),
    kind(
        "AdamW with decay 20",
        "regularization",
        "too_much_decay",
        "DeepCrime, operator change_weights_regularisation",
        "gray mlp, photo functional",
        _optimizer(kind="adamw", weight_decay=20.0),
    ),
    kind(
        "pieces cut out of the whole image",
        "regularization",
        "destructive_augmentation",
        "TheDeepChecker, buggy_synthetic_programs/wrong_augmentation",
        "gray cnn, photo cnn",
        {
            "gray cnn": {"data": {"augment": [{"kind": "cutout", "size": 50}]}},
            "photo cnn": {"data": {"augment": [{"kind": "cutout", "size": 60}]}},
        },
    ),
    kind(
        "most of the training set lost",
        "regularization",
        "overfitting",
        "DeepCrime, operator delete_training_data",
        "photo functional, gray mlp",
        {
            "photo functional": merged(
                spoilt("few samples", 10, batch_size=10), {"training": {"epochs": 60}}
            ),
            "gray mlp": merged(
                spoilt("few samples", 4, batch_size=10), {"training": {"epochs": 50}}
            ),
        },
    ),
    kind(
        "class weight of 1000",
        "training",
        "class_weights",
        "github.com/keras-team/keras/pull/188: a weight of 100, and what it does to the others",
        "gray mlp, photo functional",
        {"training": {"class_weights": {1: 1000.0}}},
    ),
    kind(
        "early stopping in the wrong direction",
        "training",
        "stopped_early",
        "github.com/keras-team/keras/issues/11964",
        "gray mlp, photo functional",
        {
            "callbacks": [
                {"kind": "early_stopping", "monitor": "val_accuracy", "mode": "min", "patience": 1}
            ]
        },
    ),
    kind(
        "rate cut at the first plateau",
        "training",
        "stopped_early rate_decays_early",
        "github.com/fizyr/keras-retinanet/pull/1370",
        "gray dense, photo nested",
        {
            "callbacks": [
                {
                    "kind": "reduce_lr_on_plateau",
                    "monitor": "loss",
                    "mode": "max",
                    "factor": 0.01,
                    "patience": 1,
                    "min_lr": 0.0,
                }
            ]
        },
    ),
    kind(
        "averaged weights that lag",
        "training",
        "averaged_weights_lag rate_too_low",
        "github.com/wandb/senpai/pull/679: the average from the first epoch on drags",
        "gray mlp, photo functional",
        {"training": {"lookahead": {"every": 5, "alpha": 0.003}}},
    ),
    kind(
        "dropout that stays on",
        "evaluation",
        "random_evaluation too_much_dropout",
        "github.com/karpathy/nanoGPT/pull/240",
        "gray dense, photo functional",
        traits(drop=0.5, drop_kind="always"),
        twin=traits(drop=0.5),
    ),
)
