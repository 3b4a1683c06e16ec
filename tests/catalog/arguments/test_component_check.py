"""Checking components against signatures that are read from source."""

from __future__ import annotations

import pytest

from suite.catalog import Catalog, Component, Doors
from suite.catalog.arguments.component_check import UnknownArgument
from suite.catalog.names.doors import OPEN


def found(kind, value, doors=OPEN):
    return Catalog(doors).problems(kind, Component.parse(value))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("optimizers", "sgd"),
        ("optimizers", {"kind": "sgd", "learning_rate": 1, "momentum": 0.9, "nesterov": True}),
        ("optimizers", {"kind": "AdamW", "clipnorm": None, "weight_decay": 1e-4}),
        (
            "optimizers",
            {
                "kind": "sgd",
                "learning_rate": {
                    "kind": "warmup",
                    "steps": "5ep",
                    "schedule": {
                        "kind": "cosine_decay",
                        "initial_learning_rate": 0.1,
                        "decay_steps": "100%",
                    },
                },
            },
        ),
        ("models", {"kind": "resnet", "depth": 20, "activation": {"kind": "elu", "alpha": 0.5}}),
        ("layers", {"kind": "dense", "units": 3, "kernel_regularizer": {"kind": "l2", "l2": 0.1}}),
        ("layers", {"kind": "conv2d", "filters": 3, "kernel_size": [3, 3], "strides": [2, 1]}),
        ("layers", {"kind": "bidirectional", "layer": {"kind": "lstm", "units": 2}}),
        ("layers", {"kind": "lstm", "units": 2, "use_cudnn": False}),
        ("layers", {"kind": "embedding", "input_dim": 2, "output_dim": 2, "name": "e"}),
        ("layers", {"kind": "layer_normalization", "axis": [1, 2]}),
        ("callbacks", {"kind": "early_stopping", "patience": "10ep", "min_delta": 0.001}),
        ("callbacks", {"kind": "model_checkpoint", "filepath": "a.keras", "save_freq": 500}),
        ("callbacks", {"kind": "lambda_callback", "anything": 1}),
        ("augmentations", {"kind": "random_crop", "padding": 4}),
        ("data", "cifar10"),
        ("data", {"kind": "tfds", "name": "something_new"}),
        ("metrics", "accuracy"),
        ("losses", {"kind": "mse", "reduction": None}),
    ],
)
def test_good(kind, value):
    assert found(kind, value) == []


@pytest.mark.parametrize(
    ("kind", "value", "place", "message"),
    [
        ("optimizers", "sdg", ("kind",), "unknown optimizer 'sdg'; did you mean 'sgd'"),
        (
            "optimizers",
            {"kind": "sgd", "momentun": 0.9},
            ("momentun",),
            "unknown argument of sgd; did you mean 'momentum'? accepted: learning_rate, momentum,",
        ),
        ("optimizers", {"kind": "sgd", "momentum": "a"}, ("momentum",), "must be a number, rec"),
        ("optimizers", {"kind": "sgd", "momentum": None}, ("momentum",), "received null"),
        ("optimizers", {"kind": "sgd", "nesterov": 1}, ("nesterov",), "must be true or false"),
        (
            "optimizers",
            {"kind": "sgd", "nesterov": {"kind": "cosine_decay"}},
            ("nesterov",),
            "must be true or false",
        ),
        ("optimizers", {"kind": "sgd", "learning_rate": "1e-3"}, ("learning_rate",), "write 0.001"),
        (
            "optimizers",
            {"kind": "sgd", "learning_rate": "cosine"},
            ("learning_rate",),
            "a schedule is a mapping: {kind: cosine, ...}",
        ),
        ("optimizers", {"kind": "sgd", "ema_momentum": "1ep"}, ("ema_momentum",), "a number"),
        ("models", {"kind": "resnet", "depth": 21}, ("depth",), "must be one of 18, 20,"),
        ("models", {"kind": "resnet", "inputs": 1}, ("inputs",), "that the suite gives"),
        ("models", {"kind": "mlp", "activation": "rleu"}, ("activation",), "did you mean 'relu'"),
        (
            "models",
            "keras.applications:ResNet50",
            ("kind",),
            "is not a model: it must be a",
        ),
        ("models", "keras.layers:Dense", ("kind",), "is not a model: it must be a"),
        ("schedules", "cosine_decay", (), "missing arguments `initial_learning_rate`, `decay_st"),
        ("data", "folder", (), "missing argument `path` of folder"),
        ("data", {"kind": "mnist", "name": "kmnist"}, ("name",), "mnist is the name already"),
        ("data", "mnst", ("kind",), "did you mean 'mnist'"),
        (
            "schedules",
            {"kind": "piecewise", "boundaries": ["82ep"], "values": [0.1, "x"]},
            ("values",),
            "each item a number",
        ),
    ],
)
def test_bad(kind, value, place, message):
    first = found(kind, value)[0]
    assert first[0] == place
    assert message in first[1]


def test_every_problem_at_any_depth():
    value = {
        "kind": "bidirectional",
        "layer": {
            "kind": "gru",
            "units": 3,
            "recurrent_activation": "sigmod",
            "kernel_initializer": {"kind": "he_normal", "sed": 1},
        },
        "merge": "sum",
    }
    places = [place for place, _ in found("layers", value)]
    assert places == [
        ("layer", "recurrent_activation"),
        ("layer", "kernel_initializer", "sed"),
        ("merge",),
    ]


def test_components_in_lists_and_mappings_of_a_users_own(tmp_path):
    (tmp_path / "my.py").write_text("def net(inputs, classes, heads=None, **more): ...\n")
    value = {
        "kind": "./my.py:net",
        "heads": [{"kind": "dense", "units": 1}, {"kind": "dense", "unit": 1}],
        "extra": {"deep": {"kind": "dens", "units": 1}},
        "layer": "conv1",
    }
    places = [place for place, _ in found("models", value, doors=Doors(tmp_path))]
    assert places == [("heads", 1, "unit"), ("heads", 1), ("extra", "deep", "kind")]


def test_broken_files_are_a_problem_not_an_exception(tmp_path):
    (tmp_path / "my.py").write_text("def net(:\n")
    [(place, message)] = found("models", "./my.py:net", doors=Doors(tmp_path))
    assert place == ("kind",)
    assert "my.py:1: " in message


def test_factories_and_functions_by_path(tmp_path):
    (tmp_path / "my.py").write_text(
        "def sgd_for(momentum: float = 0.9): ...\n"
        "def loss(y_true, y_pred, weight: float = 1.0): ...\n"
    )
    sgd = {"kind": "./my.py:sgd_for", "momentum": "a"}
    assert found("optimizers", sgd, doors=Doors(tmp_path))[0][0] == ("momentum",)
    loss = {"kind": "./my.py:loss", "weight": 2}
    assert found("losses", loss, doors=Doors(tmp_path)) == []
    assert found("losses", {**loss, "y_true": 1}, doors=Doors(tmp_path))[0][0] == ("y_true",)


# Kind, component, place, the whole message.
MESSAGES = [
    ("layers", {"kind": "dense", "units": "64"}, ("units",),
     "must be a whole number of at least 1 and of at most 1e+09, received '64' "
     "(YAML reads it as a text; write 64)"),
    ("layers", {"kind": "dropout", "rate": "1e-1"}, ("rate",),
     "must be a number of at least 0 and below 1, received '1e-1' "
     "(YAML reads it as a text; write 0.1)"),
    ("layers", {"kind": "dropout", "rate": "3"}, ("rate",),
     "must be a number of at least 0 and below 1, received '3'"),
    ("layers", {"kind": "dropout", "rate": "nan"}, ("rate",),
     "must be a number of at least 0 and below 1, received 'nan' "
     "(a text, and no number that is finite)"),
    ("optimizers", {"kind": "sgd", "learning_rate": "0.1"}, ("learning_rate",),
     "must be a number, received '0.1' (YAML reads it as a text; write 0.1)"),
    ("optimizers", {"kind": "sgd", "learning_rate": "step"}, ("learning_rate",),
     "must be a number, received 'step' "
     "(a schedule is a mapping: {kind: step, ...})"),
    ("optimizers", {"kind": "sgd", "nesterov": "yes"}, ("nesterov",),
     "must be true or false, received 'yes'"),
    ("layers", {"kind": "dense", "units": 3, "use_bias": None}, ("use_bias",),
     "must be true or false, received null"),
    ("layers", {"kind": "dense", "units": 3, "activation": 5}, ("activation",),
     "must be an activation: a name, or a mapping with `kind: name` and its arguments. "
     "Received: 5"),
    ("layers", {"kind": "dense", "units": 3, "activation": {"kind": 5}}, ("activation", "kind"),
     "must be the name of an activation. Received: 5"),
    ("models", {"kind": "resnet", "depth": 21}, ("depth",),
     "must be one of 18, 20, 32, 34, 44, 50, 56, 101, 110, 152, received 21"),
    ("losses", {"kind": "sparse_categorical_crossentropy", "label_smoothing": 0.1},
     ("label_smoothing",),
     "unknown argument of sparse_categorical_crossentropy; labels that are class numbers are "
     "smoothed by {kind: sparse_categorical_smoothed_crossentropy, label_smoothing: ...}"),
    ("models", {"kind": "mlp", "inputs": 1}, ("inputs",),
     "argument of mlp that the suite gives; take it out"),
    ("layers", {"kind": "flatten", "unit": 1}, ("unit",),
     "unknown argument of flatten; accepted: data_format, activity_regularizer, trainable, dtype, "
     "autocast, name"),
    ("layers", {"kind": "embedding"}, (),
     "missing arguments `input_dim`, `output_dim` of embedding"),
    ("layers", {"kind": "dense"}, (), "missing argument `units` of dense"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "place", "message"), MESSAGES)
def test_messages_in_full(kind, value, place, message):
    assert (place, message) in found(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("layers", {"kind": "dense", "units": 3, "activation": None}),
        ("layers", {"kind": "dense", "units": 3, "kernel_initializer": "HeNormal"}),
        ("layers", {"kind": "dense", "units": 3, "name": "Größe"}),
        ("layers", {"kind": "conv2d", "filters": 1, "kernel_size": 3, "padding": "valid"}),
        ("layers", {"kind": "time_distributed", "layer": {"kind": "dense", "units": 1}}),
        ("losses", {"kind": "huber", "delta": 2, "reduction": "sum", "name": None}),
        ("metrics", {"kind": "top_k_categorical_accuracy", "k": 3}),
        ("regularizers", {"kind": "l1_l2", "l1": 0, "l2": 0.1}),
        ("constraints", {"kind": "min_max_norm", "min_value": 0.5, "max_value": 1}),
        ("initializers", {"kind": "constant", "value": [1, 2]}),
        ("surfaces", {"kind": "quadratic", "condition": 10}),
        ("data", {"kind": "spiral", "classes": 3}),
        ("augmentations", "random_flip"),
        ("initializations", "lsuv"),
    ],
)
def test_nothing_to_say(kind, value):
    assert found(kind, value) == []


def test_one_message_for_each_wrong_argument_in_their_order():
    value = {"kind": "conv2d", "filters": 0, "kernel_size": "x", "strides": -1, "wrong": 1}
    places = [place for place, _ in found("layers", value)]
    assert places == [("filters",), ("kernel_size",), ("strides",), ("wrong",)]


def test_an_unknown_name_hides_what_its_arguments_would_say():
    assert [place for place, _ in found("layers", {"kind": "dens", "units": -1})] == [("kind",)]


@pytest.mark.parametrize("value", [{"kind": "dense", "units": 3, "layers": ["x"]}])
def test_unknown_arguments_are_told_by_their_type(value):
    [(_, message)] = found("layers", value)
    assert isinstance(message, UnknownArgument)


def test_a_dataclass_of_the_user_s_is_checked_by_its_fields(tmp_path):
    (tmp_path / "my.py").write_text(
        "from dataclasses import dataclass\n"
        "@dataclass\nclass Crop:\n    size: int\n    fill: str = 'zeros'\n"
        "    def __call__(self, images, labels, seed): ...\n"
    )
    good = {"kind": "./my.py:Crop", "size": 3}
    assert found("augmentations", good, doors=Doors(tmp_path)) == []
    bad = {"kind": "./my.py:Crop", "fill": 3, "sise": 1}
    assert [place for place, _ in found("augmentations", bad, doors=Doors(tmp_path))] == [
        ("fill",),
        ("sise",),
        (),
    ]
