"""The kinds of components, and the arguments that name one."""

from __future__ import annotations

import importlib
import re

import pytest

from suite.catalog.kinds import (
    ARGUMENT_KINDS,
    BY_BARE_NAME,
    KINDS,
    argument_kind,
    names_a_component,
)


@pytest.mark.parametrize(
    ("argument", "kind"),
    [
        ("activation", "activations"),
        ("recurrent_activation", "activations"),
        ("kernel_initializer", "initializers"),
        ("initializer", "initializers"),
        ("activity_regularizer", "regularizers"),
        ("bias_constraint", "constraints"),
        ("learning_rate", "schedules"),
        ("schedule", "schedules"),
        ("layer", "layers"),
        ("layers", "layers"),
        ("backward_layer", "layers"),
        ("cell", "layers"),
        ("loss", "losses"),
        ("my_own_metric", "metrics"),
        ("inner_optimizer", "optimizers"),
        ("initial_learning_rate", None),
        ("units", None),
        ("activations", None),
        ("activation_fn", None),
        ("Activation", None),
        ("", None),
        ("_", None),
        ("layerwise", None),
    ],
)
def test_which_kind_an_argument_names(argument, kind):
    assert argument_kind(argument) == kind


@pytest.mark.parametrize(
    ("argument", "value", "expected"),
    [
        ("activation", "relu", True),
        ("kernel_initializer", "zeros", True),
        ("kernel_regularizer", "l2", True),
        ("kernel_constraint", "max_norm", True),
        ("activation", "", False),
        ("activation", " ", False),
        ("activation", None, False),
        ("activation", {"kind": "relu"}, False),
        ("layer", "conv1", False),
        ("learning_rate", "cosine", False),
        ("units", "relu", False),
    ],
)
def test_which_bare_texts_are_names(argument, value, expected):
    assert names_a_component(argument, value) is expected


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_each_kind_is_whole(kind):
    assert KINDS[kind.name] is kind
    assert set(kind.forms) <= {"class", "function"}
    assert not re.search(r"{(?!kind|augment|track)", kind.example.format("x"))
    assert "x" in kind.example.format("x")
    if kind.keras is not None:
        module = importlib.import_module(kind.keras)
        assert all(hasattr(module, name) for name in kind.hidden - {"OptimizerMap"})


def test_arguments_name_kinds_that_there_are():
    assert set(ARGUMENT_KINDS.values()) <= set(KINDS)
    assert set(KINDS) >= BY_BARE_NAME


def test_singulars_and_rooms_are_told_apart():
    assert len({kind.singular for kind in KINDS.values()}) == len(KINDS)
    assert len({kind.room for kind in KINDS.values()}) == len(KINDS)
