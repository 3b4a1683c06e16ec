"""Every augmentation goes through the same checks."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.catalog import HERE
from suite.data.augmentation.alternating_flip import AlternatingFlip
from suite.data.augmentation.color_jitter import ColorJitter
from suite.data.augmentation.cutmix import Cutmix
from suite.data.augmentation.cutout import Cutout
from suite.data.augmentation.mixup import Mixup
from suite.data.augmentation.rand_augment import RandAugment
from suite.data.augmentation.random_crop import RandomCrop
from suite.data.augmentation.random_flip import RandomFlip
from suite.data.augmentation.random_resized_crop import RandomResizedCrop
from suite.data.augmentation.random_rotation import RandomRotation
from tests.data.augmentation.draw import IMAGES, LABELS, apply, of_batch

TABLE = {
    "alternating_flip": AlternatingFlip(),
    "color_jitter": ColorJitter(0.4, 0.4, 0.4, 0.1),
    "cutmix": Cutmix(1.0),
    "cutout": Cutout(4),
    "mixup": Mixup(1.0),
    "rand_augment": RandAugment(2, 15),
    "random_crop": RandomCrop(3),
    "random_flip": RandomFlip(vertical=True),
    "random_resized_crop": RandomResizedCrop(),
    "random_rotation": RandomRotation(45),
}
BYTES_ONLY = {"rand_augment"}  # defined on 256 levels
every = pytest.mark.parametrize("augmentation", TABLE.values(), ids=TABLE)
of_floats = pytest.mark.parametrize("name", sorted(set(TABLE) - BYTES_ONLY))


def test_the_table_is_complete():
    assert set(TABLE) == {entry.name for entry in HERE.entries("augmentations")}


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        (name, dtype)
        for name in sorted(TABLE)
        for dtype in ("uint8", "float32")
        if dtype == "uint8" or name not in BYTES_ONLY
    ],
)
@pytest.mark.parametrize("channels", [1, 3])
def test_shape_and_type_are_kept(name, dtype, channels):
    images = IMAGES[..., :channels].astype(dtype)
    out, labels = apply(TABLE[name], images)
    assert out.shape == images.shape
    assert out.dtype == ("float32" if name == "mixup" else dtype)
    assert np.isfinite(out).all()
    assert (labels.shape, labels.dtype) == (LABELS.shape, np.float32)


@every
def test_labels_change_only_where_the_augmentation_says_so(augmentation):
    labels = apply(augmentation)[1]
    assert np.array_equal(labels, LABELS) != augmentation.mixes_labels


@every
def test_the_seed_decides(augmentation):
    first, again, other = (apply(augmentation, seed=seed)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@every
def test_every_image_has_its_own_draw(augmentation):
    alike = np.tile(IMAGES[:1], (64, 1, 1, 1))
    alike[1::2] = 255 - alike[1::2]  # so that a blend of two shows
    out = apply(augmentation, alike)[0]
    assert len({image.tobytes() for image in out[::2]}) > 1


@of_floats
def test_float_images_are_not_clipped_to_a_range(name):
    out = apply(TABLE[name], IMAGES.astype(np.float32) * 10 - 1000)[0]
    assert out.min() < -500
    assert out.max() > 500


@every
def test_the_static_shape_survives(augmentation):
    spec = tf.TensorSpec(IMAGES.shape, tf.uint8), tf.TensorSpec(LABELS.shape, tf.float32)
    traced = tf.function(of_batch(augmentation)).get_concrete_function(
        *spec, tf.TensorSpec([2], tf.int64)
    )
    assert [tuple(out.shape) for out in traced.outputs] == [IMAGES.shape, LABELS.shape]


@every
def test_a_ragged_batch_works(augmentation):
    traced = tf.function(
        of_batch(augmentation),
        input_signature=[
            tf.TensorSpec([None, 9, 7, 3], tf.uint8),
            tf.TensorSpec([None, 4]),
            tf.TensorSpec([2], tf.int32),
        ],
    )
    assert traced(IMAGES[:5], LABELS[:5], [0, 1])[0].shape == (5, 9, 7, 3)


@every
def test_chosen_samples_are_those_of_the_whole_batch(augmentation):
    """Bit for bit, in whatever order they are wanted, as of a worker that computes its own rows."""
    chosen, key = np.array([40, 3, 17, 3, 63], np.int32), tf.constant([1, 11], tf.int64)
    whole = apply(augmentation, seed=1)
    if getattr(augmentation, "follows_samples", False):
        own = augmentation(IMAGES[chosen], LABELS[chosen], key, chosen, tf.constant(0, tf.int64))
    else:
        rows = chosen
        if augmentation.mixes_labels:
            rows = augmentation.needed(key, len(IMAGES), chosen).numpy()
        own = tf.function(augmentation.part)(IMAGES[rows], LABELS[rows], key, len(IMAGES), chosen)
    for one, of_all in zip(own, whole, strict=True):
        np.testing.assert_array_equal(one, of_all[chosen])


@pytest.mark.parametrize("name", sorted(set(TABLE) - {"mixup"}))
def test_feature_vectors_are_refused(name):
    with pytest.raises(ValueError, match="`images` must be of shape"):
        of_batch(TABLE[name])(tf.zeros([3, 2]), tf.zeros([3, 2]), tf.constant([0, 0]))
