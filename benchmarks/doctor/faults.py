"""The faults on which the rules and the limits of the doctor were set."""

from __future__ import annotations

from benchmarks.doctor.fault import (
    DATA,
    DEEP,
    GROUPED,
    NAN_PIXEL,
    NORMED,
    PLAIN,
    Fault,
    initializer,
    merged,
    source,
)

RAW = {"normalize": "none"}
FAULTS: tuple[Fault, ...] = (
    Fault("NaN pixel", "data", "nonfinite_input", {"data": {"augment": [NAN_PIXEL]}}),
    Fault("inputs times 100", "data", "input_scale", source(factor=100.0, **RAW)),
    Fault("inputs times 1e-4", "data", "input_scale", source(factor=1e-4, **RAW)),
    Fault("outlier pixel 1e6", "data", "input_scale", source(outlier=1e6)),
    Fault("blank images", "data", "input_scale", source(blank=True)),
    Fault("labels shuffled", "data", "wrong_labels", source(wrong_labels=1.0)),
    Fault("labels 60 % noise", "data", "wrong_labels", source(wrong_labels=0.6)),
    Fault("imbalance 50:1", "data", "unbalanced_labels", source(imbalance=50.0)),
    Fault("validation leaked", "data", "leakage", source(leaked=1.0)),
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
    Fault("zero weights", "initialization", "symmetric_init", initializer("zeros"), PLAIN),
    Fault(
        "constant weights",
        "initialization",
        "symmetric_init",
        initializer("constant", value=0.05),
        PLAIN,
    ),
    Fault(
        "weights 0.001 N(0, 1), deep",
        "initialization",
        "small_init",
        initializer("random_normal", stddev=0.001),
        DEEP,
    ),
    Fault(
        "weights N(0, 1), tanh",
        "initialization",
        "large_init",
        initializer("random_normal", stddev=1.0),
        {
            family: merged(patch, {"model": {"activation": "tanh"}})
            for family, patch in DEEP.items()
        },
    ),
    Fault(
        "weights N(0, 1), ReLU",
        "initialization",
        "large_init",
        initializer("random_normal", stddev=1.0),
        PLAIN,
    ),
    Fault(
        "bias -3",
        "initialization",
        "dead_start",
        {"model": {"bias_initializer": {"kind": "constant", "value": -3.0}}},
        PLAIN,
    ),
    Fault("rate 2 (SGD)", "optimization", "rate_too_high", {"optimizer": {"learning_rate": 2.0}}),
    Fault(
        "rate 0.3 (Adam)",
        "optimization",
        "rate_too_high",
        {"optimizer": {"learning_rate": 0.3}},
        {"optimizer": {"kind": "adam", "momentum": None, "learning_rate": 0.003}},
    ),
    Fault("rate 1e-6", "optimization", "rate_too_low", {"optimizer": {"learning_rate": 1e-6}}),
    Fault("clip norm 1e-4", "optimization", "clip_too_tight", {"training": {"clip_norm": 1e-4}}),
    Fault(
        "momentum 0.999", "optimization", "momentum_too_high", {"optimizer": {"momentum": 0.999}}
    ),
    Fault(
        "rate decays at once",
        "optimization",
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
    Fault("full batch, 8 steps", "optimization", "too_few_steps", {"data": {"batch_size": 1252}}),
    Fault(
        "sigmoid, deep",
        "optimization",
        "saturating_activation",
        {"model": {"activation": "sigmoid"}},
        DEEP,
    ),
    Fault(
        "batch norm momentum 0.9999",
        "normalization",
        "norm_momentum",
        {"model": {"norm_momentum": 0.9999}},
        NORMED,
    ),
    Fault(
        "batch norm on batches of 2",
        "normalization",
        "norm_small_batch",
        {"model": {"norm": "batch"}},
        GROUPED,
    ),
    Fault(
        "dropout 0.95",
        "regularization",
        "too_much_dropout",
        {"model": {"dropout": 0.95}},
        families=("mlp", "cnn"),
    ),
    Fault("weight decay 1", "regularization", "too_much_decay", {"model": {"weight_decay": 1.0}}),
    Fault(
        "cutout of the whole image",
        "regularization",
        "destructive_augmentation",
        {"data": {"augment": [{"kind": "cutout", "size": 14}]}},
    ),
    Fault(
        "40 training images",
        "regularization",
        "overfitting",
        {"data": {"kind": DATA, "samples": 40, "batch_size": 20}, "training": {"epochs": 100}},
    ),
)
