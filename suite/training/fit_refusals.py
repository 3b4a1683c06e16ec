"""What `suite.fit` refuses, since this model cannot have it."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from suite.diagnostics import Diagnostic
from suite.errors import UserError
from suite.training.loop_options import LoopOptions
from suite.training.own_methods import has_graph

_WITH_GRAPH = {"activations", "activation_gradients", "batch_stats"}


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


def refuse_without_graph(model: keras.Model, diagnostics: Sequence[Diagnostic]) -> None:
    """Refuse diagnostics that look at layers where the model does not show them.

    Raises:
        UserError: the outputs of layers cannot be had.
    """
    blind = [one for one in diagnostics if _WITH_GRAPH & set(one.needs)]
    if blind and not has_graph(model):
        raise UserError(
            f"callbacks: {blind[0].name} looks at the outputs of layers, which a model with a "
            f"`call` of its own ({type(model).__name__}) does not show; build it with the "
            "functional API, or remove the callback."
        )
