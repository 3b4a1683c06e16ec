"""The engine of the full batch: an epoch is one iteration of an optimizer such as L-BFGS.

    for each epoch:
        optimizer.step(objective), which asks as often as it needs for
            loss, gradients = sum over all batches of n_b / N times those of the batch
            (B v            = likewise, for Newton's method)
        logs = loss and metrics of the whole training set at the new weights

The batches come in a fixed order, and none is left out. Everything else is the loop's.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from suite.diagnostics import Diagnostic, Observers
from suite.errors import RunFailure
from suite.recipe import Recipe
from suite.training.assembly.parts import Unfit
from suite.training.full_batch.changing_loss import refuse_changing_loss
from suite.training.full_batch.whole_set import WholeSet
from suite.training.loop.compiled import build_variables
from suite.training.loop.engine import Call, Setup, Taken
from suite.training.loop.loop_options import Position
from suite.training.replicas.distribute import distributed

_PASSES = "full_batch/passes"


def is_full_batch(optimizer: keras.optimizers.Optimizer) -> bool:
    """Whether an optimizer asks for the loss of the whole training set."""
    return bool(getattr(optimizer, "full_batch", False))


def refuse_without_rate(recipe: Recipe, optimizer: keras.optimizers.Optimizer) -> None:
    """Refuse what is about learning rates.

    Raises:
        RecipeError: the optimizer chooses the length of its steps itself.
    """
    if is_full_batch(optimizer):
        message = f"{recipe.optimizer.kind} has no learning rate: it searches along each direction"
        raise recipe.problem(("optimizer",), message)


class FullBatch:
    """Takes one step an epoch, for which it goes through all of the data as often as it must.

    Args:
        batches: the training set once, in a fixed order.
        samples: in all of them.

    Example:
        >>> engine = FullBatch(tf.data.Dataset.range(5).batch(2), samples=5)
        >>> engine.images(steps=1, measured={"full_batch/passes": 3.0})
        15
    """

    figures: Sequence[str] = (_PASSES,)
    steps_per_epoch = 1
    observers: Observers | None = None
    step_logs: dict[str, Any] | None = None

    def __init__(self, batches: tf.data.Dataset, samples: int) -> None:
        self.batches = batches
        self.batch_size = samples
        self.objective: WholeSet | None = None

    def build(self, setup: Setup) -> None:
        """See `Engine.build`.

        Raises:
            UserError: the loss is no function of the weights alone, or a diagnostic wants to look
                at the steps of mini-batches.
        """
        self.setup, model = setup, setup.model
        _refuse_diagnostics(model, setup.diagnostics)
        self.steps_per_call = setup.steps_per_call()
        sample = next(iter(self.batches.take(1)))
        build_variables(model, sample, setup.strategy)
        refuse_changing_loss(model, sample, setup.strategy)
        # Whatever was known before this run may be of other weights or other data.
        model.optimizer.reset()

    def open(self, step: int) -> None:
        """Make the objective, whose stream is always at the beginning of a pass."""
        if self.objective is None:
            setup = self.setup
            self.objective = WholeSet(
                setup.model,
                distributed(self.batches.repeat(), setup.strategy),
                int(self.batches.cardinality()),
                self.batch_size,
                setup.strategy,
                setup.options.jit_compile,
            )

    def calls(self, epoch: int, position: Position) -> Iterator[Call]:
        """One iteration, unless a resumed run has made it already."""
        if position.step <= epoch:
            assert self.objective is not None  # since `open`
            yield Call(0, 0, functools.partial(self._iterate, self.objective, position.step + 1))

    def _iterate(self, objective: WholeSet, iteration: int) -> Taken:
        before = objective.passes
        try:
            ended = self.setup.model.optimizer.step(objective)
        except FloatingPointError as error:
            raise RunFailure(
                f"The training set cannot be learned from here: {error}. `check --build` looks "
                "for the cause in inputs, labels and initial weights."
            ) from error
        return Taken(
            1,
            due=True,
            ends_epoch=True,
            measured={_PASSES: float(objective.passes - before)},
            ended=None if ended is None else f"ends after iteration {iteration}: {ended}",
        )

    def images(self, steps: int, measured: Mapping[str, float]) -> int:
        """Samples in all passes of the iteration."""
        return int(measured[_PASSES]) * self.batch_size

    def close(self, step: int) -> None:
        """Nothing is to be kept."""


def _refuse_diagnostics(model: keras.Model, diagnostics: Sequence[Diagnostic]) -> None:
    if diagnostics:
        raise Unfit(
            "callbacks",
            f"{diagnostics[0].name} measures inside the step of a batch, and "
            f"{type(model.optimizer).__name__} takes the whole training set; remove it.",
        )
