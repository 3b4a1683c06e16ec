"""Measures of batches and of contours, against closed forms."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.runs import RunDirectory
from suite.studies.measures.arm import Arm
from suite.studies.measures.data import batches, contours

SMALL = ("data.batch_size=100", "model.widths=[5]", "training.diagnostics=none")


@pytest.fixture(scope="module")
def arm():
    return Arm(suite.load("models/mlp-digits", *SMALL))


def test_steps_and_memory_follow_from_the_size(arm):
    assert batches.steps_per_epoch(arm) == 13
    outputs = [layer.output for layer in arm.initial_model.layers]
    each = sum(int(np.prod(one.shape[1:])) for one in outputs)
    assert batches.activation_megabytes(arm) == pytest.approx(4 * 100 * each / 1e6)


def test_the_whole_set_agrees_with_itself_and_a_part_by_its_gradient(arm):
    whole = Arm(suite.load("models/mlp-digits", *SMALL, "data.batch_size=1252"))
    assert batches.gradient_agreement(whole) == pytest.approx(1, abs=1e-5)
    model = arm.initial_model
    x, y = arm.inputs(1252), arm.labels(1252)

    def gradient(rows):
        import tensorflow as tf

        with tf.GradientTape() as tape:
            logits = model(x[rows])
            loss = keras.losses.sparse_categorical_crossentropy(y[rows], logits, from_logits=True)
            loss = keras.ops.mean(loss)
        found = tape.gradient(loss, [one.value for one in model.trainable_weights])
        return np.concatenate([np.ravel(one) for one in found])

    every = gradient(np.arange(1252))
    generator = np.random.default_rng([0, 0xBA])
    parts = [gradient(generator.choice(1252, 100, replace=False)) for _ in range(10)]
    cosines = [one @ every / np.linalg.norm(one) / np.linalg.norm(every) for one in parts]
    assert batches.gradient_agreement(arm) == pytest.approx(np.mean(cosines), abs=1e-4)


def test_seconds_until_a_value_is_met(tmp_path, arm):
    directory = RunDirectory(tmp_path)
    rows = ["1,2.0,0.5,1", "2,1.0,0.8,626", "3,0.5,0.9,1252"]
    table = "\n".join(["epoch,loss,val_accuracy,images_per_second", *rows])
    directory.history_csv.write_text(f"{table}\n")
    directory.write_summary({"status": "finished", "recipe": "mine", "epochs": 3})
    run = Arm(arm.recipe, tmp_path)
    # 2 s and 1 s; the first counts as their median
    assert batches.seconds_to(run, "val_accuracy", 0.5) == 1.5
    assert batches.seconds_to(run, "val_accuracy", 0.8) == 3.5
    assert batches.seconds_to(run, "val_accuracy", 0.99) == 4.5
    with pytest.raises(UserError, match="no column `val_f1`"):
        batches.seconds_to(run, "val_f1", 0.5)


def test_all_examples_at_once_go_straight_down_the_bowl():
    path = batches._descent(0, 256, 40)
    x, y = batches._bowl(0)
    best = np.linalg.solve(x.T @ x, x.T @ y)
    shrink = np.eye(2) - 0.2 * x.T @ x / 256
    wanted = best + np.linalg.matrix_power(shrink, 40) @ (path[0] - best)
    np.testing.assert_allclose(path[-1], wanted, rtol=1e-9)
    assert batches.distance_left(0, 256) < 0.01 < batches.distance_left(0, 1)
    assert batches.step_agreement(0, 256) > 0.99 > 0.3 > batches.step_agreement(0, 1)


def test_without_noise_nobody_leaves_the_sharp_basin():
    assert batches.escaped_share(0, 10**12) == 0
    assert batches.escaped_share(0, 1) > 0.3


@pytest.mark.parametrize("condition", [1, 2, 30, 100])
def test_the_steep_coordinate_changes_its_sign_at_each_step(condition):
    shrinks = (condition - 1) / (condition + 1)
    assert contours.zigzags(condition, 10) == (0 if condition == 1 else 10)
    needed = contours.steps_to_arrive(condition)
    assert shrinks**needed <= 0.01
    assert needed == 1 or shrinks ** (needed - 1) > 0.01


def test_a_round_bowl_is_crossed_straight():
    assert contours.straightness(1) == pytest.approx(1)
    one, two = np.array([2.0, 1.0]), np.array([2 / 3, -1 / 3])
    length = np.linalg.norm(one - two) / (1 - 1 / 3)
    bent = np.hypot(2, 1) / sum(np.hypot(4 / 3, 4 / 3) * 3.0**-t for t in range(60))
    assert contours.straightness(2) == pytest.approx(bent)
    assert length > np.hypot(2, 1)


def test_a_range_takes_its_length_in_steps():
    assert contours.steps_across(100) == 200
    assert contours.steps_across(10, 3) == math.ceil(20 / 3)
