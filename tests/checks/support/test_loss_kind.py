"""What a loss expects of labels and outputs."""

from __future__ import annotations

import keras
import pytest

from suite.checks.support.loss_kind import LossKind, loss_kind, loss_name, the_loss
from suite.losses.multi_class_hinge import MultiClassHinge
from suite.losses.sparse_categorical_focal_crossentropy import SparseCategoricalFocalCrossentropy
from suite.losses.sparse_categorical_smoothed_crossentropy import (
    SparseCategoricalSmoothedCrossentropy,
)

losses = keras.losses


def model(loss, outputs: int = 1) -> keras.Model:
    inputs = keras.Input((2,))
    made = keras.Model(inputs, [keras.layers.Dense(3)(inputs) for _ in range(outputs)])
    made.compile("sgd", loss)
    return made


def kind(name, labels, outputs, summed=False, chooses=False):
    return LossKind(name, labels, outputs, summed, chooses)


SPARSE, ONE_HOT = "sparse_categorical_crossentropy", "categorical_crossentropy"
BINARY = "binary_crossentropy"
P, Z, S = "probabilities", "logits", "scores"


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (SPARSE, kind(SPARSE, "index", P, chooses=True)),
        (losses.sparse_categorical_crossentropy, kind(SPARSE, "index", P, chooses=True)),
        (losses.SparseCategoricalCrossentropy(), kind(SPARSE, "index", P, chooses=True)),
        (
            losses.SparseCategoricalCrossentropy(from_logits=True),
            kind(SPARSE, "index", Z, chooses=True),
        ),
        (
            losses.SparseCategoricalCrossentropy(reduction="sum"),
            kind(SPARSE, "index", P, summed=True, chooses=True),
        ),
        (losses.CategoricalCrossentropy(), kind(ONE_HOT, "one_hot", P, chooses=True)),
        (
            losses.CategoricalFocalCrossentropy(from_logits=True),
            kind("categorical_focal_crossentropy", "one_hot", Z, chooses=True),
        ),
        (losses.BinaryCrossentropy(), kind(BINARY, "binary", P, chooses=True)),
        (
            losses.BinaryFocalCrossentropy(),
            kind("binary_focal_crossentropy", "binary", P, chooses=True),
        ),
        (losses.KLDivergence(), kind("kl_divergence", "one_hot", P)),
        ("kl_divergence", kind("kl_divergence", "one_hot", P)),
        (losses.CategoricalHinge(), kind("categorical_hinge", "one_hot", None)),
        (MultiClassHinge(), kind("multi_class_hinge", "index", S)),
        (
            SparseCategoricalFocalCrossentropy(),
            kind("sparse_categorical_focal_crossentropy", "index", Z),
        ),
        (
            SparseCategoricalSmoothedCrossentropy(),
            kind("sparse_categorical_smoothed_crossentropy", "index", Z),
        ),
        ("mse", kind("mean_squared_error", "values", None)),
        (
            losses.MeanAbsoluteError(reduction="sum"),
            kind("mean_absolute_error", "values", None, True),
        ),
        (losses.Huber(), kind("huber", "values", None)),
        (losses.LogCosh(), kind("log_cosh", "values", None)),
        (["mse"], kind("mean_squared_error", "values", None)),
    ],
)
def test_a_known_loss(loss, expected):
    assert loss_kind(model(loss)) == expected


def own(y, prediction):
    return prediction


@pytest.mark.parametrize(
    "loss",
    [own, losses.Poisson(), losses.CosineSimilarity(), losses.Hinge(), "crossentropy", None],
)
def test_of_other_losses_nothing_is_known(loss):
    assert loss_kind(model(loss)) is None


def test_of_several_outputs_nothing_is_known():
    assert loss_kind(model(["mse", "mse"], outputs=2)) is None
    assert the_loss(model("mse", outputs=2)) is None
    assert the_loss(keras.Sequential()) is None


@pytest.mark.parametrize("form", [lambda one: one, lambda one: [one]])
def test_the_loss_of_the_only_output(form):
    loss = losses.Huber()
    assert the_loss(model(form(loss))) is loss


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        (losses.KLDivergence(), "kl_divergence"),
        (losses.MeanSquaredError(), "mean_squared_error"),
        (losses.CTC(), "ctc"),
        (own, "own"),
        (losses.huber, "huber"),
    ],
)
def test_the_name_of_a_loss(loss, name):
    assert loss_name(loss) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (SPARSE, True),
        (BINARY, True),
        ("sparse_categorical_smoothed_crossentropy", True),
        ("categorical_focal_crossentropy", False),
        ("kl_divergence", False),
        ("mean_squared_error", False),
    ],
)
def test_for_which_a_guess_costs_ln_c(name, expected):
    assert kind(name, "index", Z).is_cross_entropy is expected
