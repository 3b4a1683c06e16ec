"""The sides that train a Keras model serve turns of the right length over the right data."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from benchmarks.speed.careful_keras import careful_keras, padded, stream, windows
from benchmarks.speed.plain_keras import plain_keras
from benchmarks.speed.task import BATCH, TASKS, Task
from benchmarks.speed.training_server import suite_side


def linear(x, classes):
    return keras.layers.Dense(classes)(keras.layers.Flatten()(x))


PIXELS = Task("linear", (32, 32, 3), linear, 6)


class Served(Exception):
    pass


class TwoTurns:
    """Ends after two epochs, and keeps how many steps were taken before each end."""

    def __init__(self, made: list) -> None:
        self.made = made  # the models of the task
        self.steps: list[int] = []

    def begin(self) -> None:
        if len(self.steps) == 2:
            raise Served

    def end(self) -> None:
        self.steps.append(int(self.made[0].optimizer.iterations))


SIDES = {"plain": plain_keras, "careful": careful_keras, "suite": suite_side}


@pytest.mark.parametrize(
    ("name", "task"),
    [*((name, TASKS["mlp"]) for name in SIDES), ("plain", PIXELS), ("careful", PIXELS)],
    ids=[*SIDES, "plain, images", "careful, images"],
)
def test_a_turn_has_its_steps(name, task, monkeypatch):
    made = []
    build = type(task).model
    monkeypatch.setattr(type(task), "model", lambda self: made.append(build(self)) or made[-1])
    turns = TwoTurns(made)
    with pytest.raises(Served):
        SIDES[name](task, *task.data(6), turns)
    assert turns.steps == [6, 12]


def test_a_batch_of_the_stream_has_every_row_once_in_an_epoch():
    rows = np.arange(2 * BATCH, dtype="int32")
    pixels = np.zeros((2 * BATCH, 8, 8, 1), "uint8") + rows.astype("uint8")[:, None, None, None]
    images, labels = zip(*stream(pixels, rows).take(2).as_numpy_iterator(), strict=True)
    assert sorted(np.concatenate(labels)) == list(rows)
    # What is not the black border is the image of the label.
    assert [image.max() for image in np.concatenate(images)] == list(np.concatenate(labels))


def test_windows_are_of_the_padded_image_mirrored_or_not():
    tf.random.set_seed(0)
    images = padded(np.random.default_rng(0).integers(1, 256, (3, 8, 8, 3), dtype=np.uint8))
    rows = [2, 0, 1] * 8
    seen = set()
    for row, window in zip(rows, windows(images, tf.constant(rows), 8).numpy(), strict=True):
        places = [
            (top, left, step)
            for top in range(9)
            for left in range(9)
            for step in (1, -1)
            if (images[row, top : top + 8, left : left + 8][:, ::step] == window).all()
        ]
        assert len(places) == 1
        seen.update(places)
    assert len(seen) > 12  # each image has a draw of its own
    assert {step for _, _, step in seen} == {1, -1}
