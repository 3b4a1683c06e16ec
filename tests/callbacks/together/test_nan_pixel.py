"""The demonstration: a NaN pixel in a recipe's data, which the loss does not show."""

from __future__ import annotations

import json
import math

import keras
import numpy as np
import pytest

import suite

pytestmark = pytest.mark.slow
PIXEL = '''
import tensorflow as tf

class NanPixel:
    """Spoils a pixel of the first image in one batch of ten."""

    mixes_labels = False

    def __call__(self, images, labels, seed):
        images = tf.cast(images, tf.float32)
        spoiled = tf.random.stateless_uniform([], seed) < 0.1
        value = tf.where(spoiled, float("nan"), images[0, 4, 4, 0])
        return tf.tensor_scatter_nd_update(images, [[0, 4, 4, 0]], [value]), labels
'''
RECIPE = """
data: {kind: digits, batch_size: 64, augment: [{kind: "./pixel.py:NanPixel"}]}
model: {kind: cnn, style: vgg, filters: [8, 16], convs_per_block: 1, dense: [32]}
optimizer: {kind: sgd, learning_rate: 0.05}
training: {epochs: 4, diagnostics: none, jit_compile: false}
"""


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "pixel.py").write_text(PIXEL)
    path = tmp_path / "nan.yaml"
    path.write_text(RECIPE)
    return path


def first_kernel(run: suite.Run) -> np.ndarray:
    model = keras.models.load_model(run.path / "model.keras")
    return np.array(next(layer for layer in model.layers if hasattr(layer, "kernel")).kernel)


def test_the_loss_shows_nothing_and_the_run_ends_all_the_same(recipe, tmp_path):
    """Max-pooling swallows the NaN, so that `terminate_on_nan` sees a loss like any other."""
    run = suite.run(
        suite.load(recipe, "callbacks=[terminate_on_nan]"), tmp_path / "stock", quiet=True
    )
    assert np.isnan(first_kernel(run)).all()
    (loss,) = run.history.column("loss")
    assert math.isfinite(loss)
    findings = json.loads((run.path / "findings.json").read_text())
    assert [one["diagnostic"] for one in findings] == ["finite"]


def test_finite_names_layer_and_step_and_ends_the_run(recipe, tmp_path):
    run = suite.run(suite.load(recipe, "callbacks=[finite]"), tmp_path / "finite", quiet=True)
    (finding,) = json.loads((run.path / "findings.json").read_text())
    assert (finding["diagnostic"], finding["severity"]) == ("finite", "error")
    assert finding["layer"] == "block1_conv1"
    assert 0 <= finding["step"] < 60
    assert "batch itself holds 1 " in finding["text"]
    assert len(run.history.column("loss")) < 4
    assert (run.path / "model.keras").is_file()
