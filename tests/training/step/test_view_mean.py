"""The mean over views, written down in NumPy, and where a run and `evaluate` take it."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite
from suite.errors import UserError
from suite.lab.ensemble.ensemble import evaluate
from suite.training.step.view_mean import VIEWS, check_images, view_mean
from tests import commands

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.integers(0, 256, (5, 6, 7, 3), dtype=np.uint8)


def network():
    inputs = keras.Input((6, 7, 3))
    x = keras.layers.Conv2D(4, 3, activation="relu")(inputs)
    return keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(x)))


def seen(model, kind):
    """As the paper has it: an image and its mirror image, then both moved along the diagonal."""

    def both(images):
        return 0.5 * np.array(model(images)) + 0.5 * np.array(model(images[:, :, ::-1]))

    if kind == "flip":
        return both(IMAGES)
    padded = np.pad(IMAGES, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect")
    moved = both(padded[:, :6, :7]) + both(padded[:, 2:, 2:])
    return 0.5 * both(IMAGES) + 0.25 * moved


@pytest.mark.parametrize("kind", VIEWS)
@pytest.mark.parametrize("compiled", [False, True])
def test_it_is_the_mean_of_the_paper(kind, compiled):
    model, forward = network(), view_mean(kind)
    if compiled:
        forward = tf.function(forward, autograph=False)
    found = forward(model, tf.constant(IMAGES))
    np.testing.assert_allclose(found, seen(model, kind), rtol=1e-4, atol=1e-3)
    assert sum(view.weight for view in VIEWS[kind]) == 1


def test_dropout_is_off():
    inputs = keras.Input((2, 2, 1))
    model = keras.Model(inputs, keras.layers.Dropout(0.9)(keras.layers.Flatten()(inputs)))
    np.testing.assert_allclose(view_mean("flip")(model, np.ones((3, 2, 2, 1), "float32")), 1.0)


@pytest.mark.parametrize("shape", [(3,), (1, 4, 1), (4, 1, 3), (None, 4, 3), (2, 2, 2, 2)], ids=str)
def test_inputs_without_views_are_refused(shape):
    with pytest.raises(UserError, match="images of at least 2x2, and the inputs are of shape"):
        check_images(shape)


def test_a_run_measures_its_test_set_both_ways_and_evaluate_finds_the_same(tmp_path):
    recipe = suite.load("models/cnn-digits", "training={epochs: 1, tta: flip_shift}")
    run = suite.run(recipe, tmp_path / "run", quiet=True)
    found = run.summary["metrics"]
    assert found["test_tta_accuracy"] != found["test_accuracy"]  # a mirrored digit is another one
    assert found["test_tta_loss"] != found["test_loss"]
    again = evaluate([run.path], tta="flip_shift").metrics
    assert again["test_accuracy"] == pytest.approx(found["test_tta_accuracy"], abs=1e-6)
    assert again["test_loss"] == pytest.approx(found["test_tta_loss"], rel=1e-4)
    shown = commands.succeed("evaluate", run.path, "--tta", "flip")
    flipped = evaluate([run.path], tta="flip").metrics["test_accuracy"]
    assert f"test_accuracy  {flipped:.4f}" in shown
