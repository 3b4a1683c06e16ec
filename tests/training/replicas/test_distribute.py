"""Each replica's rows of a batch."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.alternating_flip import AlternatingFlip
from suite.data.augmentation.mixup import Mixup
from suite.data.augmentation.random_crop import RandomCrop
from suite.data.augmentation.random_flip import RandomFlip
from suite.data.batches.row_batches import RowBatches
from suite.training.replicas.distribute import distributed


class Replicas:
    """A strategy of several workers, of which all or some are here, as far as the data looks."""

    def __init__(self, replicas: int, workers: int, here: tuple[int, ...] = ()) -> None:
        self.num_replicas_in_sync, self.workers = replicas, workers
        self.here = here or range(workers)

    def distribute_datasets_from_function(self, function, options) -> list:
        assert not options.experimental_fetch_to_device
        contexts = (
            SimpleNamespace(num_input_pipelines=self.workers, input_pipeline_id=worker)
            for worker in self.here
        )
        return [list(function(context).as_numpy_iterator()) for context in contexts]


def batches(*sizes: int) -> tf.data.Dataset:
    ends = np.cumsum(sizes)
    arrays = [np.arange(end - size, end) for size, end in zip(sizes, ends, strict=True)]
    return tf.data.Dataset.from_generator(
        lambda: ((a, -a) for a in arrays),
        output_signature=(tf.TensorSpec([None], tf.int64),) * 2,
    )


@pytest.mark.parametrize(("replicas", "workers"), [(2, 1), (4, 2), (4, 4)])
def test_every_row_goes_to_one_replica_in_order(replicas, workers):
    shares = list(distributed(batches(8, 8, 5, 1), Replicas(replicas, workers)))
    local = replicas // workers
    for number, (size, start) in enumerate([(8, 0), (8, 8), (5, 16), (1, 21)]):
        rows = [x for worker in shares for x, _ in worker[number * local : (number + 1) * local]]
        assert len(rows) == replicas
        assert np.concatenate(rows).tolist() == list(range(start, start + size))
    assert all(np.array_equal(x, -y) for worker in shares for x, y in worker)


def test_replicas_share_each_micro_batch():
    """Together they hold in part i what one device holds in part i."""
    (first, second) = distributed(batches(8), Replicas(2, 2), micro_batches=2)
    assert first[0][0].tolist() == [0, 1, 4, 5]
    assert second[0][0].tolist() == [2, 3, 6, 7]


def darkened(images, labels, seed):
    """Somebody else's augmentation: it draws for as many images as it is given."""
    dark = tf.random.stateless_uniform([tf.shape(images)[0], 1, 1, 1], seed, 0, 2, tf.int32)
    return images * tf.cast(dark, images.dtype), labels


CHAINS = {
    "none": (),
    "each sample by itself": (RandomCrop(1), AlternatingFlip(), RandomFlip()),
    "mixed": (RandomCrop(1), Mixup(1.0)),
    "mixed twice": (Mixup(1.0), RandomCrop(1), Mixup(1.0)),
    "of somebody else": (RandomFlip(), darkened, RandomCrop(1)),
}


def pipeline_of(augmentations) -> Pipeline:
    images = np.random.default_rng(0).integers(0, 256, (70, 5, 5, 1), dtype=np.uint8)
    dataset = Dataset("random", Split(images, np.arange(70) % 3), None, None, ("a", "b", "c"))
    return Pipeline(dataset, 32, augmentations, seed=3, one_hot=True)


def assert_equal(one, other) -> None:
    for ours, theirs in zip(one, other, strict=True):
        for mine, whole in zip(ours, theirs, strict=True):
            for value, expected in zip(mine, whole, strict=True):
                np.testing.assert_array_equal(value, expected)


@pytest.mark.parametrize(
    ("chain", "replicas", "workers", "micro_batches"),
    [
        ("none", 2, 2, 1),
        ("each sample by itself", 8, 4, 2),
        ("mixed twice", 16, 8, 2),
        ("of somebody else", 4, 4, 1),
    ],
)
def test_samples_made_by_each_worker_are_those_of_the_whole_batch(
    chain, replicas, workers, micro_batches
):
    pipeline, strategy = pipeline_of(CHAINS[chain]), Replicas(replicas, workers, (workers - 1,))
    own = pipeline.training_rows(1)
    own = RowBatches(own.elements.take(2), own.make, own.translated)
    whole = distributed(pipeline.training(1).take(2), strategy, micro_batches)
    assert_equal(distributed(own, strategy, micro_batches), whole)


def test_a_ragged_pass_is_dealt_out_as_whole_batches_are():
    pipeline, strategy = pipeline_of(()), Replicas(8, 4)
    split = pipeline.dataset.train
    whole = list(distributed(pipeline.evaluation(split, 32), strategy))
    assert [len(labels) for worker in whole for _, labels in worker[-2:]] == [1] * 6 + [0, 0]
    assert_equal(distributed(pipeline.evaluation_rows(split, 32), strategy), whole)


@pytest.mark.parametrize(
    ("chain", "workers", "read"),
    [
        ("each sample by itself", 4, 8),
        ("mixed", 8, 8),  # four and their partners
        ("mixed twice", 8, 16),
        ("mixed twice", 2, 32),  # no more than all
        ("of somebody else", 8, 32),
    ],
)
def test_a_worker_reads_what_it_needs(chain, workers, read):
    pipeline = pipeline_of(CHAINS[chain])
    rows = tf.constant(np.arange(32, dtype=np.int32))
    counts = []

    def reading(wanted):
        counts.append(len(wanted))
        return pipeline._reader(pipeline.dataset.train)(wanted)

    positions = tf.range(32 // workers)
    inputs, labels = pipeline._chain(reading, tf.constant(0, tf.int64), rows, positions)
    assert counts == [read]
    assert len(inputs) == len(labels) == 32 // workers
