"""Each replica's share of every batch."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from suite.data.batches.parallel import without_autotuning


def distributed(
    dataset: tf.data.Dataset, strategy: tf.distribute.Strategy, micro_batches: int = 1
) -> Iterator[Any]:
    """Iterate over a dataset of global batches; with replicas, over what each of them takes."""
    return iter(distributed_dataset(dataset, strategy, micro_batches))


def distributed_dataset(
    dataset: tf.data.Dataset, strategy: tf.distribute.Strategy, micro_batches: int = 1
) -> Any:
    """The dataset of what each replica takes of global batches.

    Replica r of R takes rows [r b, (r + 1) b) of a batch of n rows, with b = n / R rounded up: the
    last replicas may get fewer rows of a ragged batch, or none. `tf.distribute`'s own way of
    splitting hands every worker other rows than a single process would take.

    Each worker computes the whole batch and keeps its rows. So an augmentation draws and mixes the
    same, however many workers there are.

    Args:
        dataset: of batches.
        strategy: of the run.
        micro_batches: the replicas share each micro-batch, so that together they hold the rows of
            it that one device would. The batch must then split evenly.
    """
    replicas = strategy.num_replicas_in_sync
    if replicas == 1:
        # With replicas TensorFlow warns that it cannot optimize a stream that has options.
        return strategy.experimental_distribute_dataset(without_autotuning(dataset))

    def shares(context: tf.distribute.InputContext) -> tf.data.Dataset:
        local = replicas // context.num_input_pipelines
        first = context.input_pipeline_id * local

        def split(*batch: Any) -> tf.data.Dataset:
            numbers = tf.data.Dataset.range(first, first + local)
            share = functools.partial(_share, replicas=replicas, micro_batches=micro_batches)
            return numbers.map(lambda r: tf.nest.map_structure(lambda t: share(t, r), batch))

        return dataset.flat_map(split).prefetch(2 * local)

    # Processors need no copy ahead of time.
    ahead = bool(tf.config.list_physical_devices("GPU"))
    options = tf.distribute.InputOptions(experimental_fetch_to_device=ahead)
    return strategy.distribute_datasets_from_function(shares, options)


def _share(t: tf.Tensor, replica: tf.Tensor, replicas: int, micro_batches: int) -> tf.Tensor:
    """The rows of a batch that one replica takes."""
    if micro_batches > 1:
        parts = tf.reshape(t, [micro_batches, replicas, -1, *t.shape[1:]])
        return tf.reshape(parts[:, replica], [-1, *t.shape[1:]])
    rows = -(-tf.shape(t, tf.int64)[0] // replicas)
    return t[replica * rows : (replica + 1) * rows]
