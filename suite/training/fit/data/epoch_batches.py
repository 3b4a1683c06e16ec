"""What `Model.fit` takes as data, one epoch at a time."""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from keras.src.backend.tensorflow.trainer import TFEpochIterator
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter
from keras.src.trainers.data_adapters.tf_dataset_adapter import TFDatasetAdapter
from keras.src.trainers.epoch_iterator import EpochIterator

from suite.data.batches.array_dataset import array_dataset, array_probe
from suite.errors import UserError
from suite.training.replicas.distribute import distributed_dataset
from suite.training.replicas.strategy import check_divisible


class EpochBatches(TFEpochIterator):
    """Keras's own iterator over epochs, whose batches are read and shared out as the suite does it.

    Keras decides what the data is, in how many batches an epoch of it is taken, and when one ends:

        for first, last, iterator in batches:    # of one epoch; takes nothing from the iterator
            steps `first` to `last` of the epoch, over the iterator

    Args:
        data: `(x, y, sample_weight)`, as the arguments of `Model.fit`.
        strategy: that of the model.
        seed: of the permutation of arrays, a new one each epoch; None shuffles as `Model.fit` does.
        first_epoch: whose permutation comes first.
        even_only: several replicas share arrays' batches evenly, as each takes the mean over its
            own rows; a last batch that cannot be is dropped. Another one each epoch, if shuffled.
        options: as `Model.fit` hands them to Keras's iterator.

    Example:
        >>> data = (np.zeros((5, 2)), None, None)
        >>> batches = EpochBatches(data, tf.distribute.get_strategy(), batch_size=2)
        >>> [(first, last) for first, last, _ in batches]
        [(0, 0), (1, 1), (2, 2)]
    """

    def __init__(
        self,
        data: tuple[Any, Any, Any],
        strategy: tf.distribute.Strategy,
        seed: int | None = None,
        first_epoch: int = 0,
        even_only: bool = False,
        **options: Any,
    ) -> None:
        x, y, sample_weight = data
        EpochIterator.__init__(self, x, y, sample_weight, **options)
        self._distribute_strategy = strategy
        self.source = data
        adapter = self.data_adapter
        self.epoch = tf.Variable(first_epoch, trainable=False, dtype=tf.int64)
        self.passes = first_epoch
        if type(adapter) is ArrayDataAdapter:
            self.dataset = array_dataset(adapter, seed, self.epoch)
            if even_only and strategy.num_replicas_in_sync > 1:
                self.drop_remainder()
        else:
            self.dataset = adapter.get_tf_dataset()
        if isinstance(self.dataset, tf.data.Dataset):
            _refuse_unshareable(self.dataset, strategy)
            self._distributed_dataset = distributed_dataset(self.dataset, strategy)
        else:  # the user has shared it out already
            self._distributed_dataset = self.dataset

    def drop_remainder(self) -> None:
        """Leave out the last batch, if the replicas cannot share it evenly.

        Raises:
            UserError: there is no other, or the others cannot be shared evenly either.
        """
        adapter, replicas = self.data_adapter, self._distribute_strategy.num_replicas_in_sync
        full, left = divmod(adapter._num_samples, adapter.batch_size)
        if full:
            check_divisible(self._distribute_strategy, adapter.batch_size, micro_batches=1)
        if left % replicas == 0:
            return
        if not full:
            raise UserError(
                f"x: its {left} samples make one batch, which does not split evenly over "
                f"{replicas} replicas; leave out {left % replicas} of them, or take batches of "
                f"{replicas}."
            )
        self.dataset = self.dataset.take(full)
        adapter._size = self._num_batches = full

    def _get_iterator(self) -> Any:
        self.epoch.assign(self.passes)
        self.passes += 1
        return self._distributed_dataset

    @property
    def element_spec(self) -> Any:
        """What the iterators give."""
        return self._distributed_dataset.element_spec

    @property
    def ends_unannounced(self) -> bool:
        """Whether nobody can tell how many batches an iterator has."""
        if self.data_adapter.num_batches is not None:
            return False
        cardinality = getattr(self.dataset, "cardinality", None)
        endless = callable(cardinality) and int(cardinality()) == tf.data.INFINITE_CARDINALITY
        return not endless

    @property
    def samples(self) -> int:
        """In a batch; 0 where that is not known."""
        size = self.data_adapter.batch_size
        if size is None and isinstance(self.dataset, tf.data.Dataset):
            shape = getattr(tf.nest.flatten(self.dataset.element_spec)[0], "shape", None)
            size = shape[0] if shape is not None and shape.rank else None
        return size or 0

    @property
    def can_be_read_again(self) -> bool:
        """Whether `stream` gives batches that training does not miss."""
        return type(self.data_adapter) in (ArrayDataAdapter, TFDatasetAdapter) and isinstance(
            self.dataset, tf.data.Dataset
        )

    def stream(self, step: int) -> tf.data.Dataset:
        """The batches from a step on, over and over, for what is measured between two steps."""
        return self.dataset.repeat().skip(step)

    def probe(self, count: int) -> Any:
        """So many samples as one batch: of arrays the same ones for every seed and batch size, of a
        `tf.data.Dataset` the first that it gives."""
        if type(self.data_adapter) is ArrayDataAdapter:
            return array_probe(self.data_adapter, count)
        return next(iter(self.dataset.unbatch().batch(count)))


def _refuse_unshareable(dataset: tf.data.Dataset, strategy: tf.distribute.Strategy) -> None:
    """Refuse batches that cannot be cut into rows where replicas share them.

    Raises:
        UserError: sparse or absent tensors.
    """
    if strategy.num_replicas_in_sync == 1:
        return
    for spec in tf.nest.flatten(dataset.element_spec):
        if isinstance(spec, tf.SparseTensorSpec) or not hasattr(spec, "shape"):
            raise UserError(
                f"x: several replicas share dense batches only, and this data has a {spec}; give "
                "dense tensors, or train on one device."
            )
