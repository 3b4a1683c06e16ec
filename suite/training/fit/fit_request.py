"""What `suite.fit` is asked for: its arguments, checked, and the loop they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from suite.diagnostics import Diagnostic
from suite.training.fit.checkup.checkup import Checkup
from suite.training.fit.checkup.fit_directory import planned
from suite.training.fit.checkup.quiet_diagnostics import AUTO, Asked, check_asked, quiet_diagnostics
from suite.training.fit.data.epoch_batches import EpochBatches
from suite.training.fit.data.given_data import Data, inputs_and_targets, validation_of, x_or_train
from suite.training.fit.fit_arguments import (
    check_counts,
    check_model,
    check_step_options,
    check_validation_freq,
    checked_epochs,
)
from suite.training.fit.fit_callbacks import Callbacks, callback_list, display
from suite.training.fit.fit_full_batch import refuse_own_methods, refuse_steps, whole_data
from suite.training.fit.fit_loop import FitLoop
from suite.training.fit.keras_epochs import KerasEpochs
from suite.training.full_batch.full_batch import is_full_batch
from suite.training.loop.engine import Engine
from suite.training.loop.loop_options import LoopOptions
from suite.training.replicas.agreement import Agreement
from suite.training.replicas.strategy import choose_jit

_COUNTS = (
    *("batch_size", "initial_epoch", "steps_per_epoch"),
    *("validation_steps", "validation_batch_size"),
)


@dataclass
class FitRequest:
    """The arguments of `suite.fit`; those that are not described are as in `keras.Model.fit`.

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
        quiet: nothing is shown.
        diagnostics: "auto": the checks before training, the diagnostics of every run in it and the
            doctor after it, which say nothing of a run that is well; a list of other diagnostics;
            None: none of all this. The weights are the same with and without.
        out: a new folder for history, findings, diagnosis, model and curves, as a recipe's run has
            them.

    Example:
        >>> nothing = dict.fromkeys(FitRequest.__dataclass_fields__)
        >>> FitRequest(**nothing | {"steps_per_execution": 4}).keras_steps
        1
    """

    model: keras.Model
    x: Any
    y: Any
    batch_size: int | None
    epochs: int
    verbose: int | str
    callbacks: Callbacks
    validation_split: float
    validation_data: Any
    shuffle: bool | str
    class_weight: dict[int, float] | None
    sample_weight: Any
    initial_epoch: int
    steps_per_epoch: int | None
    validation_steps: int | None
    validation_batch_size: int | None
    validation_freq: int | Sequence[int]
    train: Any
    seed: int | None
    steps_per_execution: int | str
    clip_norm: float | None
    quiet: bool
    diagnostics: Asked
    out: str | Path | None

    def check(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            ValueError: what Keras refuses too.
            UserError: the model or an argument asks for what the suite does not do, or nothing can
                be written to `out`.
        """
        check_model(self.model)
        check_asked(self.diagnostics)
        self.epochs = checked_epochs(self.epochs)
        check_step_options(self.steps_per_execution, self.clip_norm)
        check_validation_freq(self.validation_freq)
        check_counts(**{name: getattr(self, name) for name in _COUNTS})
        if is_full_batch(self.model.optimizer):
            steps = self.steps_per_execution
            refuse_steps(
                steps_per_epoch=self.steps_per_epoch,
                clip_norm=self.clip_norm,
                steps_per_execution=None if steps == "auto" else steps,
            )

    def loop(self) -> tuple[FitLoop, Checkup]:
        """What trains as the arguments say, and what looks at it."""
        x = x_or_train(self.x, self.train)
        data = inputs_and_targets(self.model, x, self.y, self.sample_weight)
        data, held_out = validation_of(data, self.validation_data, self.validation_split)
        batches = self.training_batches(data)
        hooks = self.hooks(batches)
        steps = batches.num_batches and batches.num_batches * self.epochs
        quiet = quiet_diagnostics(self.diagnostics, self.model, hooks.callbacks, steps)
        checkup = self.checkup(data, held_out)
        loop = FitLoop(
            self.model,
            self.engine(batches, quiet, checkup),
            [*hooks.callbacks, *quiet],
            display(self.verbose, self.quiet, hooks),
            self.options(),
            validation=held_out and self.validation_batches(held_out),
            strategy=self.strategy,
            events=checkup.events,
            hooks=hooks,
            quiet=callback_list(quiet, self.model, 0, self.epochs, batches.num_batches, False),
            initial_epoch=self.initial_epoch,
            validation_freq=self.validation_freq,
        )
        return loop, checkup

    def hooks(self, batches: EpochBatches) -> keras.callbacks.CallbackList:
        """The callbacks that the user has named."""
        steps = batches.num_batches
        return callback_list(self.callbacks, self.model, self.verbose, self.epochs, steps)

    def checkup(self, data: Data, held_out: Any) -> Checkup:
        """What looks at the run and leaves its files."""
        is_chief = Agreement(self.strategy).index == 0
        directory = None if self.out is None else planned(self.out, is_chief)
        return Checkup(
            self.model,
            data,
            held_out,
            is_on=self.diagnostics is not None,
            is_silent=self.quiet or self.verbose == 0 or not is_chief,
            directory=directory,
            class_weight=self.class_weight,
        )

    @property
    def strategy(self) -> tf.distribute.Strategy:
        """In whose scope the model was made."""
        return self.model.distribute_strategy

    @property
    def keras_steps(self) -> int:
        """Steps between two of Keras's looks at the callbacks; ours are free between them."""
        return int(self.model.steps_per_execution) if self.steps_per_execution == "auto" else 1

    def training_batches(self, data: Data) -> EpochBatches:
        """The training data, in the order that seed and shuffling give."""
        return EpochBatches(
            data,
            self.strategy,
            seed=seed_for(self.seed, self.strategy),
            first_epoch=self.initial_epoch,
            even_only=True,
            batch_size=self.batch_size,
            steps_per_epoch=self.steps_per_epoch,
            shuffle=self.shuffle and not is_full_batch(self.model.optimizer),
            class_weight=self.class_weight,
            steps_per_execution=self.keras_steps,
        )

    def validation_batches(self, data: Data) -> EpochBatches:
        """The validation data in its own order."""
        return EpochBatches(
            data,
            self.strategy,
            batch_size=self.validation_batch_size or self.batch_size,
            steps_per_epoch=self.validation_steps,
            steps_per_execution=self.keras_steps,
        )

    def engine(
        self, batches: EpochBatches, quiet: Sequence[Diagnostic], checkup: Checkup
    ) -> Engine:
        """What takes the steps, by the optimizer's kind."""
        if not is_full_batch(self.model.optimizer):
            spare = quiet if self.diagnostics == AUTO else ()
            return KerasEpochs(batches, spare, checkup.first)
        refuse_own_methods(self.model)
        return whole_data(batches)

    def options(self) -> LoopOptions:
        """How the loop computes."""
        return LoopOptions(
            epochs=self.epochs,
            steps_per_execution=self.steps_per_execution,
            jit_compile=choose_jit(self.model.jit_compile, self.strategy),
            clip_norm=self.clip_norm,
        )


def seed_for(seed: int | None, strategy: tf.distribute.Strategy) -> int | None:
    """Workers must take the same rows, which without a seed each would draw for itself."""
    workers = getattr(strategy.extended, "_in_multi_worker_mode", lambda: False)()
    return 0 if seed is None and workers else seed
