"""What `suite.fit` refuses, since this model cannot have it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import keras
import tensorflow as tf

from suite.diagnostics import Diagnostic
from suite.diagnostics.tools.probe import Probe
from suite.errors import RunFailure, UserError
from suite.training.fit.data.epoch_batches import EpochBatches
from suite.training.fit.own_methods import has_graph
from suite.training.loop.loop_options import LoopOptions

WITH_GRAPH = {"activations", "activation_gradients", "batch_stats"}


def refuse_for_own_training(
    model: keras.Model, method: str, diagnostics: Sequence[Diagnostic], options: LoopOptions
) -> None:
    """Refuse what only the suite's own step can do.

    Args:
        model: which trains by another step.
        method: the name of what it overrides.

    Raises:
        UserError: something would be left out.
    """
    asked = f"callbacks: {diagnostics[0].name} measures" if diagnostics else None
    if options.clip_norm is not None:
        asked = "clip_norm: is applied"
    if options.steps_per_execution != "auto":
        asked = "steps_per_execution: counts steps"
    if asked:
        raise UserError(
            f"{asked} inside the suite's step, and {type(model).__name__} trains by a `{method}` "
            "of its own; remove the one or the other."
        )


def refuse_second_reading(batches: EpochBatches, diagnostics: Sequence[Diagnostic]) -> None:
    """Refuse diagnostics that take batches of their own from data that gives none.

    Raises:
        UserError: the data can be read once only, or has no rows to take.
    """
    probes = [one for one in diagnostics if isinstance(one, Probe)]
    if not probes:
        return
    if not batches.can_be_read_again:
        kind = type(batches.data_adapter).__name__.removesuffix("Adapter")
        why = f"{kind} does not give the same batches twice"
    elif any(isinstance(s, tf.SparseTensorSpec) for s in tf.nest.flatten(batches.element_spec)):
        why = "sparse tensors do not give their rows one by one"
    else:
        return
    raise UserError(
        f"callbacks: {probes[0].name} goes over training batches between two steps, and {why}; "
        "train from arrays or a tf.data.Dataset of dense tensors, or remove the callback."
    )


@contextlib.contextmanager
def without_graph_said(model: keras.Model) -> Iterator[None]:
    """Where a diagnostic cannot be built for want of layers' outputs, say that this is why.

    Raises:
        UserError: the model does not show them, and the diagnostic asked for one.
    """
    try:
        yield
    except RunFailure as error:
        if has_graph(model) or not isinstance(error.__cause__, (AttributeError, ValueError)):
            raise
        raise UserError(
            f"callbacks: {error}. A model with a `call` of its own ({type(model).__name__}) does "
            "not show the outputs of its layers; build it with the functional API, or remove the "
            "callback."
        ) from error


def refuse_without_graph(model: keras.Model, diagnostics: Sequence[Diagnostic]) -> None:
    """Refuse diagnostics that look at layers where the model does not show them.

    Raises:
        UserError: the outputs of layers are out of reach.
    """
    blind = [one for one in diagnostics if WITH_GRAPH & set(one.needs)]
    if blind and not has_graph(model):
        raise UserError(
            f"callbacks: {blind[0].name} looks at the outputs of layers, which a model with a "
            f"`call` of its own ({type(model).__name__}) does not show; build it with the "
            "functional API, or remove the callback."
        )
