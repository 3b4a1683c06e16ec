"""Which samples a probe set has."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.random_flip import RandomFlip
from suite.data.batches import probe_order as module
from suite.data.batches.array_dataset import array_probe
from suite.data.batches.probe_order import probe_order
from suite.data.files.rows import Rows

IMAGES = np.random.default_rng(0).integers(0, 256, (60, 4, 4, 3), dtype=np.uint8)
LABELS = np.arange(60) % 3


def pipeline(rows: np.ndarray, batch_size: int = 10, **options) -> Pipeline:
    dataset = Dataset("random", Split(IMAGES[rows], LABELS[rows]), None, None, ("a", "b", "c"))
    return Pipeline(dataset, batch_size, (RandomFlip(),), **options)


def test_it_is_an_order_of_all_rows_that_does_not_look_at_their_numbers():
    order = probe_order(IMAGES)
    assert sorted(order) == list(range(60))
    shuffled = np.random.default_rng(1).permutation(60)
    np.testing.assert_array_equal(IMAGES[shuffled][probe_order(IMAGES[shuffled])], IMAGES[order])
    assert list(order) != list(range(60))


def test_what_two_training_sets_share_comes_in_the_same_order():
    """Ten of sixty are held out, other ones in each: most samples are in both probe sets."""
    drawn = []
    for seed in (0, 1):
        kept = np.sort(np.random.default_rng(seed).permutation(60)[:50])
        drawn.append(kept[probe_order(IMAGES[kept])][:20].tolist())
    both = set(drawn[0]) & set(drawn[1])
    assert len(both) >= 12
    assert [i for i in drawn[0] if i in both] == [i for i in drawn[1] if i in both]


def test_chunks_make_no_difference(monkeypatch):
    order = probe_order(IMAGES)
    monkeypatch.setattr(module, "chunk_length", lambda inputs: 7)
    np.testing.assert_array_equal(probe_order(IMAGES), order)


def test_what_does_not_lie_in_memory_is_not_read(monkeypatch):
    monkeypatch.setattr(module, "is_in_memory", lambda inputs: False)

    class Unread(Rows):
        def __getitem__(self, key):
            raise AssertionError("read")

    order = probe_order(Unread(IMAGES, np.arange(60)))
    assert sorted(order) == list(range(60))
    assert list(order) != list(range(60))
    np.testing.assert_array_equal(order, probe_order(IMAGES[::-1]))


@pytest.mark.parametrize("options", [{}, {"one_hot": True}, {"class_weights": np.ones(3)}])
def test_a_pipeline_gives_samples_as_they_are(options):
    rows = np.arange(60)
    one = pipeline(rows, **options).probe(20)
    other = pipeline(rows, batch_size=30, seed=9, **options).probe(20)
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)
    order = probe_order(IMAGES)[:20]
    np.testing.assert_array_equal(one[0], IMAGES[order])
    labels = np.argmax(one[1], axis=1) if "one_hot" in options else one[1]
    np.testing.assert_array_equal(labels, LABELS[order])
    assert len(one) == (3 if "class_weights" in options else 2)
    assert len(pipeline(rows).probe(999)[0]) == 60


def test_tensors_are_drawn_by_their_numbers():
    x, y = tf.constant(IMAGES, tf.float32), tf.constant(LABELS)
    adapters = [ArrayDataAdapter(x, y, batch_size=size, shuffle=True) for size in (4, 32)]
    one, other = (array_probe(adapter, 20) for adapter in adapters)
    np.testing.assert_array_equal(one[0], other[0])
    np.testing.assert_array_equal(one[1], other[1])
