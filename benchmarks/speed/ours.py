"""The suite's side: pipeline and loop as `suite run` sets them up, the usual diagnostics on."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from benchmarks.speed.fit_turns import ENDLESS
from benchmarks.speed.task import BATCH, CLASSES, Task
from suite.catalog import HERE, Component
from suite.data import Dataset, Pipeline, Split
from suite.data.augmentation.random_crop import RandomCrop
from suite.data.augmentation.random_flip import RandomFlip
from suite.recipe.task.figures import MONITORS
from suite.runs.progress.progress import Progress
from suite.training.loop.loop import Loop
from suite.training.loop.loop_options import LoopOptions
from suite.training.loop.mini_batches import MiniBatches
from suite.training.step.xla_choice import choose_xla


def pipeline(x: np.ndarray, y: np.ndarray, augment: bool = True) -> Pipeline:
    """Batches of the arrays, cropped and flipped if they are images."""
    names = tuple(str(label) for label in range(CLASSES))
    augmentations = [RandomCrop(4), RandomFlip()] if augment else []
    return Pipeline(Dataset("random", Split(x, y), None, None, names), BATCH, augmentations)


def monitors() -> list[keras.callbacks.Callback]:
    """The diagnostics that every run has."""
    return [HERE.build("callbacks", Component(name, {})) for name in MONITORS]


def suite_loop(
    task: Task,
    x: np.ndarray,
    y: np.ndarray,
    jit: bool | str = "auto",
    callbacks: Sequence[keras.callbacks.Callback] | None = None,
) -> Loop:
    """A loop over the arrays, in the strategy whose scope this is called in.

    Args:
        task: what is trained.
        x: inputs.
        y: labels.
        jit: whether XLA compiles the step; `auto` is what a long run chooses.
        callbacks: the diagnostics that every run has, by default.
    """
    strategy = tf.distribute.get_strategy()
    batches, model = pipeline(x, y, augment=task.images), task.model()
    choice = choose_xla(jit, model, strategy, steps=None, batch_size=BATCH)
    return Loop(
        model,
        MiniBatches(
            batches.training,
            batches.steps_per_epoch,
            BATCH,
            batches.gathered,
            rows=batches.training_rows,
        ),
        monitors() if callbacks is None else callbacks,
        Progress(),
        # Diagnostics follow the length of the run.
        LoopOptions(epochs=ENDLESS, jit_compile=choice.compiles),
        strategy=strategy,
    )


def next_epoch(loop: Loop) -> None:
    """Train one epoch more."""
    loop.options.epochs = loop.position.epoch + 1
    loop.run()
