"""Whose fault an error in a callback is, and where in the recipe that callback stands."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import keras
import tensorflow as tf
from keras.src.callbacks import callback_list

from suite.diagnostics.plugin_failure import PluginFailure
from suite.errors import RunFailure, UserError, compiled_hint, one_line
from suite.recipe import Recipe, RecipeError
from suite.training.callbacks.blame_parts import part_at_fault
from suite.training.step.xla_refusal import xla_refusal

# What TensorFlow raises of shapes and arguments.
_OF_INPUTS = (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError)


@dataclass(frozen=True)
class Blame:
    """Turns what a callback raises into one sentence at its line of the recipe.

    Args:
        recipe: in whose `callbacks` they stand.
        callbacks: those of the recipe in its order, then the suite's own.

    Example:
        >>> recipe = suite.load("quickstart", "callbacks=[terminate_on_nan]")
        >>> callback = keras.callbacks.TerminateOnNaN()
        >>> Blame(recipe, [callback]).path(callback)
        ('callbacks', 0)
    """

    recipe: Recipe
    callbacks: Sequence[keras.callbacks.Callback]

    @contextlib.contextmanager
    def before_the_run(self) -> Iterator[None]:
        """The recipe is refused."""
        try:
            yield
        except Exception as error:
            if (told := _explained(error)) is not None:
                raise self.recipe.problem(self.path(told[0]), told[1]) from error
            if (part := _faulty(error)) is not None:
                raise self.recipe.problem(*part) from error
            raise

    @contextlib.contextmanager
    def in_the_run(self) -> Iterator[None]:
        """The run has failed."""
        try:
            yield
        except Exception as error:
            if (told := _explained(error)) is not None:
                raise self.failure(*told) from error
            if (part := _faulty(error)) is not None:
                raise RunFailure(f"{self.recipe.place(part[0])}: {part[1]}") from error
            raise

    def failure(self, callback: keras.callbacks.Callback, message: str) -> RunFailure:
        return RunFailure(f"{self.recipe.place(self.path(callback))}: {message}")

    def refuse(self, found: Iterable[tuple[keras.callbacks.Callback, str]]) -> None:
        """Refuse the recipe for everything that is wrong with its callbacks, if anything is."""
        problems = [
            problem
            for callback, message in found
            for problem in self.recipe.problem(self.path(callback), message).problems
        ]
        if problems:
            raise RecipeError(problems)

    def path(self, callback: keras.callbacks.Callback) -> tuple[str | int, ...]:
        """Its key in the recipe; the suite's own have that of all together."""
        given = enumerate(self.callbacks[: len(self.recipe.callbacks)])
        return next((("callbacks", i) for i, one in given if one is callback), ("callbacks",))


def _faulty(error: Exception) -> tuple[tuple[str, ...], str] | None:
    """The part of the recipe that a step fails in; None where all is said, or where it may be the
    connection to another worker."""
    told = isinstance(error, UserError | RunFailure | PluginFailure)
    if not told and (refusal := xla_refusal(error)) is not None:
        return ("training", "jit_compile"), refusal
    remote = isinstance(error, tf.errors.OpError) and not isinstance(error, _OF_INPUTS)
    return None if told or remote else part_at_fault(error)


def _explained(error: Exception) -> tuple[keras.callbacks.Callback, str] | None:
    """Which callback has failed, and what it did; None where it was none, or all is said."""
    if isinstance(error, PluginFailure):  # it says already in which file and line
        return error.callback, str(error)
    found = None if isinstance(error, UserError | RunFailure) else _culprit(error)
    if found is None:
        return None
    callback, method = found
    name, message = type(callback).__name__, f"{one_line(error)}{compiled_hint(error)}"
    return callback, f"{name} failed in {method}: {type(error).__name__}: {message}"


def _culprit(error: BaseException) -> tuple[keras.callbacks.Callback, str] | None:
    """The callback in which an error arose, and which of its methods was called."""
    trace = error.__traceback__
    while trace is not None:
        code, variables = trace.tb_frame.f_code, trace.tb_frame.f_locals
        if code.co_filename == callback_list.__file__ and "callback" in variables:
            return variables["callback"], code.co_name.removeprefix("_")
        trace = trace.tb_next
    return None
