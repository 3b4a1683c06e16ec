"""The checks in the order in which they run and report."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from suite.checks.architecture import architecture
from suite.checks.batch_mixing import batch_mixing
from suite.checks.data.batch_variety import batch_variety
from suite.checks.data.class_weights import class_weights
from suite.checks.data.distinct_inputs import distinct_inputs
from suite.checks.data.single_column import single_column
from suite.checks.data.target_range import target_range
from suite.checks.full_batch import full_batch
from suite.checks.gradient_check import gradient_check
from suite.checks.init_gain import init_gain
from suite.checks.init_loss import init_loss
from suite.checks.init_symmetry import init_symmetry
from suite.checks.input_scale import input_scale
from suite.checks.labels import labels
from suite.checks.leakage import leakage
from suite.checks.loss_output import loss_output
from suite.checks.overfit_batch import overfit_batch
from suite.checks.support.context import CheckContext
from suite.checks.support.untouched import untouched
from suite.diagnostics import Finding
from suite.diagnostics.start import start_of

Check = Callable[[CheckContext], list[Finding]]

# Cheap enough for the start of every run: less than a second in all.
CHECKS: tuple[Check, ...] = (
    input_scale,
    labels,
    class_weights,
    target_range,
    batch_variety,
    leakage,
    distinct_inputs,
    single_column,
    loss_output,
    full_batch,
    architecture,
    init_loss,
    init_symmetry,
    init_gain,
)
_OF_INITIAL_WEIGHTS: tuple[Check, ...] = (init_loss, init_symmetry, init_gain)
# Seconds to minutes each: on request.
DEEP_CHECKS: tuple[Check, ...] = (overfit_batch, gradient_check, batch_mixing)


def run_checks(
    context: CheckContext,
    checks: Sequence[Check] = CHECKS,
    failed: Callable[[str, Exception], list[Finding]] | None = None,
) -> dict[str, list[Finding]]:
    """What each check found, by its name; the model and all random states stay as they were.

    Checks of initial weights find nothing in weights that were trained before.

    Args:
        context: what they look at.
        checks: which.
        failed: given the name of a check that fails and its error, what to say of it; by default
            the error goes on.

    Example:
        >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "relu")])
        >>> model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        >>> found = run_checks(CheckContext(None, model, None, (np.ones((4, 4)), np.zeros(4)), 3))
        >>> [check for check, findings in found.items() if findings]
        ['input_scale', 'loss_output']
    """
    skipped = _OF_INITIAL_WEIGHTS if start_of(context.model).is_trained else ()
    found: dict[str, list[Finding]] = {}
    with untouched(context.model):
        for check in checks:
            try:
                said = [] if check in skipped else check(context)
            except Exception as error:
                if failed is None:
                    raise
                said = failed(check.__name__, error)
            found.setdefault(check.__name__, []).extend(said)
    return found
