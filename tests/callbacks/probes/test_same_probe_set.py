"""What is compared between runs is measured on the same samples in all of them."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from callbacks.noise_scale import NoiseScale
from callbacks.sharpness import Sharpness
from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.random_flip import RandomFlip
from suite.runs.progress.progress import Progress
from suite.training.loop.loop import Loop
from suite.training.loop.loop_events import LoopEvents
from suite.training.loop.loop_options import LoopOptions
from suite.training.loop.mini_batches import MiniBatches
from tests.callbacks.nets import mlp
from tests.training.nets import arrays


def probes() -> list:
    return [NoiseScale(probe=48), Sharpness(probe=48, power_steps=5)]


def measured(batch_size: int, seed: int, rows: np.ndarray, epochs: int = 1) -> list[dict]:
    """The reports of a run whose weights stand still."""
    x, y = (part[rows] for part in arrays())
    dataset = Dataset("some", Split(x, y), None, None, ("a", "b", "c"))
    pipeline = Pipeline(dataset, batch_size, (RandomFlip(),), seed=seed)
    engine = MiniBatches(
        pipeline.training, pipeline.steps_per_epoch, batch_size, None, pipeline.probe
    )
    given: list[dict] = []
    events = LoopEvents(report=given.append)
    model = mlp(keras.optimizers.SGD(0.0))
    Loop(model, engine, probes(), Progress(), LoopOptions(epochs=epochs), events=events).run()
    return given


def test_runs_of_other_seeds_and_batch_sizes_measure_the_same():
    rows = np.arange(160)
    shuffled = np.random.default_rng(3).permutation(rows)
    first, *others = [
        measured(16, 0, rows),
        measured(40, 7, rows),
        measured(16, 1, shuffled),
        measured(80, 0, rows, epochs=2)[1:],  # later in a run
    ]
    assert first[0]["sharpness"]["sharpness"] > 0
    for other in others:
        assert other == first


@pytest.mark.parametrize("shuffle", [True, False])
def test_arrays_given_to_fit_are_drawn_from_whatever_their_batches(shuffle):
    x, y = arrays()
    found = []
    for batch_size in (16, 40):
        model = mlp(keras.optimizers.SGD(0.0))
        options = {"batch_size": batch_size, "shuffle": shuffle, "verbose": 0}
        history = suite.fit(model, x, y, callbacks=probes(), **options)
        found.append({k: v for k, v in history.suite.items() if k.startswith(("noise", "sharp"))})
    assert len(found[0]) == 6
    assert found[0] == found[1]
