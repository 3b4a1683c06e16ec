"""Whether a schedule gives rates that anything can be learned with, before the first step."""

from __future__ import annotations

import math

import keras
import numpy as np

from suite.diagnostics.tools.edits import learning_rate_schedule

# So many steps of a run are looked at, evenly; of a run with fewer than the second none is judged
# for its zeros, since a warm-up may well begin there.
_LOOKED_AT = 40
_FEWEST = 10


def bad_rates(optimizer: keras.optimizers.Optimizer, updates: int) -> str | None:
    """What is wrong with the schedule of an optimizer; None where nothing is, or there is none.

    Args:
        optimizer: not yet used.
        updates: of the weights, in the whole run.
    """
    schedule = learning_rate_schedule(optimizer)
    if schedule is None or updates < 1:
        return None
    steps = np.unique(np.linspace(0, updates - 1, _LOOKED_AT).astype(int)).tolist()
    rates = [float(schedule(step)) for step in steps]
    for step, rate in zip(steps, rates, strict=True):
        if not math.isfinite(rate) or rate < 0:
            return f"gives {rate:.3g} at step {step}, and a learning rate is a number of at least 0"
    if updates >= _FEWEST and not any(rates):
        return (
            f"is 0 in each of the {updates} steps of the run; the spans of its "
            "parts must leave it some time (`python -m suite lr RECIPE --preview` draws it)"
        )
    return None
