"""A new callback of the user's own: a small working diagnostic with its test."""

from __future__ import annotations

import keyword
import os
import re
from pathlib import Path

from suite.catalog.names.spelling import snake_case
from suite.errors import UserError
from suite.given_path import brief

_CALLBACK = '''"""{title}."""

import tensorflow as tf

from suite import Diagnostic, Finding


class {name}(Diagnostic):
    """Mean of the training loss over the measured steps, and its largest value.

    Logs `{key}/mean` and `{key}/max`; speaks when the largest loss is more than `limit` times the
    mean: a batch that stands out.

    A resumed run goes on with its accumulators and its attributes. An attribute of a type that no
    checkpoint understands needs `state()`, which returns plain values, and `restore(state)`.

    Args:
        every: measured at steps 0, every, 2 every, ...
        limit: ratio of the largest to the mean loss beyond which it speaks.

    Topic: practice/babysitting
    """

    needs = frozenset()  # of gradients, activations, activation_gradients, weights, updates, ...

    def __init__(self, every: int = 1, limit: float = 10.0):
        super().__init__(every)
        self.limit = limit
        self.figure = 0.0

    def build(self, model):
        self.total = self.accumulator("total", reduce="mean")
        self.count = self.accumulator("count", reduce="same")
        self.largest = self.accumulator("largest", initial=float("-inf"), reduce="mean")

    def observe(self, step):
        self.total.assign_add(step.loss)
        self.count.assign_add(1.0)
        self.largest.assign(tf.maximum(self.largest, step.loss))

    def report(self):
        if not self.count.numpy():
            return {{}}
        mean = float(self.total.numpy() / self.count.numpy())
        largest = float(self.largest.numpy())
        self.figure = largest / max(mean, 1e-12)
        return {{"mean": mean, "max": largest}}

    def findings(self):
        if self.figure <= self.limit:
            return []
        text = f"the largest loss of a batch is {{self.figure:.1f}} times the mean"
        return [
            Finding(self.name, text, severity="note", figure=self.figure, limit=self.limit)
        ]
'''
_TEST = '''"""{name} against the loss that Keras reports."""

import keras
import numpy as np
import pytest

import suite
from {module} import {name}


def test_mean_is_the_epoch_s_loss():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
    data = (x, x.sum(axis=1, keepdims=True))
    history = suite.fit(model, data, batch_size=16, callbacks=[{name}()], quiet=True)
    measured = history.suite
    assert measured["{key}/mean"] == pytest.approx(history.history["loss"], rel=1e-5)
    assert measured["{key}/max"] >= measured["{key}/mean"]
'''


def new_callback(name: str, folder: Path) -> tuple[Path, Path]:
    """Write `<folder>/<name>.py` and `<folder>/test_<name>.py`.

    Args:
        name: in snake_case or CamelCase.
        folder: made where it is missing; a folder called `callbacks` in the working directory or
            beside a recipe is found without being named.

    Raises:
        UserError: the name is no Python name, one of the files exists, or cannot be written.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise UserError(f"{brief(name)}: is no name for a callback; use letters, digits and `_`.")
    module = snake_case(name)
    if keyword.iskeyword(module) or keyword.iskeyword(name):
        raise UserError(f"{name}: is a word of Python's own; choose another name.")
    camel = "".join(part.capitalize() for part in module.split("_"))
    files = (folder / f"{module}.py", folder / f"test_{module}.py")
    for file in files:
        if os.path.lexists(file):
            raise UserError(f"{file}: exists already; choose another name, or remove it.")
    words = {"name": camel, "module": module, "key": module}
    words["title"] = module.replace("_", " ").capitalize()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, template in zip(files, (_CALLBACK, _TEST), strict=True):
            with file.open("x", encoding="utf-8") as opened:
                opened.write(template.format(**words))
    except OSError as error:
        cause = error.strerror or error
        message = (
            f"{folder}: {module}.py cannot be written there ({cause}); choose another --folder"
        )
        raise UserError(message) from error
    return files
