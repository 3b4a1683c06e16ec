"""Held-out public reports of data and definitions: no rule or limit was set with a look at them."""

from __future__ import annotations

import functools

from benchmarks.doctor.fault import NAN_PIXEL, Fault, merged
from benchmarks.doctor.public.bases import LOSSES, spoilt, traits
from benchmarks.doctor.public.kind import kind

_kind = functools.partial(kind, held_out=True)
_VECTORS = {"data": {"one_hot": True}}
_TANH = traits(shape="tanh", widths=[64] * 4)

UNSEEN_DATA: tuple[Fault, ...] = (
    _kind(
        "a corrupt value",
        "data",
        "input_scale",
        "Slav Ivanov, 37 reasons (2017): is there too much noise",
        "gray mlp, table mlp",
        spoilt("outlier", 1e6),
    ),
    _kind(
        "one column in another unit",
        "data",
        "input_scale",
        "StackOverflow 44066044 (of DeepLocalize)",
        "table dense, surface dense",
        merged({"data": {"normalize": "none"}}, spoilt("wide column", 5000)),
        twin={"data": {"normalize": "standard"}},
    ),
    _kind(
        "not a number",
        "data",
        "nonfinite_input",
        "Slav Ivanov, 37 reasons (2017): NaN",
        "gray cnn, photo cnn",
        {"data": {"augment": [NAN_PIXEL]}},
    ),
    _kind(
        "labels one row late",
        "data",
        "wrong_labels shuffled_labels",
        "Slav Ivanov, 37 reasons (2017): does input match output",
        "table dense, gray cnn",
        spoilt("one row late"),
    ),
    _kind(
        "labels counted from 1 in validation",
        "data",
        "shuffled_labels",
        "github.com/keras-team/keras/issues/11211",
        "gray mlp, table dense",
        spoilt("next class"),
    ),
    _kind(
        "black on white in validation",
        "data",
        "data_shift",
        "github.com/EN10/KerasMNIST/issues/1",
        "gray cnn, photo nested",
        spoilt("unseen inverted"),
    ),
    _kind(
        "noise in validation",
        "data",
        "data_shift",
        "DeepCrime, operator add_noise",
        "gray mlp, photo functional",
        spoilt("unseen noise", 1.5),
    ),
    _kind(
        "grey photos in validation",
        "data",
        "data_shift",
        "github.com/keras-team/keras/issues/12689: two ways of preprocessing",
        "photo nested, photo cnn",
        spoilt("unseen gray"),
    ),
    _kind(
        "the same few inputs again and again",
        "data",
        "blank_inputs conflicting_labels",
        "Slav Ivanov, 37 reasons (2017): the same batch over and over",
        "gray sequential, photo cnn",
        spoilt("few inputs", 12),
    ),
)
UNSEEN_DEFINITION: tuple[Fault, ...] = (
    _kind(
        "sigmoid for one of several classes",
        "definition",
        "loss_mismatch",
        "StackOverflow 59278771, 51930566 (of DeepLocalize)",
        "gray dense, photo nested",
        traits(last="sigmoid"),
    ),
    _kind(
        "Poisson's loss of a softmax",
        "loss",
        "loss_mismatch",
        "DeepCrime, operator change_loss_function",
        "gray dense, photo nested",
        merged(_VECTORS, {"loss": {"kind": "poisson", "from_logits": None}}),
    ),
    _kind(
        "hinge of a sigmoid",
        "definition",
        "loss_mismatch",
        "DeepCrime, operator change_loss_function; StackOverflow 50555434 (of NeuraLint)",
        "cancer dense",
        {"loss": {"kind": "hinge", "from_logits": None}},
    ),
    _kind(
        "pooled to a single pixel",
        "definition",
        "too_weak_model",
        "NeuraLint, sample_buggy_scripts, deep_CNN_too_much_pooling",
        "photo functional, gray sequential",
        {
            "photo functional": traits(pool=4, widths=[2, 2]),
            "gray sequential": traits(widths=[2, 2, 1, 1]),
        },
    ),
    _kind(
        "ReLU output for targets below 0",
        "definition",
        "target_range loss_mismatch dead_start",
        "StackOverflow 48251943 (of DeepLocalize)",
        "surface dense",
        traits(last="relu"),
    ),
    _kind(
        "loss weighted a thousandfold",
        "loss",
        "summed_loss rate_too_high",
        "Slav Ivanov, 37 reasons (2017): the scale of the loss",
        "gray dense",
        {"loss": f"{LOSSES}thousandfold"},
        twin={"loss": f"{LOSSES}plain"},
    ),
    _kind(
        "labels and predictions swapped",
        "loss",
        "loss_mismatch wrong_sign",
        "github.com/keras-team/keras/issues/1917",
        "gray dense, photo nested",
        merged(_VECTORS, {"loss": f"{LOSSES}swapped"}),
    ),
    _kind(
        "kernels all alike",
        "initialization",
        "symmetric_init",
        "NeuraLint, sample_buggy_scripts, constant_init",
        "gray sequential, photo functional",
        traits(start=["constant", 0.1]),
    ),
    _kind(
        "kernels between 0 and 1",
        "initialization",
        "large_init",
        "StackOverflow 34673164 (of DeepLocalize): init='uniform'",
        "gray dense, photo functional",
        traits(start=["uniform", 1.0]),
    ),
    _kind(
        "large kernels under tanh",
        "initialization",
        "large_init saturating_activation",
        "CS231n, lecture 6 (2016): almost all neurons completely saturated",
        "gray dense, table dense",
        traits(start=["orthogonal", 20.0]),
        twin=_TANH,
    ),
)
