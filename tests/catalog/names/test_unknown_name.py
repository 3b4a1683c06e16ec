"""What is said of a name that nobody knows."""

from __future__ import annotations

import pytest

from suite.catalog import HERE, KINDS, UnknownName
from suite.catalog.names.unknown_name import no_match
from suite.errors import UserError

MANY = [f"name_{number}" for number in range(31)]


@pytest.mark.parametrize(
    ("name", "accepted", "also", "where", "message", "suggestions"),
    [
        ("b", ["a"], (), "", "unknown 'b'; accepted: a", ()),
        ("adma", ["adam", "sgd"], (), "", "did you mean 'adam'? accepted: adam, sgd", ("adam",)),
        ("AdamW", ["adamw"], (), "", "did you mean 'adamw'? accepted: adamw", ("adamw",)),
        ("max_pool_2d", ["max_pool2d"], (), "", "did you mean 'max_pool2d'?", ("max_pool2d",)),
        ("mse", ["a"], ["mse_"], "", "did you mean 'mse_'? accepted: a", ("mse_",)),
        ("zz", MANY, (), "list x", "unknown 'zz'; all names: list x", ()),
        ("zz", MANY, (), "", "unknown 'zz'; accepted: name_0, name_1,", ()),
        ("zz", MANY[:30], (), "list x", "unknown 'zz'; accepted: name_0,", ()),
        ("x", [], (), "", "unknown 'x'; accepted: ", ()),
    ],
)
def test_close_names_and_where_all_are(name, accepted, also, where, message, suggestions):
    error = no_match(f"unknown {name!r}", name, accepted, also, where)
    assert message in str(error)
    assert error.suggestions == suggestions
    assert error.accepted == tuple(accepted)


def test_three_close_names_at_most_the_closest_first():
    error = no_match("unknown", "conv2", ["conv1d", "conv2d", "conv3d", "convolve", "conv2"])
    assert error.suggestions[0] == "conv2"
    assert len(error.suggestions) == 3


def test_it_is_the_user_s_to_mend():
    assert issubclass(UnknownName, UserError)
    assert UnknownName("text", ["a"], ["a", "b"]).exit_status == 2


SAID = [
    ("optimizers", "adan", "unknown optimizer 'adan'; did you mean 'adam'"),
    ("optimizers", "relu", "unknown optimizer 'relu' (a name in layers and activations)"),
    ("layers", "adam", "unknown layer 'adam' (a name in optimizers)"),
    ("models", "resnet20", "unknown model 'resnet20'; did you mean 'resnet'"),
    ("initializers", "he", "unknown initializer 'he'"),
    ("losses", "crossentropy", "unknown loss 'crossentropy'"),
    ("metrics", "acuracy", "did you mean 'accuracy'"),
    ("schedules", "cosin", "did you mean 'cosine'"),
    ("callbacks", "early_stoping", "did you mean 'early_stopping'"),
    ("surfaces", "rosenbrok", "did you mean 'rosenbrock'"),
    ("augmentations", "mix_upp", "did you mean 'mixup'"),
    ("data", "mnst", "any set of TFDS is {kind: tfds, name: mnst}; did you mean 'mnist'"),
    ("layers", "keras.layers.Dense", "(a dotted path is written keras.layers:Dense)"),
    ("regularizers", "l3", "unknown regularizer 'l3'; accepted: l1, l1_l2, l2,"),
    ("initializations", "lsvu", "unknown initialization of a model 'lsvu'; did you mean 'lsuv'"),
    ("constraints", "maxnorm3", "did you mean 'max_norm'"),
]


@pytest.mark.parametrize(("kind", "name", "message"), SAID)
def test_what_is_said_by_kind(kind, name, message):
    with pytest.raises(UnknownName) as caught:
        HERE.find(kind, name)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_lists_its_names_or_says_where(kind):
    with pytest.raises(UnknownName) as caught:
        HERE.find(kind, "qqqqqqqqqqqq")
    text = str(caught.value)
    names = [entry.name for entry in HERE.entries(kind)]
    assert caught.value.accepted == tuple(names)
    if len(names) <= 30 or kind == "data":
        assert text.endswith(f"accepted: {', '.join(names)}")
    else:
        assert text.endswith(f"all names: python -m suite list {kind}")


def test_a_name_that_is_very_long_is_answered_at_once():
    with pytest.raises(UnknownName, match="unknown layer"):
        HERE.find("layers", "x" * 100_000)
