"""What augmentations share: batches of images, and the way back to their type."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.data.batches.images import batch_length, check_images, to_type


@pytest.mark.parametrize("shape", [(1, 2, 3, 1), (0, 8, 8, 3), (5, 1, 1, 4)])
def test_a_batch_of_images(shape):
    check_images(tf.zeros(shape))
    assert batch_length(tf.zeros(shape)) == shape[0]


@pytest.mark.parametrize("shape", [(), (4,), (4, 2), (4, 8, 8), (4, 8, 8, 3, 1)])
def test_anything_else_is_refused(shape):
    with pytest.raises(ValueError, match="Argument `images`") as caught:
        check_images(tf.zeros(shape))
    assert str(caught.value) == (
        "Argument `images` must be of shape (batch, height, width, channels). "
        f"Received: images.shape={shape}"
    )


def test_a_length_that_is_known_only_when_it_runs():
    @tf.function(input_signature=[tf.TensorSpec((None, 2, 2, 1))])
    def length(images):
        assert images.shape[0] is None
        return batch_length(images)

    assert int(length(tf.zeros((3, 2, 2, 1)))) == 3
    assert int(length(tf.zeros((0, 2, 2, 1)))) == 0


ROUNDED = {-7.0: 0, -0.4: 0, 0.4: 0, 0.6: 1, 127.49: 127, 254.6: 255, 255.0: 255, 300.0: 255}


@pytest.mark.parametrize("value", ROUNDED)
def test_bytes_are_rounded_and_clipped(value):
    found = to_type(tf.constant([value]), tf.uint8)
    assert found.dtype == tf.uint8
    assert found.numpy().tolist() == [ROUNDED[value]]


def test_halves_are_rounded_to_even_as_numpy_does():
    halves = np.arange(0.5, 10, dtype=np.float32)
    np.testing.assert_array_equal(to_type(tf.constant(halves), tf.uint8), np.round(halves))


@pytest.mark.parametrize("value", [-1e6, -0.5, 0.25, 300.0, np.inf])
def test_floats_stay_as_they_are(value):
    found = to_type(tf.constant([value], tf.float32), tf.float32)
    assert found.numpy().tolist() == [np.float32(value)]
