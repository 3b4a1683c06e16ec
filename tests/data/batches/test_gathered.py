"""Batches that the training step makes itself."""

from __future__ import annotations

import numpy as np
import pytest

from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.random_flip import RandomFlip
from suite.data.batches import reader
from suite.runs.progress.progress import Progress
from suite.training.loop.loop import Loop
from suite.training.loop.loop_options import LoopOptions
from suite.training.loop.mini_batches import MiniBatches
from tests.training.nets import network


@pytest.fixture(scope="module")
def dataset():
    generator = np.random.default_rng(0)
    inputs = generator.normal(size=(60, 6, 6, 2)).astype("float32")
    return Dataset("random", Split(inputs, np.arange(60) % 3), None, None, ("a", "b", "c"))


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"one_hot": True},
        {"balanced": True},
        {"class_weights": np.array([1.0, 2.0, 0.5], "float32")},
    ],
)
@pytest.mark.parametrize("first_step", [0, 5])
def test_they_are_those_of_the_stream(dataset, arguments, first_step):
    pipeline = Pipeline(dataset, 16, seed=3, **arguments)
    gathered = pipeline.gathered
    made = [gathered.batch(*rows) for rows in gathered.rows(first_step).take(5)]
    for ours, theirs in zip(made, pipeline.training(first_step).take(5), strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


def test_what_is_more_than_a_gather_stays_beside_the_training(dataset, monkeypatch):
    assert Pipeline(dataset, 16, [RandomFlip()]).gathered is None
    monkeypatch.setattr(reader, "memory_bytes", lambda: 100)
    assert Pipeline(dataset, 16).gathered is None


@pytest.mark.parametrize("jit_compile", [False, True])
def test_training_on_them_gives_the_same_weights_and_goes_on_where_it_stopped(dataset, jit_compile):
    pipeline = Pipeline(dataset, 16, seed=3)

    def trained(gathered, epochs) -> np.ndarray:
        engine = MiniBatches(pipeline.training, 3, 16, gathered)
        options = LoopOptions(epochs=2, jit_compile=jit_compile)
        loop = Loop(network("sgd", norm=False), engine, [], Progress(), options)
        for epoch in epochs:
            loop.options.epochs = epoch
            engine.stream = None  # as in another process
            loop.run()
        return np.concatenate([w.ravel() for w in loop.model.get_weights()])

    expected = trained(None, [2])
    np.testing.assert_array_equal(trained(pipeline.gathered, [2]), expected)
    np.testing.assert_array_equal(trained(pipeline.gathered, [1, 2]), expected)
