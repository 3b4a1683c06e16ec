"""Sizes of maps and nets, against the lecture's numbers and against layers that are run."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.studies.measures import sizes
from suite.studies.measures.arm import Arm
from suite.studies.measures.shapes import fields, wiring

LECTURE = "data={kind: null, input_shape: [32, 32, 3], classes: 10}"


@pytest.fixture(scope="module")
def lecture():
    """The lecture's net for CIFAR-10."""
    return Arm(suite.load("models/cnn-lecture-cifar10", LECTURE))


@pytest.fixture(scope="module")
def residual():
    recipe = suite.load("models/se-resnet20-digits", "model.width=4")
    return Arm(recipe)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding"),
    [(32, 5, 1, 0), (28, 5, 1, 0), (7, 3, 2, 0), (7, 3, 3, 0), (32, 7, 1, 3), (9, 4, 3, 1)],
)
def test_an_output_size_is_that_of_a_layer(size, kernel, stride, padding):
    padded = keras.layers.ZeroPadding2D(padding)(np.zeros((1, size, size, 1)))
    layer = keras.layers.Conv2D(1, kernel, strides=stride)
    expected = layer(padded).shape[1]
    assert sizes.output_size(size, kernel, stride, padding) == expected
    covered = kernel + (expected - 1) * stride
    assert sizes.left_over(size, kernel, stride, padding) == size + 2 * padding - covered


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((4, 5), "a window of 5 does not fit into 4"),
        ((4, 2.5), "`kernel` is a whole number from 1 on"),
        ((4, 2, 0), "`stride` is a whole number from 1 on"),
        ((4, 2, 1, -1), "`padding` is a whole number from 0 on"),
    ],
)
def test_windows_that_do_not_fit_are_refused(given, message):
    with pytest.raises(UserError, match=message):
        sizes.output_size(*given)


def test_the_lectures_net_has_the_lectures_numbers(lecture):
    assert sizes.parameters(lecture, "block1_conv1") == 12 * (5 * 5 * 3 + 1) == 12 * 76
    assert sizes.parameters(lecture) == 12 * 76 + 16 * 16 * 12 * 10 + 10
    assert sizes.parameters(lecture, "block1_*") == 12 * 76
    assert sizes.trainable_parameters(lecture) == sizes.parameters(lecture)
    found = [
        (sizes.map_size(lecture, n), sizes.map_depth(lecture, n))
        for n in ("input", "block1_conv1", "block1_pool")
    ]
    assert found == [(32, 3), (32, 12), (16, 12)]
    assert sizes.map_depth(lecture, "logits") == 10
    assert sizes.multiply_adds(lecture) == 32 * 32 * 12 * 75 + 16 * 16 * 12 * 10
    assert sizes.multiply_adds(lecture, "logits") == 16 * 16 * 12 * 10
    assert sizes.network_depth(lecture) == 2


@pytest.mark.parametrize(
    ("measure", "layer", "message"),
    [
        (sizes.map_size, "logits", "no map of known size"),
        (sizes.map_size, "block1_*", "fits several: block1_conv1, block1_activation1, block1_pool"),
        (sizes.parameters, "blok1_conv1", "did you mean"),
        (fields.receptive_field_by_gradient, "logits", "which is no map"),
    ],
)
def test_layers_that_will_not_do_are_refused(lecture, measure, layer, message):
    with pytest.raises(UserError, match=message):
        measure(lecture, layer)


def test_a_receptive_field_is_the_same_by_table_and_by_gradient():
    stack = "model={kind: cnn, filters: [4, 4], convs_per_block: 2, kernel_size: 3, dense: []}"
    arm = Arm(suite.load("models/cnn-digits", LECTURE, stack))
    expected = {"block1_conv1": 3, "block1_conv2": 5, "block1_pool": 6, "block2_conv2": 14}
    for layer, rows in expected.items():
        assert fields.receptive_field(arm, layer) == rows
        assert fields.receptive_field_by_gradient(arm, layer) == rows


def test_a_pixel_is_seen_from_as_many_places_as_windows_cover_it(lecture):
    assert fields.places_that_see(lecture, "block1_conv1", 0, 0) == 9  # zeros lie around the edge
    assert fields.places_that_see(lecture, "block1_conv1", 16, 16) == 25
    assert fields.receptive_field(lecture, "logits") == 32


def test_what_a_layer_depends_on_follows_the_wires(residual):
    gate, add = "stage1_block1_se_scale", "stage1_block1_add"
    assert wiring.depends_on(residual, gate, "stage1_block1_norm2") == 1
    assert wiring.depends_on(residual, add, gate) == 1
    assert wiring.depends_on(residual, gate, add) == 0
    with pytest.raises(UserError, match="no layer `gate`"):
        wiring.depends_on(residual, add, "gate")


def test_a_block_that_begins_at_zero_changes_nothing():
    changes = ("model={kind: resnet, width: 4, zero_init_last_gamma: true}",)
    arm = Arm(suite.load("models/resnet20-digits", *changes))
    names = ("stem_activation", "stage1_block3_activation2")
    assert wiring.change_between(arm, *names) == 0
    outputs = [arm.model.get_layer(name).output for name in ("stem_conv", "stem_norm")]
    a, b = keras.Model(arm.model.input, outputs)(arm.inputs(64), training=False)
    # at the start a batch normalization divides by sqrt(1 + 0.001) and does nothing else
    expected = 1 - 1 / np.sqrt(1 + arm.model.get_layer("stem_norm").epsilon)
    assert wiring.change_between(arm, "stem_conv", "stem_norm") == pytest.approx(expected, rel=5e-3)
    assert np.any(np.asarray(a) != np.asarray(b))
