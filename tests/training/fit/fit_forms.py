"""Forms of data for `suite.fit` beside `Model.fit`: functions (x, y) -> the arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

BATCH = 8
FORMS: dict[str, Callable[[Any, Any], dict[str, Any]]] = {}


def form(function: Callable) -> Callable:
    FORMS[function.__name__] = function
    return function


def batches(x: np.ndarray, y: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(x[i : i + BATCH], y[i : i + BATCH]) for i in range(0, len(x), BATCH)]


def dataset(x: Any, y: Any) -> tf.data.Dataset:
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(BATCH)


@form
def arrays(x, y):
    return {"x": x, "y": y, "batch_size": BATCH}


@form
def doubles(x, y):
    return {"x": x.astype("float64"), "y": y.astype("float64"), "batch_size": BATCH}


@form
def tensors(x, y):
    return {"x": tf.constant(x), "y": tf.constant(y), "batch_size": BATCH}


@form
def pandas(x, y):
    pd = pytest.importorskip("pandas")

    return {"x": pd.DataFrame(x), "y": pd.Series(y[:, 0]), "batch_size": BATCH}


@form
def tf_data(x, y):
    return {"x": dataset(x, y)}


@form
def tf_data_of_unknown_length(x, y):
    return {"x": dataset(x, y).filter(lambda *_: True)}


@form
def tf_data_without_end(x, y):
    return {"x": dataset(x, y).repeat(), "steps_per_epoch": 4}


@form
def tf_data_that_runs_out(x, y):
    return {"x": dataset(x, y), "steps_per_epoch": 2}


@form
def generator(x, y):
    def forever():
        while True:
            yield from batches(x, y)

    return {"x": forever(), "steps_per_epoch": 3}


@form
def generator_that_ends(x, y):
    return {"x": (batch for batch in batches(x, y) * 2), "steps_per_epoch": 3}


@form
def generator_without_steps(x, y):
    return {"x": (batch for batch in batches(x, y)), "epochs": 1}


@form
def py_dataset(x, y):
    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return len(batches(x, y))

        def __getitem__(self, index):
            return batches(x, y)[index]

    return {"x": Batches(), "shuffle": False}


@form
def torch_loader(x, y):
    torch = pytest.importorskip("torch")

    tensors = torch.utils.data.TensorDataset(torch.tensor(x), torch.tensor(y))
    return {"x": torch.utils.data.DataLoader(tensors, batch_size=BATCH)}


@form
def scipy_sparse(x, y):
    import scipy.sparse

    return {"x": scipy.sparse.csr_matrix(x * (x > 0)), "y": y, "batch_size": BATCH}


@form
def sparse_tensors(x, y):
    return {"x": tf.sparse.from_dense(x * (x > 0)), "y": y, "batch_size": BATCH}
