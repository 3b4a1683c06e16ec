"""Each replica's share of every batch."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from suite.data.batches.parallel import as_written, without_autotuning
from suite.data.batches.row_batches import Batches, RowBatches


def distributed(
    batches: Batches, strategy: tf.distribute.Strategy, micro_batches: int = 1
) -> Iterator[Any]:
    """Iterate over global batches; with replicas, over what each of them takes."""
    return iter(distributed_dataset(batches, strategy, micro_batches))


def distributed_dataset(
    batches: Batches, strategy: tf.distribute.Strategy, micro_batches: int = 1
) -> Any:
    """The dataset of what each replica takes of global batches.

    Replica r of R takes rows [r b, (r + 1) b) of a batch of n rows, with b = n / R rounded up: the
    last replicas may get fewer rows of a ragged batch, or none. `tf.distribute`'s own way of
    splitting hands every worker other rows than a single process would take.

    Of `RowBatches`, a worker among several makes the samples of its own replicas and no others. Of
    a dataset it makes whole batches and keeps its rows, as a worker that is alone does of all.

    Args:
        batches: those that one device would take.
        strategy: of the run.
        micro_batches: the replicas share each micro-batch, so that together they hold the rows of
            it that one device would. The batch must then split evenly.
    """
    replicas = strategy.num_replicas_in_sync
    if replicas == 1:
        # With replicas TensorFlow warns that it cannot optimize a stream that has options.
        return strategy.experimental_distribute_dataset(without_autotuning(_whole(batches)))
    deal = functools.partial(_share, replicas=replicas, micro_batches=micro_batches)

    def shares(context: tf.distribute.InputContext) -> tf.data.Dataset:
        local = replicas // context.num_input_pipelines
        first = context.input_pipeline_id * local
        own = tf.data.Dataset.range(first, first + local)
        if isinstance(batches, RowBatches) and context.num_input_pipelines > 1:
            return batches.of(_dealt(batches.elements, own, replicas, deal)).prefetch(2 * local)

        def split(*batch: Any) -> tf.data.Dataset:
            return own.map(lambda r: tf.nest.map_structure(lambda t: deal(t, r), batch))

        return _whole(batches).flat_map(split).prefetch(2 * local)

    # Processors need no copy ahead of time.
    ahead = bool(tf.config.list_physical_devices("GPU"))
    options = tf.distribute.InputOptions(experimental_fetch_to_device=ahead)
    return strategy.distribute_datasets_from_function(shares, options)


def _whole(batches: Batches) -> tf.data.Dataset:
    return batches.whole() if isinstance(batches, RowBatches) else batches


def _dealt(
    elements: tf.data.Dataset,
    replicas: tf.data.Dataset,
    count: int,
    deal: Callable[..., tf.Tensor],
) -> tf.data.Dataset:
    """For each batch and each of some replicas: number, rows of the whole batch, and the positions
    in it that are the replica's; `count` replicas take part in all."""

    def shares(number: tf.Tensor, rows: tf.Tensor) -> tf.data.Dataset:
        positions, length = tf.range(tf.shape(rows)[0]), rows.shape[0]
        # Known in training, whose batches split evenly: a chain that mixes goes by it.
        known = [None if length is None or length % count else length // count]

        def dealt(replica: tf.Tensor) -> tuple[tf.Tensor, ...]:
            return number, rows, tf.ensure_shape(deal(positions, replica), known)

        return replicas.map(as_written(dealt))

    return elements.flat_map(as_written(shares))


def _share(t: tf.Tensor, replica: tf.Tensor, replicas: int, micro_batches: int) -> tf.Tensor:
    """The rows of a batch that one replica takes."""
    if micro_batches > 1:
        parts = tf.reshape(t, [micro_batches, replicas, -1, *t.shape[1:]])
        return tf.reshape(parts[:, replica], [-1, *t.shape[1:]])
    rows = -(-tf.shape(t, tf.int64)[0] // replicas)
    return t[replica * rows : (replica + 1) * rows]
