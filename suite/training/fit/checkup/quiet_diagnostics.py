"""Which diagnostics `suite.fit` has beside those that the user names as callbacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import keras

from suite.catalog import Catalog, Component
from suite.catalog.names.doors import CLOSED
from suite.diagnostics import Diagnostic
from suite.recipe.task.figures import MONITORS
from suite.training.callbacks.batch_hooks import watches_batches
from suite.training.fit.fit_callbacks import callback_from, flat
from suite.training.fit.fit_refusals import WITH_GRAPH
from suite.training.fit.own_methods import TRAINING, has_graph, own_method
from suite.training.full_batch.full_batch import is_full_batch

# What the diagnostics of a run are, as an argument.
Asked: TypeAlias = "str | Sequence[Any] | None"
AUTO = "auto"
# Of fewer steps the others say nothing, and to trace them would be felt.
FEW_STEPS = 20
_OF_FEW_STEPS = ("finite", "loss_curve")


def check_asked(asked: Asked) -> None:
    """Refuse what names no diagnostics.

    Raises:
        ValueError: neither "auto", nor None, nor a list.
    """
    if asked is None or asked == AUTO or isinstance(asked, list | tuple):
        return
    raise ValueError(
        'Argument `diagnostics` must be "auto", None or a list of diagnostics. '
        f"Received: diagnostics={asked!r}"
    )


def quiet_diagnostics(
    asked: Asked,
    model: keras.Model,
    callbacks: Sequence[keras.callbacks.Callback],
    steps: int | None = None,
) -> list[Diagnostic]:
    """The diagnostics that speak at the end only, through the doctor.

    "auto" are those of every run of a recipe that can look at this model, but for those among the
    callbacks.

    Args:
        asked: the argument of `suite.fit`.
        model: compiled.
        callbacks: what the user has named.
        steps: of the run; None where nobody knows.

    Raises:
        ValueError: something in a list is no diagnostic.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> model.compile("sgd", "mse")
        >>> [one.name for one in quiet_diagnostics(["finite"], model, [])]
        ['finite']
    """
    if asked is None:
        return []
    named = {one.name for one in callbacks if isinstance(one, Diagnostic)}
    if asked == AUTO:
        return [one for one in _of_every_run(model, steps) if one.name not in named]
    chosen = [_checked(callback_from(one)) for one in flat(asked)]
    return [one for one in chosen if one.name not in named]


def _of_every_run(model: keras.Model, steps: int | None) -> list[Diagnostic]:
    """Those of a recipe's run, as far as they can look at the model."""
    if own_method(model, TRAINING) or model.run_eagerly or is_full_batch(model.optimizer):
        return []
    # The suite's own: a file of the same name in the user's folders has not been asked for.
    catalog = Catalog(CLOSED)
    names = MONITORS if steps is None or steps >= FEW_STEPS else _OF_FEW_STEPS
    found = [catalog.build("callbacks", Component(name, {})) for name in names]
    return [one for one in found if has_graph(model) or not WITH_GRAPH & set(one.needs)]


def _checked(value: Any) -> Diagnostic:
    """A diagnostic, and nothing else."""
    if not isinstance(value, Diagnostic):
        raise ValueError(
            "Argument `diagnostics` must hold diagnostics; other callbacks belong into "
            f"`callbacks`. Received: {value!r}"
        )
    if watches_batches(value):
        raise ValueError(
            f"Argument `diagnostics` cannot hold {value.name}, which looks at single batches; "
            "give it in `callbacks`."
        )
    return value
