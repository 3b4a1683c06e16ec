"""Give any compiled Keras model the suite's loop, with the arguments and results of `Model.fit`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from suite.training.fit.epoch_batches import EpochBatches
from suite.training.fit.fit_arguments import (
    check_counts,
    check_model,
    check_step_options,
    check_validation_freq,
    checked_epochs,
)
from suite.training.fit.fit_callbacks import Callbacks, callback_list, display
from suite.training.fit.fit_data import inputs_and_targets, validation_of, x_or_train
from suite.training.fit.fit_full_batch import FitFullBatchLoop, refuse_steps, whole_data
from suite.training.fit.fit_loop import FitLoop
from suite.training.full_batch.full_batch import is_full_batch
from suite.training.loop.loop_options import LoopOptions
from suite.training.replicas.strategy import choose_jit


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
        verbose: 0 shows nothing, 2 one line per epoch; else the display that suits.
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
    check_step_options(steps_per_execution, clip_norm)
    check_validation_freq(validation_freq)
    check_counts(
        batch_size=batch_size,
        initial_epoch=initial_epoch,
        steps_per_epoch=steps_per_epoch,
        validation_steps=validation_steps,
        validation_batch_size=validation_batch_size,
    )
    full = is_full_batch(model.optimizer)
    if full:
        shuffle = False
        refuse_steps(
            steps_per_epoch=steps_per_epoch,
            clip_norm=clip_norm,
            steps_per_execution=None if steps_per_execution == "auto" else steps_per_execution,
        )
    data = inputs_and_targets(model, x_or_train(x, train), y, sample_weight)
    data, validation_data = validation_of(data, validation_data, validation_split)
    # How many steps Keras takes between two looks at the callbacks; ours are free between them.
    own_steps = model.steps_per_execution if steps_per_execution == "auto" else 1
    strategy = model.distribute_strategy
    batches = EpochBatches(
        data,
        strategy,
        seed=seed_for(seed, strategy),
        first_epoch=initial_epoch,
        even_only=True,
        batch_size=batch_size,
        steps_per_epoch=steps_per_epoch,
        shuffle=shuffle,
        class_weight=class_weight,
        steps_per_execution=own_steps,
    )
    validation = validation_data and EpochBatches(
        validation_data,
        strategy,
        batch_size=validation_batch_size or batch_size,
        steps_per_epoch=validation_steps,
        steps_per_execution=own_steps,
    )
    hooks = callback_list(callbacks, model, verbose, epochs, batches.num_batches)
    kind = FitLoop
    if full:
        kind, batches = FitFullBatchLoop, whole_data(batches)
        validation = validation and validation.dataset.take(validation_steps or -1)
    loop = kind(
        model,
        batches,
        hooks.callbacks,
        display(verbose, quiet, hooks),
        LoopOptions(
            epochs=epochs,
            steps_per_execution=steps_per_execution,
            jit_compile=choose_jit(model.jit_compile, strategy),
            clip_norm=clip_norm,
        ),
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


def seed_for(seed: int | None, strategy: tf.distribute.Strategy) -> int | None:
    """Workers must take the same rows, which without a seed each would draw for itself."""
    workers = getattr(strategy.extended, "_in_multi_worker_mode", lambda: False)()
    return 0 if seed is None and workers else seed
