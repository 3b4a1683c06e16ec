from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.layers.weight_normalization import WeightNormalization, remove_weight_normalization
from tests.layers.gradients import numeric_gradient

VECTORS, SIGNALS, IMAGES, VOLUMES = (5, 4), (5, 6, 4), (5, 6, 6, 4), (5, 4, 4, 4, 4)
# A layer, the shape of its inputs, and an index that selects one output's entries of its kernel.
CASES = {
    "dense": (lambda: keras.layers.Dense(3), VECTORS, np.s_[:, 1]),
    "conv1d": (lambda: keras.layers.Conv1D(3, 2), SIGNALS, np.s_[:, :, 1]),
    "conv2d": (lambda: keras.layers.Conv2D(3, 2), IMAGES, np.s_[:, :, :, 1]),
    "grouped": (lambda: keras.layers.Conv2D(4, 2, groups=2), IMAGES, np.s_[:, :, :, 1]),
    "conv3d": (lambda: keras.layers.Conv3D(3, 2), VOLUMES, np.s_[:, :, :, :, 1]),
    "transpose1d": (lambda: keras.layers.Conv1DTranspose(3, 2), SIGNALS, np.s_[:, 1]),
    "transpose2d": (lambda: keras.layers.Conv2DTranspose(3, 2), IMAGES, np.s_[:, :, 1]),
    "transpose3d": (lambda: keras.layers.Conv3DTranspose(3, 2), VOLUMES, np.s_[:, :, :, 1]),
    "depthwise1d": (lambda: keras.layers.DepthwiseConv1D(2), SIGNALS, np.s_[:, 1, 0]),
    "depthwise2d": (
        lambda: keras.layers.DepthwiseConv2D(2, depth_multiplier=2),
        IMAGES,
        np.s_[:, :, 1, 0],
    ),
}


def random_inputs(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


@pytest.mark.parametrize("case", CASES)
def test_output_is_the_wrapped_layers_with_the_kernel_g_v_over_its_norm(case):
    make, shape, one_output = CASES[case]
    inputs = random_inputs(shape)
    layer = WeightNormalization(make())
    layer.build(shape)
    rng = np.random.default_rng(1)
    g = rng.normal(size=layer.g.shape).astype("float32")
    v = rng.normal(size=layer.v.shape).astype("float32")
    layer.g.assign(g)
    layer.v.assign(v)

    plain = make()
    plain.build(shape)
    kernel = np.array(layer.kernel)
    plain.kernel.assign(kernel)
    np.testing.assert_allclose(layer(inputs), plain(inputs), rtol=1e-5, atol=1e-5)

    index = (1, 0) if case.startswith("depthwise") else 1
    direction = v[one_output] / np.sqrt(np.sum(v[one_output].astype("float64") ** 2))
    np.testing.assert_allclose(kernel[one_output], g[index] * direction, rtol=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_starts_with_the_kernel_of_the_wrapped_layer(case):
    make, shape, _ = CASES[case]
    layer = WeightNormalization(make())
    layer.build(shape)
    np.testing.assert_allclose(layer.kernel, layer.v, rtol=1e-5, atol=1e-6)


def test_gradients_of_g_and_v_equal_centered_differences():
    rng = np.random.default_rng(4)
    x, factors = rng.normal(size=(3, 4)), rng.normal(size=(3, 2))
    layer = WeightNormalization(keras.layers.Dense(2, dtype="float64"))
    layer.build(x.shape)
    g, v = np.array(layer.g), np.array(layer.v)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(x) * factors)
    by_tape = tape.gradient(total, [layer.g.value, layer.v.value])

    def loss(g, v):
        return np.sum(x @ (g * v / np.sqrt(np.sum(v**2, axis=0))) * factors)

    np.testing.assert_allclose(by_tape[0], numeric_gradient(lambda g: loss(g, v), g), rtol=1e-6)
    np.testing.assert_allclose(by_tape[1], numeric_gradient(lambda v: loss(g, v), v), rtol=1e-6)


def test_only_g_changes_the_length_of_the_kernel():
    layer = WeightNormalization(keras.layers.Dense(3))
    layer.build((None, 4))
    before = np.array(layer.kernel)
    layer.v.assign(7 * layer.v)
    np.testing.assert_allclose(layer.kernel, before, rtol=1e-5)
    layer.g.assign(2 * layer.g)
    np.testing.assert_allclose(layer.kernel, 2 * before, rtol=1e-5)


def test_regularizer_acts_on_the_effective_kernel():
    dense = keras.layers.Dense(3, kernel_regularizer=keras.regularizers.L2(0.1))
    layer = WeightNormalization(dense)
    layer.build((None, 4))
    layer.v.assign(5 * layer.v)
    layer(random_inputs((2, 4)))
    (loss,) = layer.losses
    np.testing.assert_allclose(loss, 0.1 * np.sum(np.array(layer.g) ** 2), rtol=1e-5)


def test_a_zero_direction_gives_a_zero_kernel_and_finite_gradients():
    layer = WeightNormalization(keras.layers.Dense(2, kernel_initializer="zeros"))
    layer.build((None, 4))
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(np.ones((1, 4), "float32")))
    assert float(total) == 0
    for gradient in tape.gradient(total, [layer.g.value, layer.v.value]):
        assert np.all(np.isfinite(gradient))


@pytest.mark.parametrize("case", CASES)
def test_initialize_from_standardizes_the_outputs(case):
    make, shape, _ = CASES[case]
    layer = WeightNormalization(make())
    inputs = 10 * random_inputs(shape) + 3
    layer.initialize_from(inputs)
    outputs = np.array(layer(inputs)).reshape(-1, layer(inputs).shape[-1])
    np.testing.assert_allclose(outputs.mean(0), 0, atol=1e-4)
    np.testing.assert_allclose(outputs.std(0), 1, atol=1e-3)


def test_initialize_from_finds_the_channels_where_they_are_first():
    # Not as many channels as columns: Keras 3.15 then adds the bias along the wrong axis.
    conv = keras.layers.Conv1D(2, 2, data_format="channels_first")
    layer = WeightNormalization(conv)
    inputs = np.moveaxis(10 * random_inputs(SIGNALS) + 3, -1, 1)
    layer.initialize_from(inputs)
    outputs = np.moveaxis(np.array(layer(inputs)), 1, -1).reshape(-1, 2)
    np.testing.assert_allclose(outputs.mean(0), 0, atol=1e-4)
    np.testing.assert_allclose(outputs.std(0), 1, atol=1e-3)


# PyTorch keeps the outputs of a kernel first.
@pytest.mark.parametrize(
    ("make", "module", "shape"),
    [
        (lambda: keras.layers.Dense(3), lambda nn: nn.Linear(4, 3), VECTORS),
        (lambda: keras.layers.Conv2D(3, 2), lambda nn: nn.Conv2d(4, 3, 2), IMAGES),
    ],
    ids=["dense", "conv2d"],
)
def test_output_and_gradients_equal_pytorchs(make, module, shape):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(5)
    keras_layer = make()
    keras_layer.dtype_policy = "float64"
    layer = WeightNormalization(type(keras_layer).from_config(keras_layer.get_config()))
    layer.build(shape)
    for weight in layer.weights:
        weight.assign(rng.normal(size=weight.shape))
    twin = torch.nn.utils.parametrizations.weight_norm(module(torch.nn).double())
    last_first = (len(layer.v.shape) - 1, len(layer.v.shape) - 2, *range(len(layer.v.shape) - 2))
    originals = twin.parametrizations.weight
    with torch.no_grad():
        originals.original0.copy_(torch.tensor(layer.g.numpy()).reshape(originals.original0.shape))
        originals.original1.copy_(torch.tensor(layer.v.numpy().transpose(last_first)))
        twin.bias.copy_(torch.tensor(layer.layer.bias.numpy()))

    x = rng.normal(size=shape)
    with tf.GradientTape() as tape:
        y = layer(x)
        total = tf.reduce_sum(y**2)
    other = twin(torch.tensor(np.moveaxis(x, -1, 1)))
    torch.sum(other**2).backward()
    np.testing.assert_allclose(np.moveaxis(y, -1, 1), other.detach(), rtol=1e-6)
    g, v = tape.gradient(total, [layer.g.value, layer.v.value])
    np.testing.assert_allclose(g, originals.original0.grad.flatten(), rtol=1e-6)
    np.testing.assert_allclose(
        np.transpose(v, last_first), originals.original1.grad, rtol=1e-6, atol=1e-9
    )


@pytest.mark.parametrize("case", CASES)
def test_a_plain_layer_computes_the_same(case):
    make, shape, _ = CASES[case]
    layer = WeightNormalization(make(), name="normalized")
    layer.build(shape)
    rng = np.random.default_rng(1)
    for weight in layer.weights:
        weight.assign(rng.normal(size=weight.shape))
    plain = layer.plain_layer()
    assert type(plain) is type(make())
    assert plain.name == "normalized"
    assert {weight.name for weight in plain.weights} == {"kernel", "bias"}
    inputs = random_inputs(shape)
    np.testing.assert_allclose(plain(inputs), layer(inputs), rtol=1e-5, atol=1e-5)


def test_a_plain_layer_needs_weights():
    with pytest.raises(ValueError, match="needs a built layer"):
        WeightNormalization(keras.layers.Dense(2)).plain_layer()


def test_remove_weight_normalization_gives_a_plain_model_that_computes_the_same():
    def wrapped(layer):
        return WeightNormalization(layer, name=layer.name)

    inputs = keras.Input((6, 6, 2))
    conv = wrapped(keras.layers.Conv2D(2, 3, padding="same", kernel_regularizer="l2", name="conv"))
    x = keras.layers.BatchNormalization(name="norm")(conv(conv(inputs)))  # shared
    x = wrapped(keras.layers.Dense(3, use_bias=False, name="logits"))(keras.layers.Flatten()(x))
    model = keras.Model(inputs, x)
    rng = np.random.default_rng(2)
    for weight in model.weights:
        weight.assign(rng.uniform(0.5, 1.5, size=weight.shape))
    plain = remove_weight_normalization(model)
    assert [layer.name for layer in plain.layers[1:]] == [layer.name for layer in model.layers[1:]]
    assert not any(isinstance(layer, WeightNormalization) for layer in plain.layers)
    assert plain.get_layer("conv").kernel.regularizer is not None
    data = random_inputs((3, 6, 6, 2))
    np.testing.assert_allclose(plain(data), model(data), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("arguments", [{"use_bias": False}, {"activation": "relu"}])
def test_initialize_from_needs_a_bias_and_no_activation(arguments):
    layer = WeightNormalization(keras.layers.Dense(2, **arguments))
    with pytest.raises(ValueError, match="needs a wrapped layer with a bias and without"):
        layer.initialize_from(random_inputs((3, 4)))


def test_refuses_what_it_cannot_normalize():
    with pytest.raises(ValueError, match="Argument `layer` must be one of Dense"):
        WeightNormalization(keras.layers.SeparableConv2D(2, 3))
    with pytest.raises(ValueError, match="no activity regularizer"):
        WeightNormalization(keras.layers.Dense(2, activity_regularizer="l2"))
    with pytest.raises(ValueError, match="no kernel constraint"):
        WeightNormalization(keras.layers.Dense(2, kernel_constraint="max_norm")).build((None, 3))
