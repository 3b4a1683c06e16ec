"""Give any compiled Keras model the suite's loop, with the arguments and results of `Model.fit`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras

from suite.training.fit.checkup.quiet_diagnostics import AUTO, Asked
from suite.training.fit.fit_callbacks import Callbacks
from suite.training.fit.fit_request import FitRequest
from suite.training.process.custom_gradients import gradients_held_by_graphs
from suite.training.step.xla_refusal import xla_refusals_told


def fit(
    model: keras.Model,
    x: Any = None,
    y: Any = None,
    batch_size: int | None = None,
    epochs: int = 1,
    verbose: int | str = "auto",
    callbacks: Callbacks = None,
    validation_split: float = 0.0,
    validation_data: Any = None,
    shuffle: bool | str = True,
    class_weight: dict[int, float] | None = None,
    sample_weight: Any = None,
    initial_epoch: int = 0,
    steps_per_epoch: int | None = None,
    validation_steps: int | None = None,
    validation_batch_size: int | None = None,
    validation_freq: int | Sequence[int] = 1,
    *,
    train: Any = None,
    seed: int | None = None,
    steps_per_execution: int | str = "auto",
    clip_norm: float | None = None,
    quiet: bool = False,
    diagnostics: Asked = AUTO,
    out: str | Path | None = None,
) -> keras.callbacks.History:
    """Train a compiled model as `model.fit` does; if something is wrong with it, say what.

    The data and its forms, the logs, the order of the callbacks' events and the history are those
    of `keras.Model.fit`. `FitRequest` describes the arguments; those after `train` are the suite's.

    Returns:
        The history, as `model.fit` returns it; its attribute `suite` has what the suite adds, and
        `suite.diagnose(history)` what was wrong.

    Raises:
        ValueError: what Keras refuses too.
        UserError: the model or an argument asks for what the suite does not do; before any step.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> history = suite.fit(model, np.zeros((8, 2)), np.zeros((8, 1)), quiet=True)
        >>> history.history["loss"], history.suite["step"]
        ([0.0], [1])
    """
    request = FitRequest(**locals())
    request.check()
    with gradients_held_by_graphs():
        loop, checkup = request.loop()
        with checkup.around(loop), xla_refusals_told():
            loop.run()
    history = getattr(model, "history", None) or keras.callbacks.History()
    history.suite = loop.record
    return history
