"""airbench against a transcription of the paper's network into PyTorch."""

from __future__ import annotations

import inspect

import keras
import numpy as np
import pytest

from suite.layers.patch_whitening import PatchWhitening
from suite.models.airbench import airbench
from tests.models.build import build, names

SMALL = {"widths": [6, 8]}


def images(size=32, count=4):
    return np.random.default_rng(0).normal(size=(count, size, size, 3)).astype("float32")


def test_the_network_of_the_paper():
    model = build(airbench, (32, 32, 3), 10)
    sizes = {layer.name: tuple(layer.output.shape[1:]) for layer in model.layers}
    assert sizes["whitening"] == (31, 31, 24)
    assert sizes["block1_conv1"] == (31, 31, 64)
    assert sizes["block1_norm2"] == (15, 15, 64)
    assert sizes["block2_norm2"] == (7, 7, 256)
    assert sizes["block3_activation2"] == (3, 3, 256)
    assert sum(int(np.prod(w.shape)) for w in model.trainable_weights) == 1_971_352
    frozen = [w.path for w in model.non_trainable_weights if "moving" not in w.path]
    assert frozen == ["whitening/kernel"]
    norms = [one for one in model.layers if isinstance(one, keras.layers.BatchNormalization)]
    assert {(one.scale, one.momentum, one.epsilon) for one in norms} == {(False, 0.6, 1e-12)}


def filled(model):
    random = np.random.default_rng(1)
    for weight in model.weights:
        values = random.normal(size=weight.shape)
        weight.assign(np.abs(values) + 0.5 if "variance" in weight.path else 0.3 * values)
    return model


def pytorch_logits(model, x, training):
    """The forward pass, written down once more."""
    torch = pytest.importorskip("torch")
    F = torch.nn.functional

    def weight(layer, name):
        return torch.tensor(getattr(model.get_layer(layer), name).numpy().astype("float64"))

    def conv(x, name, bias=None, padding=1):
        kernel = weight(name, "kernel").permute(3, 2, 0, 1)
        return F.conv2d(x, kernel, bias, padding=padding)

    def norm(x, name):
        layer = model.get_layer(name)
        mean, variance = weight(name, "moving_mean"), weight(name, "moving_variance")
        options = {"training": training, "eps": layer.epsilon}
        return F.batch_norm(x, mean, variance, None, weight(name, "beta"), **options)

    x = torch.tensor(x.astype("float64")).permute(0, 3, 1, 2)
    x = F.gelu(conv(x, "whitening", weight("whitening", "bias"), padding=0))
    for block in ("block1", "block2"):
        x = F.max_pool2d(conv(x, f"{block}_conv1"), 2)
        x = F.gelu(norm(x, f"{block}_norm1"))
        x = F.gelu(norm(conv(x, f"{block}_conv2"), f"{block}_norm2"))
    x = F.max_pool2d(x, x.shape[2:]).flatten(1)
    return (x @ weight("logits", "kernel") / 9).numpy()


@pytest.mark.parametrize("training", [False, True])
def test_the_logits_are_pytorch_s(training):
    model = filled(build(airbench, (14, 14, 3), **SMALL))
    x = images(14)
    expected = pytorch_logits(model, x, training)
    np.testing.assert_allclose(model(x, training=training), expected, rtol=1e-4, atol=1e-4)


def test_the_blocks_begin_as_the_identity():
    model = build(airbench, (32, 32, 3), widths=[30])
    before = keras.Model(model.input, model.get_layer("whitening_activation").output)
    pooled = np.array(keras.Model(model.input, model.get_layer("block1_pool").output)(images()))
    expected = keras.layers.MaxPooling2D(2)(before(images()))
    np.testing.assert_array_equal(pooled[..., :24], expected)


def test_every_argument_has_its_say():
    model = build(
        airbench,
        (20, 20, 3),
        widths=[4],
        whitening_size=3,
        whitening_epsilon=0.1,
        activation="relu",
        norm_momentum=0.9,
        norm_epsilon=1e-3,
        norm_scale=True,
        logit_scale=0.5,
    )
    whitening = model.get_layer("whitening")
    assert isinstance(whitening, PatchWhitening)
    assert (whitening.kernel_size, whitening.epsilon) == ((3, 3), 0.1)
    norm = model.get_layer("block1_norm1")
    assert (norm.scale, norm.momentum, norm.epsilon) == (True, 0.9, 1e-3)
    assert model.get_layer("block1_activation1").activation is keras.activations.relu
    assert model.get_layer("logit_scale").scale == 0.5
    assert len(set(names(model))) == len(names(model))


def test_logits_are_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = build(airbench, (16, 16, 3), **SMALL)
    finally:
        keras.config.set_dtype_policy("float32")
    assert model.layers[-1].name == "logits"
    assert keras.backend.standardize_dtype(model(images(16)).dtype) == "float32"
    assert model.get_layer("block2_conv2").compute_dtype == "bfloat16"


def test_the_documentation_names_every_argument():
    documented = inspect.getdoc(airbench).partition("Args:")[2].partition("Shapes:")[0]
    for name in inspect.signature(airbench).parameters:
        assert f"\n    {name}: " in documented


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"widths": []}, "`widths` must have one block"),
        ({"widths": [8, 0]}, "`widths` must be an integer >= 1"),
        ({"whitening_size": 0}, "`whitening_size` must be"),
        ({"whitening_epsilon": 0}, "`whitening_epsilon` must be positive"),
        ({"logit_scale": 0.0}, "`logit_scale` must be positive"),
        ({"norm_epsilon": 0}, "`norm_epsilon` must be positive"),
        ({"norm_momentum": 1}, "`norm_momentum` must be a number"),
        ({"classes": 0}, "`classes` must be"),
        ({"shape": (8, 8, 3)}, "at least 9x9"),
        ({"shape": (9,)}, "must be images"),
    ],
    ids=str,
)
def test_refuses_what_is_out_of_range(arguments, message):
    with pytest.raises(ValueError, match=message):
        build(airbench, **{"shape": (32, 32, 3), **arguments})
