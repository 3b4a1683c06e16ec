"""Plain Keras programs as users write them: some with a fault of one kind, some that are well.

Each is a function that gives a compiled model and the arguments of `suite.fit`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers

Program = Callable[[], tuple[keras.Model, dict[str, Any]]]
FAULTS: dict[str, tuple[Program, tuple[str, ...]]] = {}
HEALTHY: dict[str, Program] = {}


def fault(*causes: str) -> Callable[[Program], Program]:
    """A program, and the causes of which one may be named."""

    def listed(program: Program) -> Program:
        FAULTS[program.__name__] = (program, causes)
        return program

    return listed


def healthy(program: Program) -> Program:
    HEALTHY[program.__name__] = program
    return program


@functools.cache
def digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Scikit-learn's digits in random order, centered: training and validation."""
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(x))
    x, y = ((x[order] - 8.0) / 6.0).astype("float32"), y[order].astype("int64")
    return x[:1400], y[:1400], x[1400:], y[1400:]


def data(scale: float = 1.0, **changes: np.ndarray) -> dict[str, Any]:
    x, y, x_val, y_val = digits()
    given = {"x": x * scale, "y": y, "x_val": x_val * scale, "y_val": y_val} | changes
    held_out = given.pop("x_val"), given.pop("y_val")
    return {**given, "validation_data": held_out, "epochs": 8}


def mlp(*hidden: layers.Layer, last: str | None = "softmax") -> keras.Sequential:
    keras.utils.set_random_seed(3)
    hidden = hidden or (dense(), dense())
    return keras.Sequential([keras.Input((64,)), *hidden, layers.Dense(10, activation=last)])


def dense(units: int = 64, activation: str = "relu", **options: Any) -> layers.Layer:
    return layers.Dense(units, activation=activation, **options)


def compiled(model: keras.Model, optimizer: Any = "adam", loss: Any = None, **options: Any) -> Any:
    loss = loss or "sparse_categorical_crossentropy"
    model.compile(optimizer, loss, metrics=["accuracy"], **options)
    return model


@fault("rate_too_high")
def rate_far_too_high():
    return compiled(mlp(), keras.optimizers.Adam(1.0)), data()


@fault("rate_too_high")
def rate_of_sgd_too_high():
    return compiled(mlp(), keras.optimizers.SGD(20.0)), data()


@fault("rate_too_low")
def rate_far_too_low():
    return compiled(mlp(), keras.optimizers.Adam(1e-7)), data()


@fault("loss_mismatch")
def softmax_twice():
    model = mlp()
    model.add(layers.Reshape((10,)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return compiled(model, loss=loss), data()


@fault("loss_mismatch")
def from_logits_missing():
    return compiled(mlp(last=None)), data()


@fault("input_scale")
def inputs_not_scaled():
    return compiled(mlp(), keras.optimizers.SGD(0.01)), data(scale=600.0)


@fault("wrong_labels", "shuffled_labels")
def labels_shuffled():
    _, y, _, y_val = digits()
    mixed = np.random.default_rng(1).permutation(y)
    return compiled(mlp()), data(y=mixed, y_val=np.random.default_rng(2).permutation(y_val))


@fault("dead_start")
def dead_by_bias():
    bias = keras.initializers.Constant(-30.0)
    return compiled(mlp(dense(bias_initializer=bias), dense(bias_initializer=bias))), data()


@fault("frozen_layers")
def all_but_the_last_frozen():
    frozen = [dense(8, trainable=False), dense(8, trainable=False), dense(8, trainable=False)]
    return compiled(mlp(*frozen)), data()


@fault("saturating_activation")
def deep_sigmoid():
    return compiled(mlp(*(dense(32, "sigmoid") for _ in range(9))), "sgd"), data()


@fault("symmetric_init")
def zero_kernels():
    hidden = [dense(kernel_initializer="zeros"), dense(kernel_initializer="zeros")]
    return compiled(mlp(*hidden)), data()


@fault("nonfinite_input")
def inputs_with_nan():
    x = digits()[0].copy()
    x[::7, 3] = np.nan
    return compiled(mlp()), data(x=x)


@fault("summed_loss", "rate_too_high")
def loss_summed():
    loss = keras.losses.SparseCategoricalCrossentropy(reduction="sum")
    return compiled(mlp(), keras.optimizers.SGD(0.3), loss), data()


@fault("too_much_decay")
def heavy_penalty():
    l2 = keras.regularizers.L2(1.0)
    return compiled(mlp(dense(kernel_regularizer=l2), dense(kernel_regularizer=l2))), data()


@fault("data_shift")
def validation_of_another_distribution():
    _, _, x_val, _ = digits()
    return compiled(mlp()), data(x_val=-x_val)


@healthy
def an_mlp():
    return compiled(mlp()), data()


@healthy
def sgd_with_momentum_and_logits():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return compiled(mlp(last=None), keras.optimizers.SGD(0.05, momentum=0.9), loss), data()


@healthy
def normalized_with_dropout():
    hidden = [dense(), layers.BatchNormalization(), layers.Dropout(0.2), dense()]
    return compiled(mlp(*hidden)), data() | {"epochs": 12}


@healthy
def convolutions_on_a_shuffled_dataset():
    x, y, x_val, y_val = digits()
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.Conv2D(32, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    images = tf.data.Dataset.from_tensor_slices((x.reshape(-1, 8, 8, 1), y))
    held_out = tf.data.Dataset.from_tensor_slices((x_val.reshape(-1, 8, 8, 1), y_val)).batch(64)
    batches = images.shuffle(1400, seed=1).batch(32)
    model = compiled(model, keras.optimizers.Adam(0.005), loss)
    return model, {"x": batches, "validation_data": held_out, "epochs": 10, "shuffle": False}


@healthy
def one_hot_labels_from_a_generator():
    x, y, _, _ = digits()
    rows = keras.utils.to_categorical(y, 10)

    def forever():
        while True:
            for start in range(0, 1376, 32):
                yield x[start : start + 32], rows[start : start + 32]

    model = compiled(mlp(), loss="categorical_crossentropy")
    return model, {"x": forever(), "steps_per_epoch": 43, "epochs": 8, "shuffle": False}


@healthy
def two_classes():
    _, y, _, y_val = digits()
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((64,)), dense(32), layers.Dense(1, "sigmoid")])
    given = data(y=(y > 4).astype("float32"), y_val=(y_val > 4).astype("float32"))
    return compiled(model, loss="binary_crossentropy"), given | {"epochs": 15}


@healthy
def a_regression():
    x, _, x_val, _ = digits()
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((64,)), dense(32), layers.Dense(1)])
    model.compile("adam", "mse")
    target, held_out = x[:, :8].mean(axis=1), x_val[:, :8].mean(axis=1)
    return model, data(y=target, y_val=held_out) | {"epochs": 15}


@healthy
def an_autoencoder():
    x, _, x_val, _ = digits()
    x, x_val = (x + 1.4) / 2.8, (x_val + 1.4) / 2.8
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((64,)), dense(16), layers.Dense(64, "sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model, {"x": x, "y": x, "validation_data": (x_val, x_val), "epochs": 10}


@healthy
def words_in_a_recurrent_net():
    words = np.random.default_rng(0).integers(2, 400, (1200, 12))
    label = (words % 2).sum(axis=1) > 6
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((12,), dtype="int32"),
            layers.Embedding(400, 16),
            layers.GRU(24),
            layers.Dense(1, "sigmoid"),
        ]
    )
    given = {"x": words, "y": label.astype("int64"), "epochs": 12}
    return compiled(model, keras.optimizers.Adam(0.01), "binary_crossentropy"), given


@healthy
def two_inputs_and_two_outputs():
    x, y, _, _ = digits()
    keras.utils.set_random_seed(0)
    left, right = keras.Input((32,), name="left"), keras.Input((32,), name="right")
    shared = dense(64)
    hidden = layers.Concatenate()([shared(left), shared(right)])
    outputs = {
        "digit": layers.Dense(10, "softmax", name="digit")(hidden),
        "ink": layers.Dense(1, name="ink")(hidden),
    }
    model = keras.Model({"left": left, "right": right}, outputs)
    losses = {"digit": "sparse_categorical_crossentropy", "ink": "mse"}
    model.compile("adam", losses, metrics={"digit": "accuracy"})
    inputs = {"left": x[:, :32], "right": x[:, 32:]}
    return model, {"x": inputs, "y": {"digit": y, "ink": x.mean(axis=1)}, "epochs": 8}


class Subclassed(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.last = dense(), layers.Dense(10)

    def call(self, inputs):
        return self.last(self.hidden(inputs))


@healthy
def a_subclassed_model():
    keras.utils.set_random_seed(0)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return compiled(Subclassed(), loss=loss), data()


class OwnStep(keras.Model):
    def train_step(self, batch):
        return super().train_step(batch)


@healthy
def a_training_step_of_its_own():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((64,))
    model = OwnStep(inputs, layers.Dense(10, "softmax")(dense()(inputs)))
    return compiled(model), data()


@healthy
def trained_on_what_was_trained_before():
    model, given = an_mlp()
    model.fit(given["x"], given["y"], epochs=4, verbose=0)
    return model, given


@healthy
def stopped_early():
    model, given = an_mlp()
    stopping = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    return model, given | {"epochs": 60, "callbacks": [stopping]}
