"""Give any compiled Keras model the suite's loop, with the arguments and results of `Model.fit`."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from numbers import Integral
from typing import Any

import keras
import tensorflow as tf
from keras.src.backend import config

from suite import catalog
from suite.catalog import Component
from suite.errors import UserError
from suite.runs.choose_progress import choose_progress
from suite.runs.plain_progress import PlainProgress
from suite.runs.progress import Progress
from suite.training.epoch_batches import EpochBatches
from suite.training.fit_data import inputs_and_targets, validation_of
from suite.training.fit_full_batch import FitFullBatchLoop, refuse_steps, whole_data
from suite.training.fit_loop import FitLoop
from suite.training.full_batch import is_full_batch
from suite.training.loop_options import LoopOptions
from suite.training.own_methods import TRAINING, own_method
from suite.training.replicas.strategy import choose_jit

Callbacks = keras.callbacks.Callback | str | dict | Sequence | None


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
) -> keras.callbacks.History:
    """Train a compiled model as `model.fit` does, with the suite's loop and its diagnostics.

    What is not said here is as in `keras.Model.fit`: the data and its forms, the logs, the order of
    the callbacks' events, the history.

    Args:
        model: compiled; made in the scope of the `tf.distribute` strategy it shall train with.
        x: inputs, or all of the data: a `tf.data.Dataset`, a PyDataset, a generator, a torch
            DataLoader, or a tuple `(x, y)` or `(x, y, sample_weight)`. To a model without a loss of
            `compile`, a tuple is its inputs.
        y: targets.
        batch_size: samples in a batch of arrays, 32 by default; other data brings its own.
        epochs: with L-BFGS or Newton each is one iteration over all of the data, in the order
            given.
        verbose: 0 shows nothing, 2 a line an epoch; else the display that suits.
        callbacks: Keras callbacks, names and mappings as in a recipe, one or several of them, or a
            CallbackList.
        shuffle: for arrays: by Keras's global seed, as in `model.fit`.
        train: another name for `x`.
        seed: of the permutations of arrays, which are then a function of (seed, epoch).
        steps_per_execution: steps without a return to Python; "auto" takes those of `compile`, or
            measures. Callbacks that watch single batches get single steps.
        clip_norm: limit of the global norm of the gradients, after the sum over the replicas.
        quiet: no progress display.

    Returns:
        The history, as `model.fit` returns it; its attribute `suite` has what the suite adds.

    Raises:
        ValueError: what Keras refuses too.
        UserError: the model or an argument asks for what the suite does not do; before any step.
    """
    check_model(model)
    epochs = checked_epochs(epochs)
    data = inputs_and_targets(model, x_or_train(x, train), y, sample_weight)
    data, validation_data = validation_of(data, validation_data, validation_split)
    options = LoopOptions(
        epochs=epochs,
        steps_per_execution=steps_per_execution,
        jit_compile=choose_jit(model.jit_compile, model.distribute_strategy),
        clip_norm=clip_norm,
    )
    full = is_full_batch(model.optimizer)
    if full:
        refuse_steps(
            steps_per_epoch=steps_per_epoch,
            clip_norm=clip_norm,
            steps_per_execution=None if steps_per_execution == "auto" else steps_per_execution,
        )
    strategy = model.distribute_strategy
    in_execution = model.steps_per_execution if steps_per_execution == "auto" else 1
    batches = EpochBatches(
        data,
        strategy,
        seed=seed_for(seed, strategy),
        first_epoch=initial_epoch,
        full_only=True,
        batch_size=batch_size,
        steps_per_epoch=steps_per_epoch,
        shuffle=False if full else shuffle,
        class_weight=class_weight,
        steps_per_execution=in_execution,
    )
    validation = None
    if validation_data is not None:
        validation = EpochBatches(
            validation_data,
            strategy,
            batch_size=validation_batch_size or batch_size,
            steps_per_epoch=validation_steps,
            shuffle=False,
            steps_per_execution=in_execution,
        )
    hooks = callback_list(callbacks, model, verbose, epochs, batches.num_batches)
    kind = FitLoop
    if full:
        kind, batches = FitFullBatchLoop, whole_data(batches)
        if validation is not None:
            validation = validation.dataset.take(validation_steps or -1)
    loop = kind(
        model,
        batches,
        hooks.callbacks,
        display(verbose, quiet, hooks),
        options,
        validation=validation,
        strategy=strategy,
        hooks=hooks,
        initial_epoch=initial_epoch,
        validation_freq=validation_freq,
    )
    loop.run()
    history = getattr(model, "history", None) or keras.callbacks.History()
    history.suite = loop.record
    return history


def check_model(model: keras.Model) -> None:
    """Refuse what cannot be trained.

    Raises:
        ValueError: not compiled.
        UserError: a `fit` of its own, which would never be called.
    """
    own = own_method(model, TRAINING)
    if not getattr(model, "compiled", False) or (model.optimizer is None and not own):
        raise ValueError(
            "Argument `model` must be compiled with an optimizer: call model.compile()."
        )
    if own_method(model, ("fit",)):
        raise UserError(
            f"model: {type(model).__name__} has a `fit` of its own, which suite.fit would not "
            "call; call that, or move what it does into `train_step` or callbacks."
        )


def checked_epochs(epochs: int) -> int:
    """The epochs, at most as many as Keras is told to take.

    Raises:
        ValueError: not a whole number.
    """
    if isinstance(epochs, bool) or not isinstance(epochs, Integral):
        raise ValueError(f"Argument `epochs` must be a whole number. Received: epochs={epochs!r}")
    most = getattr(config, "max_epochs", lambda: None)()
    if most and most < epochs:
        warnings.warn(f"Limiting epochs to {most}", stacklevel=3)
        return most
    return int(epochs)


def x_or_train(x: Any, train: Any) -> Any:
    """The one that is given."""
    if train is None:
        return x
    if x is not None:
        raise ValueError("Argument `train` is another name for `x`; give one of them.")
    return train


def seed_for(seed: int | None, strategy: tf.distribute.Strategy) -> int | None:
    """Workers must take the same rows, which without a seed each would draw for itself."""
    workers = getattr(strategy.extended, "_in_multi_worker_mode", lambda: False)()
    return 0 if seed is None and workers else seed


def callback_list(
    callbacks: Callbacks, model: keras.Model, verbose: int | str, epochs: int, steps: int | None
) -> keras.callbacks.CallbackList:
    """The callbacks as `Model.fit` makes one of them, but for its progress bar."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return callbacks
    return keras.callbacks.CallbackList(
        [callback_from(callback) for callback in flat(callbacks)],
        add_history=True,
        verbose=verbose,
        epochs=epochs,
        steps=steps,
        model=model,
    )


def flat(callbacks: Callbacks) -> list[Any]:
    """One, none or nested lists of them as one list."""
    if callbacks is None:
        return []
    if isinstance(callbacks, (list, tuple)):
        return [one for part in callbacks for one in flat(part)]
    return [callbacks]


def callback_from(value: keras.callbacks.Callback | str | dict) -> keras.callbacks.Callback:
    """A callback as it is, or built from its name in the catalog."""
    if isinstance(value, (str, dict)):
        return catalog.build("callbacks", Component.parse(value))
    return value


def display(verbose: int | str, quiet: bool, hooks: keras.callbacks.CallbackList) -> Progress:
    """What shows the training; nothing of ours where Keras's own bar was asked for."""
    bars = any(isinstance(one, keras.callbacks.ProgbarLogger) for one in hooks.callbacks)
    if quiet or bars or verbose == 0:
        return choose_progress(quiet=True)
    return PlainProgress(sys.stdout) if verbose == 2 else choose_progress()
