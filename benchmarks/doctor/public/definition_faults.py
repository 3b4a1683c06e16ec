"""Public reports of nets and losses that do not fit each other or the task."""

from __future__ import annotations

from benchmarks.doctor.fault import Fault, merged
from benchmarks.doctor.public.bases import BINARY, LOSSES, PHOTO_SGD, PROBABILITIES, spoilt, traits
from benchmarks.doctor.public.kind import kind

_VECTORS = {"data": {"one_hot": True}}
_LOGITS = {"loss": {**PROBABILITIES, "from_logits": True}}
_TWO = {"loss": BINARY, "model": {"traits": {"last": "sigmoid"}}}
_FOUR_SIGMOIDS = traits(shape="sigmoid", widths=[32] * 6)

DEFINITION_FAULTS: tuple[Fault, ...] = (
    kind(
        "softmax of one output",
        "definition",
        "loss_mismatch",
        "StackOverflow 45337371, 51749207 (of DeepLocalize and NeuraLint)",
        "cancer dense, rings dense",
        traits(last="softmax"),
        twin={"cancer dense": {}, "rings dense": _TWO},
    ),
    kind(
        "softmax twice",
        "definition",
        "loss_mismatch",
        "TheDeepChecker, buggy_synthetic_programs/redundant_softmax",
        "gray sequential, photo nested",
        _LOGITS,
    ),
    kind(
        "no softmax",
        "definition",
        "loss_mismatch",
        "UMLAUT, user_eval/eval_a.py",
        "gray dense, photo nested",
        traits(last=""),
    ),
    kind(
        "ReLU as the last activation",
        "definition",
        "loss_mismatch",
        "StackOverflow 47352366, 44066044 (of DeepLocalize)",
        "gray sequential, cancer dense",
        traits(last="relu"),
    ),
    kind(
        "squared error of a softmax",
        "loss",
        "loss_mismatch",
        "StackOverflow 38648195, 48385830 (of DeepLocalize)",
        "gray dense",
        merged(_VECTORS, {"loss": {"kind": "mean_squared_error", "from_logits": None}}),
    ),
    kind(
        "absolute error of a softmax",
        "loss",
        "loss_mismatch",
        "StackOverflow 45442843, 31556268 (of DeepLocalize)",
        "gray dense",
        merged(_VECTORS, {"loss": {"kind": "mean_absolute_error", "from_logits": None}}),
    ),
    kind(
        "binary cross-entropy of a softmax",
        "definition",
        "loss_mismatch",
        "StackOverflow 42081257",
        "table dense, photo nested",
        merged(_VECTORS, {"loss": BINARY}),
    ),
    kind(
        "no activation between the layers",
        "definition",
        "linear_network",
        "UMLAUT, user_eval/eval_b.py",
        "gray dense, photo functional",
        traits(shape="linear"),
    ),
    kind(
        "softmax in the hidden layers",
        "definition",
        "hidden_softmax",
        "DeepCrime, operator change_activation_function",
        "gray dense, photo functional",
        traits(shape="softmax"),
    ),
    kind(
        "backbone of random weights frozen",
        "definition",
        "frozen_layers",
        "github.com/tensorflow/tensorflow/issues/36065",
        "photo nested, gray dense",
        traits(frozen=True),
    ),
    kind(
        "two hidden units",
        "definition",
        "too_weak_model",
        "StackOverflow 50306988 (of DeepLocalize)",
        "gray dense, table dense",
        traits(widths=[2]),
    ),
    kind(
        "one line for two rings",
        "definition",
        "too_weak_model",
        "StackOverflow 41372874 (of DeepLocalize): XOR by two units",
        "rings dense",
        traits(widths=[1]),
    ),
    kind(
        "deep sigmoids",
        "initialization",
        "saturating_activation",
        "StackOverflow 39217567 (of DeepLocalize); AUTOTRAINER, gradient vanishing",
        "gray dense, table dense",
        _FOUR_SIGMOIDS,
        twin=traits(widths=[32] * 6),
    ),
    kind(
        "sigmoid for targets beyond 1",
        "definition",
        "target_range loss_mismatch",
        "StackOverflow 48221692 (of DeepLocalize)",
        "surface dense",
        merged(spoilt("targets positive", 10), traits(last="sigmoid")),
        twin={"surface dense": spoilt("targets positive", 10)},
    ),
    kind(
        "targets in a small unit",
        "data",
        "target_range",
        "StackOverflow 52800582; github.com/rstudio-conf-2020/dl-keras-tf/issues/9",
        "surface dense, surface mlp",
        spoilt("targets scaled", 1e5),
    ),
    kind(
        "sign of the loss",
        "loss",
        "wrong_sign",
        "TheDeepChecker, buggy_synthetic_programs/flipped_sign",
        "gray dense, table dense, surface dense",
        {
            "gray dense": {"loss": f"{LOSSES}flipped"},
            "table dense": {"loss": f"{LOSSES}flipped"},
            "surface dense": {"loss": f"{LOSSES}flipped_squared"},
        },
    ),
    kind(
        "loss summed over the batch",
        "loss",
        "summed_loss",
        "Slav Ivanov, 37 reasons (2017): the scale of the loss",
        "gray dense, photo functional",
        {
            "gray dense": {"loss": {"reduction": "sum"}},
            "photo functional": {
                "loss": {
                    "kind": "sparse_categorical_crossentropy",
                    "from_logits": True,
                    "reduction": "sum",
                }
            },
        },
        twin={"photo functional": PHOTO_SGD, "gray dense": {}},
    ),
)
