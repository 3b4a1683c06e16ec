"""An optimizer that makes one update of several steps, in a recipe."""

from __future__ import annotations

import csv

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.catalog import Component
from suite.errors import UserError
from suite.runs.progress.choose_progress import choose_progress
from suite.training.assembly.clock import Clock
from suite.training.loop.loop import Loop
from suite.training.loop.loop_options import LoopOptions
from suite.training.loop.mini_batches import MiniBatches
from suite.training.replicas.strategy import check_accumulation
from tests.commands import succeed, suite
from tests.keras_version import not_in_3_12
from tests.training.nets import dataset, network


def test_a_schedule_counts_updates():
    clock = Clock(steps_per_epoch=10, epochs=4)
    for each, durations in [(None, (40, 10, 7)), (2, (20, 5, 3)), (100, (1, 1, 1))]:
        updates = clock.updates(Component("sgd", {"gradient_accumulation_steps": each}))
        assert tuple(map(updates, ("100%", "1ep", "7st"))) == durations
        assert updates("relu") == "relu"
        assert updates(0.1) == 0.1


def test_replicas_are_refused():
    class Replicas:
        num_replicas_in_sync = 2

    check_accumulation(Replicas(), keras.optimizers.SGD())
    optimizer = keras.optimizers.SGD(gradient_accumulation_steps=2)
    for one in (optimizer, keras.optimizers.LossScaleOptimizer(optimizer)):
        with pytest.raises(UserError, match=r"does not work with 2 replicas; use training.gradie"):
            check_accumulation(Replicas(), one)


@pytest.mark.parametrize("strategy", ["mirrored", "multi_worker"])
def test_a_recipe_with_replicas_is_refused(strategy):
    overrides = ("optimizer.gradient_accumulation_steps=2", f"training.strategy={strategy}")
    answer = suite("check", "models/mlp-digits", *overrides)
    assert answer.status == 2
    assert f"does not work with training.strategy: {strategy}" in answer.err
    assert "training.gradient_accumulation: 2" in answer.err


@not_in_3_12
def test_an_optimizer_of_several_is_refused_with_what_to_do():
    answer = suite("check", "models/mlp-digits", "optimizer={kind: multi_optimizer}")
    assert answer.status == 2
    assert "takes its optimizers from a Python object" in answer.err


@pytest.mark.slow
def test_the_rate_falls_to_the_end_of_its_schedule(tmp_path):
    schedule = "{kind: cosine_decay, initial_learning_rate: 0.1, decay_steps: 100%}"
    overrides = ("optimizer.gradient_accumulation_steps=2", "training.epochs=2")
    succeed(
        "run",
        "models/mlp-digits",
        *overrides,
        f"optimizer.learning_rate={schedule}",
        *("callbacks=[learning_rate]", "--out", tmp_path / "run"),
    )
    with open(tmp_path / "run" / "history.csv", encoding="utf-8") as file:
        rates = [float(row["learning_rate"]) for row in csv.DictReader(file)]
    assert 0.04 < rates[0] < 0.07  # half way, in whole updates
    assert rates[1] < 0.003
    picture = tmp_path / "lr.png"
    range_test = suite("lr", "models/mlp-digits", overrides[0], "--out", picture)
    assert (range_test.status, picture.exists()) == (2, False)
    assert "gradient_accumulation_steps=null" in range_test.err


@pytest.mark.slow
def test_two_half_batches_are_one_whole_batch():
    """Without batch norm: one update of two steps of 8 is an update of a step of 16."""
    weights = []
    for each, batch in ((None, 16), (2, 8)):
        optimizer = keras.optimizers.SGD(0.1, gradient_accumulation_steps=each)
        model = network(optimizer, norm=False)
        batches = dataset().unbatch().batch(batch)
        data = MiniBatches(lambda step, b=batches: b.repeat().skip(step), 160 // batch, batch)
        Loop(model, data, [], choose_progress(quiet=True), LoopOptions(epochs=1)).run()
        weights.append([tf.convert_to_tensor(one) for one in model.weights])
    for whole, halves in zip(*weights, strict=True):
        np.testing.assert_allclose(halves, whole, rtol=1e-5, atol=1e-6)
