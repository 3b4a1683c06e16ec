"""Each replica's rows of a batch."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from suite.training.replicas.distribute import distributed


class Replicas:
    """A strategy of several workers, as far as the data looks at it."""

    def __init__(self, replicas: int, workers: int) -> None:
        self.num_replicas_in_sync, self.workers = replicas, workers

    def distribute_datasets_from_function(self, function, options) -> list:
        assert not options.experimental_fetch_to_device
        contexts = (
            SimpleNamespace(num_input_pipelines=self.workers, input_pipeline_id=worker)
            for worker in range(self.workers)
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
