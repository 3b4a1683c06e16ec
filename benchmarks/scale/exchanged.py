"""What a step exchanges, read from the step that is really traced."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any
from unittest import mock

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.distribute import distribute_lib

from benchmarks.scale.links import Exchanged
from benchmarks.scale.replicas import REPLICAS
from suite.data import Dataset, Pipeline, Split
from suite.runs.progress.progress import Progress
from suite.training.loop.loop import Loop
from suite.training.loop.loop_options import LoopOptions
from suite.training.loop.mini_batches import MiniBatches
from suite.training.replicas.strategy import synchronize_batch_norm


def exchanged(
    strategy: tf.distribute.Strategy, network: Any, shape: tuple[int, ...], classes: int
) -> Exchanged:
    """What the exchanges of one step carry.

    Args:
        strategy: of `REPLICAS` replicas, one for all nets: two would take each other's exchanges.
        network: from inputs and classes to logits.
        shape: of a sample; what is exchanged does not depend on its height and width.
        classes: how many.
    """
    with strategy.scope():
        inputs = keras.Input(shape)
        model = keras.Model(inputs, network(inputs, classes))
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.SGD(0.01, momentum=0.9), loss)
        synchronize_batch_norm(model, wanted=True)
        x, y = np.zeros((REPLICAS, *shape), np.float32), np.arange(REPLICAS)
        names = tuple(map(str, range(classes)))
        pipeline = Pipeline(Dataset("zeros", Split(x, y), None, None, names), REPLICAS)
        engine = MiniBatches(pipeline.training, 1, REPLICAS)
        options = LoopOptions(epochs=1, jit_compile=False)
        loop = Loop(model, engine, [], Progress(), options, strategy=strategy)
        with _recorded() as sizes:
            loop.run()
    (gradients,) = (size for is_list, _, size in sizes if is_list)
    statistics = [(rank, size) for is_list, rank, size in sizes if not is_list]
    return Exchanged(
        gradients,
        # Rows of all replicas, of which a replica fills one.
        [size // REPLICAS for rank, size in statistics if rank == 3],
        [size for rank, size in statistics if rank == 2],
    )


@contextlib.contextmanager
def _recorded() -> Iterator[list[tuple[bool, int, int]]]:
    """Of each exchange of replica 0: whether it is of several tensors, the rank of the first, and
    bytes."""
    found: list[tuple[bool, int, int]] = []
    all_reduce = distribute_lib.ReplicaContext.all_reduce

    def record(context: Any, operation: Any, value: Any, *given: Any) -> Any:
        tensors = tf.nest.flatten(value)
        if context._replica_id_in_sync_group == 0 and not tf.executing_eagerly():
            size = sum(t.shape.num_elements() * t.dtype.size for t in tensors)
            found.append((isinstance(value, list), tensors[0].shape.rank, size))
        return all_reduce(context, operation, value, *given)

    with mock.patch.object(distribute_lib.ReplicaContext, "all_reduce", record):
        yield found
