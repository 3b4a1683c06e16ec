"""Thirty steps of ResNet-20 in float64 are PyTorch's."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

import suite
from suite.models.resnet import resnet
from tests.training.step import pytorch_resnet20 as pytorch


@pytest.fixture
def double_precision():
    floatx = keras.config.floatx()
    policy = keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx(floatx)
    keras.config.set_dtype_policy(policy)


def our_losses():
    kernels, logits, images, labels = pytorch.problem()
    inputs = keras.Input(images.shape[1:], dtype="float64")
    outputs = resnet(inputs, pytorch.CLASSES, depth=20, weight_decay=pytorch.DECAY)
    model = keras.Model(inputs, outputs)
    convolutions = [one for one in model.layers if isinstance(one, keras.layers.Conv2D)]
    for layer, kernel in zip(convolutions, kernels, strict=True):
        layer.kernel.assign(kernel)
    model.get_layer("logits").kernel.assign(logits)
    model.compile(
        keras.optimizers.SGD(pytorch.RATE, momentum=pytorch.MOMENTUM, nesterov=True),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    means = []

    def remember(batch, logs):
        penalty = float(keras.ops.sum(model.losses))
        means.append((logs["loss"], penalty))

    start = float(keras.ops.sum(model.losses))
    suite.fit(
        model,
        (images, labels),
        batch_size=pytorch.BATCH,
        shuffle=False,
        callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=remember)],
        quiet=True,
    )
    totals = np.array([mean for mean, _ in means]) * np.arange(1, len(means) + 1)
    # The penalty in a step's loss is that of the weights before it; PyTorch's loss has none.
    penalties = [start, *(penalty for _, penalty in means[:-1])]
    return np.diff(totals, prepend=0.0) - penalties


@pytest.mark.usefixtures("double_precision")
@pytest.mark.slow
def test_losses_are_those_of_pytorch():
    expected = json.loads(pytorch.FILE.read_text("utf-8"))
    assert len(expected) == pytorch.STEPS
    np.testing.assert_allclose(our_losses(), expected, rtol=0, atol=1e-10)


@pytest.mark.slow
def test_the_file_holds_what_pytorch_computes():
    pytest.importorskip("torch")
    expected = json.loads(pytorch.FILE.read_text("utf-8"))
    np.testing.assert_allclose(pytorch.losses(), expected, rtol=0, atol=1e-10)
