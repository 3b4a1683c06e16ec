"""Faults that were written after the rules and the limits had been set, and change neither.

Other mistakes, and the same ones in another strength.
"""

from __future__ import annotations

from benchmarks.doctor.fault import (
    DATA,
    DEEP,
    GROUPED,
    NORMED,
    PLAIN,
    Fault,
    initializer,
    merged,
    source,
)

_RAW = {"normalize": "none"}
_ADAM = {"kind": "adam", "momentum": None, "learning_rate": 0.003}
_DECAY = {"kind": "cosine_decay", "initial_learning_rate": 0.05, "decay_steps": "5%"}
UNSEEN: tuple[Fault, ...] = (
    Fault("inputs from 0 to 255", "data", "input_scale", source(factor=16.0, **_RAW)),
    Fault("labels 40 % noise", "data", "wrong_labels", source(wrong_labels=0.4)),
    Fault("imbalance 20:1", "data", "unbalanced_labels", source(imbalance=20.0)),
    Fault("a third of validation leaked", "data", "leakage", source(leaked=0.33)),
    Fault("tanh on the logits", "definition", "loss_mismatch", broken={"ending": "tanh"}),
    Fault("sigmoid on the logits", "definition", "loss_mismatch", broken={"ending": "sigmoid"}),
    Fault(
        "loss summed, Adam",
        "definition",
        "summed_loss",
        {"loss": {"kind": "sparse_categorical_crossentropy", "reduction": "sum"}},
        {"optimizer": _ADAM},
    ),
    Fault("all weights 1", "initialization", "symmetric_init", initializer("ones"), PLAIN),
    Fault(
        "weights 0.01 N(0, 1), deep",
        "initialization",
        "small_init",
        initializer("random_normal", stddev=0.01),
        DEEP,
    ),
    Fault(
        "weights from -1 to 1, ReLU",
        "initialization",
        "large_init",
        initializer("random_uniform", minval=-1.0, maxval=1.0),
        PLAIN,
    ),
    Fault(
        "bias -5",
        "initialization",
        "dead_start",
        {"model": {"bias_initializer": {"kind": "constant", "value": -5.0}}},
        PLAIN,
    ),
    Fault("rate 0.5 (SGD)", "optimization", "rate_too_high", {"optimizer": {"learning_rate": 0.5}}),
    Fault(
        "rate 0.1 (Adam)",
        "optimization",
        "rate_too_high",
        {"optimizer": {"learning_rate": 0.1}},
        {"optimizer": _ADAM},
    ),
    Fault(
        "rate 0.2 (RMSprop)",
        "optimization",
        "rate_too_high",
        {"optimizer": {"kind": "rmsprop", "learning_rate": 0.2}},
        {"optimizer": _ADAM},
    ),
    Fault(
        "rate 1e-4 (SGD)", "optimization", "rate_too_low", {"optimizer": {"learning_rate": 1e-4}}
    ),
    Fault(
        "rate 1e-7 (Adam)",
        "optimization",
        "rate_too_low",
        {"optimizer": {"learning_rate": 1e-7}},
        {"optimizer": _ADAM},
    ),
    Fault("clip norm 1e-3", "optimization", "clip_too_tight", {"training": {"clip_norm": 1e-3}}),
    Fault(
        "momentum 0.995",
        "optimization",
        "momentum_too_high",
        {"optimizer": {"momentum": 0.995, "nesterov": True}},
    ),
    Fault(
        "cosine over 5 % of the run",
        "optimization",
        "rate_decays_early",
        {"optimizer": {"learning_rate": _DECAY}},
    ),
    Fault("half batches, 16 steps", "optimization", "too_few_steps", {"data": {"batch_size": 626}}),
    Fault(
        "hard sigmoid, deep",
        "optimization",
        "saturating_activation",
        {"model": {"activation": "hard_sigmoid"}},
        DEEP,
    ),
    Fault(
        "batch norm momentum 0.999",
        "normalization",
        "norm_momentum",
        {"model": {"norm_momentum": 0.999}},
        NORMED,
    ),
    Fault(
        "batch norm on batches of 4",
        "normalization",
        "norm_small_batch",
        {"model": {"norm": "batch"}},
        merged(GROUPED, {"data": {"batch_size": 4}}),
    ),
    Fault(
        "dropout 0.85",
        "regularization",
        "too_much_dropout",
        {"model": {"dropout": 0.85}},
        families=("mlp", "cnn"),
    ),
    Fault("weight decay 0.3", "regularization", "too_much_decay", {"model": {"weight_decay": 0.3}}),
    Fault(
        "cutout of most of the image",
        "regularization",
        "destructive_augmentation",
        {"data": {"augment": [{"kind": "cutout", "size": 11}]}},
    ),
    Fault(
        "80 training images",
        "regularization",
        "overfitting",
        {"data": {"kind": DATA, "samples": 80, "batch_size": 40}, "training": {"epochs": 100}},
    ),
)
