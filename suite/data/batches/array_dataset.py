"""An epoch of batches from arrays, as `suite.fit` takes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from keras.src import tree
from keras.src.trainers.data_adapters import array_slicing
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

from suite.data.batches.parallel import parallel_map
from suite.data.batches.probe_order import probe_order
from suite.data.batches.reader import reader
from suite.errors import UserError

_Sparse = array_slicing.TensorflowSparseWrapper


def array_dataset(
    adapter: ArrayDataAdapter, seed: int | None, epoch: tf.Variable
) -> tf.data.Dataset:
    """One pass over arrays, the last batch as small as what is left.

    The rows come in the order of `Model.fit`, or by a permutation that is a function of (seed,
    epoch). Arrays that would not fit into memory twice are read row by row.

    Args:
        adapter: Keras's, of the arrays.
        seed: None for the order of `Model.fit`.
        epoch: read when an iterator is made.

    Example:
        >>> adapter = ArrayDataAdapter(np.arange(5.0), batch_size=2, shuffle=False)
        >>> batches = array_dataset(adapter, None, tf.Variable(0, dtype=tf.int64))
        >>> [x.tolist() for x in batches.as_numpy_iterator()]
        [[0.0, 1.0], [2.0, 3.0], [4.0]]
    """
    shuffle, count, size = adapter._shuffle, adapter._num_samples, adapter.batch_size
    if seed is None or not shuffle:
        rows = ArrayDataAdapter(np.arange(count), batch_size=size, shuffle=shuffle)
        return _counted(parallel_map(rows.get_tf_dataset(), _rows_of(adapter)), adapter)
    if shuffle == "batch":
        raise UserError(
            'seed: `shuffle="batch"` draws from Keras\'s global seed; leave `seed` out, and call '
            "keras.utils.set_random_seed."
        )

    def permutation(_: tf.Tensor) -> tf.data.Dataset:
        key = tf.stack([tf.constant(seed, tf.int64), epoch.read_value()])
        rows = tf.random.experimental.stateless_shuffle(tf.range(count, dtype=tf.int64), seed=key)
        return tf.data.Dataset.from_tensor_slices(rows)

    rows = tf.data.Dataset.range(1).flat_map(permutation).batch(size)
    return _counted(parallel_map(rows, _rows_of(adapter)), adapter)


def array_probe(adapter: ArrayDataAdapter, count: int) -> Any:
    """So many samples of arrays as one batch, or all there are: the same ones whatever the order
    and the size of the batches.

    Example:
        >>> orders = [np.array([1.0, 2.0, 3.0]), np.array([3.0, 1.0, 2.0])]
        >>> adapters = [ArrayDataAdapter(order, batch_size=1) for order in orders]
        >>> one, other = (array_probe(adapter, 2).numpy().tolist() for adapter in adapters)
        >>> one == other
        True
    """
    inputs = tree.flatten(adapter._inputs)[0]
    is_array = isinstance(inputs, np.ndarray)
    order = probe_order(inputs if is_array else np.arange(adapter._num_samples))
    return _rows_of(adapter)(tf.constant(order[:count]))


def _counted(dataset: tf.data.Dataset, adapter: ArrayDataAdapter) -> tf.data.Dataset:
    """The dataset, which then knows how many batches it has."""
    return dataset.apply(tf.data.experimental.assert_cardinality(adapter.num_batches))


def _rows_of(adapter: ArrayDataAdapter) -> Any:
    """A function from row indices to those rows of all arrays, in the adapter's structure."""
    arrays = array_slicing.convert_to_sliceable(adapter._inputs, target_backend="tensorflow")
    arrays = tree.lists_to_tuples(arrays)
    readers = {
        id(array): reader(array) for array in tree.flatten(arrays) if isinstance(array, np.ndarray)
    }

    def read(rows: tf.Tensor) -> Any:
        def read_one(array: Any) -> Any:
            if isinstance(array, _Sparse):
                return array_slicing.slice_tensorflow_sparse_wrapper(array, rows)
            if isinstance(array, (list, tuple, dict)):
                return None  # its parts one by one
            if id(array) in readers:
                return readers[id(array)](rows)
            return tf.gather(array, rows) if tf.is_tensor(array) else array

        return tree.traverse(read_one, arrays)

    return read
