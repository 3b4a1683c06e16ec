"""Layers that undo, weaken or idle each other."""

from __future__ import annotations

import dataclasses

import keras
import pytest

from suite.checks.architecture import architecture, leaves_inputs, names
from tests.checks.context import CLASSES, cnn, context, dense, mlp, recipe_context

layers = keras.layers


def said(net) -> list[tuple[str, str]]:
    return [(finding.severity, finding.topic) for finding in architecture(context(net))]


def body(*parts):
    """A net of these layers one after the other, and logits."""

    def call(x):
        for part in parts:
            x = part(x)
        return dense(CLASSES, name="logits")(layers.Flatten(name="end")(x))

    return call


def mobile_block(x):
    """A narrow layer without activation between two wider ones, as in MobileNet V2."""
    x = layers.ReLU()(layers.Conv2D(24, 1)(x))
    x = layers.BatchNormalization()(layers.Conv2D(6, 1, use_bias=False)(x))
    x = layers.ReLU()(layers.Conv2D(24, 1)(x))
    return dense(CLASSES)(layers.Flatten()(x))


def attention(x):
    x = layers.Reshape((36, 2))(x)
    scores = layers.Softmax()(layers.Dot(axes=2)([dense(8)(x), dense(8)(x)]))
    x = layers.Dot(axes=1)([scores, dense(8)(x)])
    return dense(CLASSES)(layers.Flatten()(x))


def preactivated(x):
    x = layers.Conv2D(8, 3)(x)
    branch = layers.Conv2D(8, 1)(layers.ReLU()(x))
    x = layers.ReLU()(layers.Add()([branch, layers.Conv2D(8, 1)(x)]))
    return dense(CLASSES)(layers.Flatten()(x))


@pytest.mark.parametrize("healthy", [mlp, cnn, mobile_block, attention, preactivated])
def test_healthy_nets(healthy):
    assert said(healthy) == []


@pytest.mark.parametrize(
    ("faulty", "severity", "topic"),
    [
        (body(layers.Flatten(), dense(16)), "warning", "foundations/universality"),
        (
            body(layers.Conv2D(8, 3), layers.BatchNormalization(), layers.AveragePooling2D(2)),
            "warning",
            "foundations/universality",
        ),
        (
            body(layers.Conv2D(8, 3, activation="relu"), layers.Dropout(0.6)),
            "warning",
            "reg/dropout",
        ),
        (body(layers.Dropout(0.3)), "note", "reg/dropout"),
        (
            body(layers.Conv2D(8, 3), layers.Activation("softmax")),
            "warning",
            "activations/softmax",
        ),
        (body(layers.Flatten(), dense(16, "softmax")), "warning", "activations/softmax"),
        (
            body(layers.Conv2D(8, 3), layers.BatchNormalization(), layers.ReLU()),
            "note",
            "norm/batch",
        ),
        (
            body(
                layers.Conv2D(8, 3, activation="relu"),
                layers.Dropout(0.5),
                layers.Conv2D(8, 3, use_bias=False),
                layers.BatchNormalization(),
                layers.ReLU(),
            ),
            "note",
            "norm/batch",
        ),
        (
            body(layers.Conv2D(8, 3, activation="relu", trainable=False)),
            "note",
            "practice/transfer",
        ),
    ],
)
def test_faults(faulty, severity, topic):
    assert (severity, topic) in said(faulty)


def test_names_the_first_layer_and_counts_the_others():
    rows = body(layers.Flatten(), dense(16, name="one"), dense(16, name="two"))
    (finding,) = architecture(context(rows))
    assert (finding.layer, finding.figure, finding.limit) == ("one", 2.0, 0.0)
    assert "one (and 1 more)" in finding.text


def test_nothing_trainable_is_an_error():
    frozen = context(mlp)
    frozen.model.trainable = False
    assert ("error", "practice/transfer") in [(f.severity, f.topic) for f in architecture(frozen)]


def test_edits_of_a_recipe():
    linear = architecture(recipe_context("models/mlp-digits", "model.activation=linear"))
    assert [str(finding.edit) for finding in linear] == ["model.activation: linear -> relu"]
    high = architecture(recipe_context("models/mlp-digits", "model.dropout=0.8"))
    assert [str(finding.edit) for finding in high] == ["model.dropout: 0.8 -> 0.5"]


def test_layers_that_a_recipe_freezes_are_no_news():
    frozen = recipe_context("models/mlp-digits")
    frozen.model.layers[3].trainable = False
    topic = "practice/transfer"
    assert topic in [finding.topic for finding in architecture(frozen)]
    asked = frozen.recipe.replace("transfer={plan: much_different, unfreeze: null}")
    found = architecture(dataclasses.replace(frozen, recipe=asked))
    assert topic not in [finding.topic for finding in found]


@pytest.mark.parametrize(
    ("count", "text"), [(0, ""), (1, "l0"), (2, "l0 (and 1 more)"), (5, "l0 (and 4 more)")]
)
def test_the_first_name_and_the_number_of_others(count, text):
    assert names([layers.Dense(1, name=f"l{index}") for index in range(count)]) == text


@pytest.mark.parametrize(
    ("rate", "of_inputs", "expected"),
    [
        (0.5, False, []),
        (0.51, False, [("warning", 0.5)]),
        (0.2, True, []),
        (0.21, True, [("note", 0.2)]),
        (0.5, True, [("note", 0.2)]),
        (0.51, True, [("warning", 0.5)]),
        (0.0, True, []),
    ],
)
def test_the_limits_of_dropout(rate, of_inputs, expected):
    first = [] if of_inputs else [layers.Conv2D(8, 3, activation="relu")]
    found = architecture(context(body(*first, layers.Dropout(rate))))
    assert [(one.severity, one.limit) for one in found] == expected
    assert [one.figure for one in found] == [pytest.approx(rate)] * len(expected)


# Built before the tests run: an automatic name might be given again to what a test builds.
@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            [layers.Flatten(name="flat"), dense(16, name="one")],
            "one has no activation before the next layer: the two are one linear map.",
        ),
        (
            [
                layers.Conv2D(8, 3, activation="relu", name="first"),
                layers.Dropout(0.6, name="drop"),
            ],
            "drop drops 60% of the units; half of them is the usual most.",
        ),
        (
            [layers.Dropout(0.3, name="drop")],
            "drop drops 30% of the inputs; a fifth of them is the usual most.",
        ),
        (
            [layers.Flatten(name="flat"), dense(16, "softmax", name="soft")],
            "soft takes the softmax of hidden units: they share 1 among themselves.",
        ),
        (
            [
                layers.Conv2D(8, 3, name="conv"),
                layers.BatchNormalization(name="norm"),
                layers.ReLU(name="relu"),
            ],
            "conv has a bias that the batch normalization after it takes away again.",
        ),
        (
            [layers.Conv2D(8, 3, activation="relu", trainable=False, name="ice")],
            "ice is frozen.",
        ),
    ],
)
def test_its_words(parts, text):
    assert text in [finding.text for finding in architecture(context(body(*parts)))]


@pytest.mark.parametrize(
    ("layer", "leaves"),
    [
        (layers.Flatten(), True),
        (layers.Rescaling(2.0), True),
        (layers.Normalization(mean=0.0, variance=1.0), True),
        (layers.Dropout(0.1), False),
        (layers.Dense(2), False),
        (layers.BatchNormalization(), False),
    ],
)
def test_behind_what_the_input_still_is_the_input(layer, leaves):
    assert leaves_inputs(layer) is leaves
