"""Boxes against torchvision's formula and its pasting, labels against the share of pixels."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.data.augmentation.cutmix import Cutmix
from suite.data.augmentation.parts.mixing import beta_draws
from tests.data.augmentation.draw import IMAGES, apply

KEY = tf.constant([0, 11], tf.int64)
COUNT, HEIGHT, WIDTH = 64, 9, 7


def drawn(alpha):
    """Shares of the image, partners and centers (rows, columns) that `apply` has."""
    keys = tf.random.experimental.stateless_split(KEY, 3)
    centers = tf.random.stateless_uniform([2, COUNT], keys[2]).numpy()
    centers = (centers * [[HEIGHT], [WIDTH]]).astype(int)
    partners = tf.random.experimental.stateless_shuffle(tf.range(COUNT), seed=keys[1]).numpy()
    return beta_draws(alpha, COUNT, keys[0]).numpy(), partners, centers


def test_labels_are_the_shares_of_pixels():
    """Each image has a level of its own, so that every pixel says where it comes from."""
    levels = np.arange(COUNT, dtype=np.uint8)[:, None, None, None]
    images, labels = apply(
        Cutmix(), levels.repeat(HEIGHT, 1).repeat(WIDTH, 2), np.eye(COUNT, dtype=np.float32)
    )
    _, partners, _ = drawn(1.0)
    shares = (images == np.arange(COUNT)[:, None, None, None]).mean(axis=(1, 2, 3))
    assert (shares < 1).any()
    expected = np.zeros((COUNT, COUNT))
    for row, (share, partner) in enumerate(zip(shares, partners, strict=True)):
        expected[row, row] += share
        expected[row, partner] += 1 - share
        assert set(np.unique(images[row])) <= {row, partner}
    np.testing.assert_allclose(labels, expected, atol=1e-6)


@pytest.mark.parametrize("alpha", [0.3, 1.0])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_boxes_and_pasting_are_torchvisions(alpha, dtype, monkeypatch):
    torch = pytest.importorskip("torch")
    theirs = pytest.importorskip("torchvision.transforms.v2").CutMix(alpha=alpha, num_classes=2)
    shares, partners, centers = drawn(alpha)
    source = IMAGES.astype(dtype)
    images, labels = apply(Cutmix(alpha), source, np.eye(COUNT, dtype=np.float32))
    for row, partner in enumerate(partners):
        monkeypatch.setattr(theirs, "_dist", Canned(torch.tensor(shares[row])))
        centers_of = iter(centers[::-1, row])  # it asks for the column first
        monkeypatch.setattr(
            torch, "randint", lambda _, size, drawn=centers_of: torch.tensor([next(drawn)])
        )
        pair = torch.from_numpy(source[[partner, row]].transpose(0, 3, 1, 2).copy())
        params = theirs.make_params([pair]) | {"batch_size": 2, "labels": None}
        expected = theirs.transform(pair, params)[1].numpy().transpose(1, 2, 0)
        np.testing.assert_array_equal(images[row], expected)
        if partner != row:
            assert labels[row, row] == pytest.approx(params["lam_adjusted"], abs=1e-6)


class Canned:
    """A distribution whose draw is known."""

    def __init__(self, value):
        self.value = value

    def sample(self, shape):
        return self.value


def test_shares_and_places_follow_their_distribution():
    """Box and center against a simulation in NumPy of what the paper says."""
    count, side = 20_000, 32
    rows, columns = Cutmix().draw(tf.constant([1, 2]), count, [side, side, 3])
    found = 1 - rows.numpy().mean(axis=1) * columns.numpy().mean(axis=1)
    random = np.random.default_rng(0)
    half = (0.5 * np.sqrt(1 - random.uniform(size=count)) * side).astype(int)
    center = random.integers(0, side, (2, count))
    first, last = np.maximum(center - half, 0), np.minimum(center + half, side)
    expected = 1 - np.prod((last - first) / side, axis=0)
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert abs((found < share).mean() - (expected < share).mean()) < 0.02
    covered = (first[0, :, None] <= np.arange(side)) & (np.arange(side) < last[0, :, None])
    np.testing.assert_allclose(rows.numpy().mean(axis=0), covered.mean(axis=0), atol=0.02)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="`alpha` must be > 0"):
        Cutmix(0)
    with pytest.raises(ValueError, match="`labels` must be one-hot"):
        Cutmix()(IMAGES, tf.zeros([64], tf.int32), tf.constant([0, 0]))
