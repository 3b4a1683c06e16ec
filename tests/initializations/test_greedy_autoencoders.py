"""Greedy pre-training against principal components, numeric gradients and its own refusals."""

from __future__ import annotations

import re

import keras
import numpy as np
import pytest

from suite.initializations._autoencoder import Autoencoder
from suite.initializations._hidden_layers import hidden_layers
from suite.initializations.greedy_autoencoders import greedy_autoencoders
from suite.layers.weight_normalization import WeightNormalization
from tests.initializations.nets import branches, chain, filled, images, silent, vectors


def errors(lines: list[str]) -> list[tuple[float, float]]:
    return [
        tuple(map(float, re.search(r"error (\S+) -> (\S+) of", line).groups())) for line in lines
    ]


def pca_error(x: np.ndarray, components: int) -> float:
    """Share of the total variance around one common mean that n components leave."""
    variances = np.linalg.svd(x - x.mean(axis=0), compute_uv=False) ** 2
    return variances[components:].sum() / np.square(x - x.mean()).sum()


def linear(units: int) -> keras.Model:
    inputs = keras.Input((36,), dtype="float64", name="inputs")
    hidden = keras.layers.Dense(units, dtype="float64", name="hidden")(inputs)
    return filled(keras.Model(inputs, keras.layers.Dense(2, dtype="float64")(hidden)))


@pytest.mark.slow
@pytest.mark.parametrize("tied", [False, True])
def test_a_linear_autoencoder_reaches_the_error_of_principal_components(tied):
    """In float64, centered data of four strong directions and 32 weak ones; n = 3."""
    x = vectors(dtype="float64")
    x -= x.mean(axis=0)
    model, lines = linear(3), []
    options = {"epochs": 2000, "batch_size": 80, "learning_rate": 0.01, "tied": tied}
    greedy_autoencoders(model, x, 0, lines.append, **options)
    ((before, _),) = errors(lines)
    kernel = model.get_layer("hidden").kernel.numpy()
    # The best decoder of what the encoder gives is a regression: only its subspace counts.
    hidden = x @ kernel + model.get_layer("hidden").bias.numpy()
    hidden = np.hstack([hidden, np.ones((len(x), 1))])
    left = x - hidden @ np.linalg.lstsq(hidden, x, rcond=None)[0]
    found, least = np.square(left).sum() / np.square(x).sum(), pca_error(x, 3)
    assert least <= found <= 1.0001 * least
    assert before > 2 * least
    assert errors(lines)[0][1] == pytest.approx(least, rel=0.01)


def autoencoder(encoder, shape, tied) -> keras.Model:
    inputs = keras.Input(shape, dtype="float64")
    layer = Autoencoder(encoder, keras.activations.tanh, tied, seed=1, dtype="float64")
    return filled(keras.Model(inputs, layer(inputs)))


ENCODERS = {
    "dense": (lambda: keras.layers.Dense(3, dtype="float64"), (5,)),
    "conv1d": (
        lambda: keras.layers.Conv1D(3, 3, strides=2, padding="same", dtype="float64"),
        (8, 2),
    ),
    "conv2d": (
        lambda: keras.layers.Conv2D(3, (3, 2), padding="valid", dtype="float64"),
        (5, 4, 2),
    ),
}
each_encoder = pytest.mark.parametrize(("make", "shape"), ENCODERS.values(), ids=ENCODERS)


@each_encoder
def test_the_decoder_is_the_transposed_map(make, shape):
    """<W x, h> = <x, W^T h> in float64, for any x and h."""
    random, encoder = np.random.default_rng(0), make()
    layer = Autoencoder(encoder, keras.activations.linear, True, seed=1, dtype="float64")
    layer.build((None, *shape))
    x = random.normal(size=(4, *shape))
    y = encoder(x).numpy()
    h = random.normal(size=y.shape)
    np.testing.assert_allclose((y * h).sum(), (x * layer.decode(h).numpy()).sum(), rtol=1e-10)


@each_encoder
@pytest.mark.parametrize("tied", [False, True])
def test_gradients_are_the_numeric_ones(make, shape, tied):
    import tensorflow as tf

    model = autoencoder(make(), shape, tied)
    x = np.random.default_rng(0).normal(size=(4, *shape))
    variables = model.trainable_variables
    assert len(variables) == (3 if tied else 4)

    def loss():
        return tf.reduce_mean(tf.square(model(x) - x))

    with tf.GradientTape() as tape:
        value = loss()
    for variable, slope in zip(
        variables, tape.gradient(value, [v.value for v in variables]), strict=True
    ):
        start = variable.numpy().copy()
        direction = np.random.default_rng(1).normal(size=start.shape)
        ends = []
        for sign in (1, -1):
            variable.assign(start + sign * 1e-5 * direction)
            ends.append(float(loss()))
        variable.assign(start)
        numeric = (ends[0] - ends[1]) / 2e-5
        assert float((slope.numpy() * direction).sum()) == pytest.approx(numeric, rel=1e-6)


def test_each_hidden_layer_is_trained_on_what_the_trained_ones_before_give():
    """The errors fall, the last layer and what is no layer stay, and the lines count."""
    model, lines = chain(), []
    logits = [weight.copy() for weight in model.get_layer("logits").get_weights()]
    options = {"epochs": 30, "batch_size": 16, "learning_rate": 0.01}
    greedy_autoencoders(model, vectors(), 0, lines.append, **options)
    assert [line.partition(": reconstruction")[0] for line in lines] == [
        "greedy_autoencoders: dense1 (1/2)",
        "greedy_autoencoders: dense2 (2/2)",
    ]
    for before, after in errors(lines):
        assert after < 0.5 * before
    for weight, value in zip(model.get_layer("logits").get_weights(), logits, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_convolutions_with_pooling():
    inputs = keras.Input((6, 6, 1), name="inputs")
    x = keras.layers.Conv2D(4, 3, padding="same", activation="relu", name="conv1")(inputs)
    x = keras.layers.MaxPooling2D()(x)
    x = keras.layers.Conv2D(4, 3, padding="valid", use_bias=False, name="conv2")(x)
    x = keras.activations.relu(x)
    model, lines = filled(keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(x)))), []
    kinds = [type(stage.activation).__name__ for stage in hidden_layers(model)]
    assert kinds == ["NoneType", "ReLU"]
    greedy_autoencoders(model, images(), 0, lines.append, epochs=10, learning_rate=0.02)
    assert all(after < 0.8 * before for before, after in errors(lines))


def net(*layers, shape=(36,)) -> keras.Model:
    inputs = x = keras.Input(shape, name="inputs")
    for layer in layers:
        x = layer(x)
    return keras.Model(inputs, x)


def shared() -> keras.Model:
    layer = keras.layers.Dense(36, name="twice")
    return net(layer, layer, keras.layers.Dense(2))


Dense, Conv2D = keras.layers.Dense, keras.layers.Conv2D
REFUSED = {
    "only an output": (lambda: net(Dense(2)), "the model has none: 1 layer with the output"),
    "no weights": (lambda: net(keras.layers.Flatten()), "the model has none: 0 layers"),
    "residual": (branches, "`add` takes more or something else than the output of `separable`"),
    "shared": (shared, "needs a chain of layers, and `dense"),
    "norm": (
        lambda: net(Dense(4), keras.layers.BatchNormalization(name="norm"), Dense(2)),
        "`norm` is a BatchNormalization with weights of its own",
    ),
    "wrapper": (
        lambda: net(WeightNormalization(Dense(4), name="weight"), Dense(2)),
        "`weight` is a WeightNormalization with weights of its own",
    ),
    "groups": (
        lambda: net(Conv2D(4, 3, groups=2, name="conv"), Conv2D(2, 1), shape=(6, 6, 2)),
        "`conv` has groups, dilation or causal padding",
    ),
    "dilation": (
        lambda: net(Conv2D(4, 3, dilation_rate=2, name="conv"), Conv2D(2, 1), shape=(6, 6, 2)),
        "`conv` has groups, dilation or causal padding",
    ),
    "stride": (
        lambda: net(Conv2D(4, 2, strides=2, name="conv"), Conv2D(2, 1), shape=(7, 7, 1)),
        r"`conv` does not reach every pixel of its input of shape \(7, 7, 1\)",
    ),
}


@pytest.mark.parametrize(("make", "cause"), REFUSED.values(), ids=REFUSED)
def test_models_it_cannot_train(make, cause):
    model = make()
    inputs = np.zeros((8, *model.input.shape[1:]), "float32")
    with pytest.raises(ValueError, match=cause):
        greedy_autoencoders(model, inputs, 0, silent)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        *(("epochs", 0), ("epochs", 1.5), ("batch_size", 0), ("batch_size", True)),
        *(("learning_rate", 0), ("learning_rate", float("inf")), ("learning_rate", "1")),
        *(("noise", 1), ("noise", -0.1), ("noise", float("nan")), ("tied", 1)),
    ],
)
def test_arguments_out_of_range(argument, value):
    with pytest.raises(ValueError, match=f"Argument `{argument}` must be .*Received: {argument}="):
        greedy_autoencoders(chain(), vectors(), 0, silent, **{argument: value})


def test_data_and_rates_that_lead_nowhere():
    with pytest.raises(ValueError, match="what reaches layer `dense1` does not vary"):
        greedy_autoencoders(chain(), np.ones_like(vectors()), 0, silent)
    with pytest.raises(ValueError, match="Argument `learning_rate` is too large"):
        greedy_autoencoders(linear(3), vectors(), 0, silent, learning_rate=1e200, epochs=1)
