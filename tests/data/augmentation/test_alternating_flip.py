from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.alternating_flip import AlternatingFlip
from suite.data.augmentation.random_crop import RandomCrop


def is_mirrored(rows, epoch, seed=(0, 0)):
    """Of some rows in an epoch."""
    images = np.tile(np.array([0, 1], np.uint8), (len(rows), 1)).reshape(-1, 1, 2, 1)
    key, rows = tf.constant(seed, tf.int64), tf.constant(rows, tf.int32)
    out, _ = AlternatingFlip()(images, rows, key, rows, tf.constant(epoch, tf.int64))
    return out[:, 0, 0, 0].numpy() == 1


ROWS = np.arange(20_000)


def test_two_epochs_show_every_image_both_ways():
    first = is_mirrored(ROWS, 0)
    for epoch in (1, 2, 3, 10):
        np.testing.assert_array_equal(is_mirrored(ROWS, epoch), first ^ (epoch % 2 == 1))


def test_an_image_keeps_its_turn_in_whatever_batch_it_comes():
    rows = np.random.default_rng(0).permutation(ROWS)[:99]
    np.testing.assert_array_equal(is_mirrored(rows, 0), is_mirrored(ROWS, 0)[rows])


@pytest.mark.parametrize("seed", [(0, 0), (1, 0), (0, 1), (2**40, 3)], ids=str)
def test_the_coin_is_fair_and_has_no_pattern(seed):
    coin = is_mirrored(ROWS, 0, seed).astype(float) * 2 - 1
    bound = 4 / np.sqrt(len(coin))
    assert abs(coin.mean()) < bound
    for lag in (1, 2, 3, 8, 64, 1024):  # neighbors, and places in the bits of a row
        assert abs(np.mean(coin[lag:] * coin[:-lag])) < bound, lag
    # Neither a row's parity nor any of its bits decides.
    for bit in range(14):
        assert abs(np.mean(coin * (1 - 2 * (ROWS >> bit & 1)))) < bound, bit


def test_seeds_have_coins_of_their_own():
    coins = [is_mirrored(ROWS, 0, seed) for seed in ((0, 0), (1, 0), (0, 1), (1, 1))]
    for i, one in enumerate(coins):
        for other in coins[:i]:
            assert abs(np.mean(one == other) - 0.5) < 0.02


def test_in_a_pipeline_a_batch_is_a_function_of_seed_and_step():
    images = np.arange(36, dtype=np.uint8).repeat(2).reshape(36, 1, 2, 1)
    images[:, :, 1] += 100
    data = Dataset("rows", Split(images, np.arange(36) % 2), None, None, ("a", "b"))
    pipeline = Pipeline(data, 10, [AlternatingFlip()], seed=3)
    stream = list(pipeline.training().take(12).as_numpy_iterator())
    for first in (1, 4, 7):
        late = pipeline.training(first).take(2).as_numpy_iterator()
        for (one, _), (other, _) in zip(late, stream[first:], strict=False):
            np.testing.assert_array_equal(one, other)
    seen = {}
    for step, (batch, _) in enumerate(stream):
        for left, right in batch[:, 0, :, 0]:
            seen.setdefault(min(left, right), []).append((left > right) ^ (step // 3 % 2 == 1))
    assert len(seen) == 36
    assert all(len(set(turns)) == 1 for turns in seen.values())
    assert 6 < sum(turns[0] for turns in seen.values()) < 30


def test_other_augmentations_draw_at_every_step_as_before():
    images = np.random.default_rng(0).integers(0, 256, (20, 5, 5, 1), dtype=np.uint8)
    data = Dataset("rows", Split(images, np.arange(20) % 2), None, None, ("a", "b"))
    crop = RandomCrop(1)
    (batch, _), *_ = Pipeline(data, 20, [AlternatingFlip(), crop], seed=1).training().take(1)
    (flipped, _), *_ = Pipeline(data, 20, [AlternatingFlip()], seed=1).training().take(1)
    key = tf.random.experimental.stateless_fold_in(
        tf.constant([1, 1], tf.int64), tf.constant(0, tf.int64)
    )
    np.testing.assert_array_equal(batch, crop(flipped, flipped, key)[0])
