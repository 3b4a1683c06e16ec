"""Run a program as its author would: arrays, a model, `compile`, and `suite.fit` for `fit`."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np

from benchmarks.doctor.public import losses
from benchmarks.doctor.public.arrays import Splits, arrays, splits
from benchmarks.doctor.public.nets import net
from benchmarks.doctor.public.spoiling import SPOILINGS


def run_program(program: Mapping[str, Any], seed: int, out: Path) -> float:
    """Train it, and leave a run directory.

    Args:
        program: `data`, `model`, `compile` and `fit`, as in `base_programs`.
        seed: of weights, order and dropout.
        out: the run directory.

    Returns:
        The accuracy on the test set, or R2 but at least 0.
    """
    import suite

    keras.utils.set_random_seed(seed)
    parts, classes = prepared(**program["data"])
    model = compiled(parts["training"][0].shape[1:], classes, program)
    how = dict(program["fit"])
    if "class_weight" in how:
        how["class_weight"] = {int(key): value for key, value in how["class_weight"].items()}
    callbacks = [
        getattr(keras.callbacks, kind)(**given) for kind, given in how.pop("callbacks", [])
    ]
    x, y = parts["training"]
    suite.fit(
        model,
        x,
        y,
        validation_data=parts["validation"],
        callbacks=callbacks,
        seed=seed,
        quiet=True,
        out=out,
        **how,
    )
    return score(model, *parts["test"])


def prepared(
    of: str,
    samples: int = 800,
    mistake: str = "",
    amount: float = 1.0,
    scaled: bool = True,
    one_hot: bool = False,
    is_sorted: bool = False,
    missing: bool = False,
) -> tuple[Splits, int]:
    """The arrays that the program reads, and the number of outputs.

    Args:
        scaled: whether pixels are divided by 255 and columns standardized.
        one_hot: whether labels become vectors.
        is_sorted: whether the training rows come class by class.
        missing: whether a value of the training set is not a number.
    """
    data, found = arrays(of), splits(of, samples)
    if mistake:
        found = SPOILINGS[mistake](found, amount, np.random.default_rng(1))
    x, y = found["training"]
    if is_sorted:
        order = np.argsort(y, kind="stable")
        found["training"] = (x[order], y[order])
    shift, spread = (0.0, 255.0) if x.ndim > 2 else (x.mean(axis=0), x.std(axis=0) + 1e-9)
    if not scaled:
        shift, spread = 0.0, 1.0
    found = {part: (((x - shift) / spread).astype("float32"), y) for part, (x, y) in found.items()}
    if missing:
        found["training"][0][7, 0] = np.nan
    if data.targets == "values":
        return found, 1
    classes = int(data.y.max()) + 1
    if one_hot:
        found = {part: (x, np.eye(classes, dtype="float32")[y]) for part, (x, y) in found.items()}
    return found, classes


def compiled(shape: tuple[int, ...], classes: int, program: Mapping[str, Any]) -> keras.Model:
    """The model that the program builds and compiles."""
    inputs = keras.Input(shape)
    outputs = net(inputs, classes, **program["model"])
    model = keras.Model(inputs, outputs)
    # Keras writes into what it deserializes.
    given = copy.deepcopy(dict(program["compile"]))
    loss = given["loss"]
    is_own = isinstance(loss, str) and hasattr(losses, loss)
    given["loss"] = getattr(losses, loss) if is_own else keras.losses.get(loss)
    config = given["optimizer"]["config"]
    if isinstance(config["learning_rate"], dict):
        schedule = keras.optimizers.schedules.deserialize(config["learning_rate"])
        config["learning_rate"] = schedule
    given["optimizer"] = getattr(keras.optimizers, given["optimizer"]["class_name"])(**config)
    model.compile(**given)
    return model


def score(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """Accuracy of classes, R2 of values, at least 0; 0 where the outputs are no numbers."""
    outputs = np.nan_to_num(model.predict(x, verbose=0))
    if y.ndim == 2 and y.shape[1] == 1:
        rest = float(np.square(y - outputs).mean() / y.var())
        return max(0.0, 1.0 - rest)
    labels = y.argmax(axis=1) if y.ndim == 2 else y
    if outputs.shape[1] == 1:
        return float((labels == (outputs[:, 0] > 0.5)).mean())
    return float((labels == outputs.argmax(axis=1)).mean())
