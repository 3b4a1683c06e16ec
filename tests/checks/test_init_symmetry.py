"""Units that begin alike."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.checks.init_symmetry import columns_alike, init_symmetry
from tests.checks.context import CLASSES, cnn, context, dense, mlp, recipe_context

layers = keras.layers


def zero_branch(x):
    """A residual branch that begins at zero, as in Fixup."""
    x = layers.Conv2D(8, 3, activation="relu")(x)
    branch = layers.Conv2D(8, 1, activation="relu")(x)
    branch = layers.Conv2D(8, 1, kernel_initializer="zeros")(branch)
    return dense(CLASSES)(layers.Flatten()(layers.Add()([x, branch])))


def zero_output(x):
    return dense(CLASSES, kernel_initializer="zeros")(dense(16, "relu")(layers.Flatten()(x)))


def one_unit(x):
    """A layer of one unit, as a squeeze-and-excitation unit of few channels has."""
    x = layers.Conv2D(8, 3, activation="relu")(x)
    gate = dense(1, "relu", kernel_initializer="ones")(layers.GlobalAveragePooling2D()(x))
    x = layers.Multiply()([x, layers.Reshape((1, 1, 8))(dense(8, "sigmoid")(gate))])
    return dense(CLASSES)(layers.Flatten()(x))


def frozen_blur(x):
    x = layers.Conv2D(4, 3, kernel_initializer="ones", trainable=False)(x)
    return mlp(x)


@pytest.mark.parametrize("healthy", [mlp, cnn, zero_branch, zero_output, one_unit, frozen_blur])
def test_healthy_nets(healthy):
    assert init_symmetry(context(healthy)) == []


@pytest.mark.parametrize(
    ("initializer", "topic"),
    [
        ("zeros", "init/zeros"),
        ("ones", "init/constant"),
        (keras.initializers.Constant(0.05), "init/constant"),
    ],
)
def test_constant_weights(initializer, topic):
    (finding,) = init_symmetry(context(lambda x: mlp(x, kernel_initializer=initializer)))
    assert (finding.severity, finding.topic, finding.figure) == ("error", topic, 2.0)
    assert finding.layer is not None


def test_equal_columns_are_enough():
    column = np.random.default_rng(0).normal(size=(3, 3, 2, 1))
    assert columns_alike(np.repeat(column, 8, axis=3))
    assert not columns_alike(np.repeat(column.reshape(3, 3, 1, 2), 8, axis=2))


def test_the_edit_of_a_recipe():
    zeros = recipe_context("models/se-resnet20-digits", "model.kernel_initializer=zeros")
    (finding,) = init_symmetry(zeros)
    assert str(finding.edit) == "model.kernel_initializer: zeros -> he_normal"
