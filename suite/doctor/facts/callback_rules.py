"""Callbacks that end a run, or take its learning rate away."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

from suite.doctor.case import Case
from suite.doctor.diagnosis import Evidence
from suite.doctor.outcome import poor
from suite.edit import Edit

# By half of the run so little of the rate is left, and at its end.
_HALF, _LEFT = 0.1, 1e-2
FEWEST_STEPS = 100
# A run that was ended before so much of its plan may have had more to learn.
_EARLY = 0.5
# By how much a curve moves in two epochs while something is still learned.
_MOVING = 0.01
_PLATEAU = "reduce_lr_on_plateau"
_LOWERING = (_PLATEAU, "learning_rate_scheduler")
_PATIENT = 1


def stopped_early(case: Case) -> Evidence | None:
    """A callback ended the run, or took the learning rate away, while it still was learning."""
    if case.find("finite"):
        return None
    return (_rate_taken(case) if poor(case) else None) or _ended(case)


def _ended(case: Case) -> Evidence | None:
    """A run ended before half of its epochs by a callback that asks for too much too soon."""
    kind = case.summary.get("stopped_by")
    kind = kind.get("kind") if isinstance(kind, dict) else None
    planned, done = case.built("epochs") or case.fact("training.epochs"), len(case.rows)
    if kind is None or not planned or done > _EARLY * planned:
        return None
    asked = _callback(case, kind)
    reason = _wrong_way(asked)
    if reason is None and poor(case) and (case.steps < FEWEST_STEPS or _still_learning(case)):
        reason = _haste(case, asked)
    if reason is None:
        return None
    watched = f" on {asked['monitor']}" if asked.get("monitor") else ""
    return Evidence(
        f"{kind}{watched} ended the run after {done} of {planned} epochs: {reason}.",
        figure=float(done),
        limit=float(planned),
        edit=_without(case, kind),
        advice=f"give {kind} a patience of 5 epochs at least, and see that its `mode` and "
        "`min_delta` suit what it watches",
    )


def _wrong_way(asked: Mapping[str, Any]) -> str | None:
    """That a callback takes what gets better for what gets worse, whatever the run has learned."""
    monitor, mode = str(asked.get("monitor", "")), asked.get("mode")
    if ("acc" in monitor and mode == "min") or ("loss" in monitor and mode == "max"):
        return f"its mode is {mode}, and {monitor} gets better the other way"
    return None


def _haste(case: Case, asked: Mapping[str, Any]) -> str | None:
    """Why a callback stops too soon; None where it had good reason."""
    monitor = str(asked.get("monitor", ""))
    delta, values = abs(asked.get("min_delta") or 0.0), list(case.column(monitor))
    changes = [abs(after - before) for before, after in itertools.pairwise(values)]
    if delta and changes and delta > max(changes):
        return f"a change below {delta:g} counts for nothing, and none was above {max(changes):.2g}"
    baseline = asked.get("baseline")
    if isinstance(baseline, int | float) and values and not _reaches(values, baseline, monitor):
        return f"it wants a {monitor} of {baseline:g} within its patience"
    patience = asked.get("patience")
    if not isinstance(patience, int):
        return "it is not one of Keras's"
    return None if patience > _PATIENT else f"its patience is {patience}"


def _reaches(values: list[float], baseline: float, monitor: str) -> bool:
    return min(values) < baseline if "loss" in monitor else max(values) > baseline


def _still_learning(case: Case) -> bool:
    """Whether a loss was still falling, or an accuracy rising, in the last epochs."""
    for name, sign in (("loss", -1), ("val_loss", -1), ("accuracy", 1), ("val_accuracy", 1)):
        values = list(case.column(name))[-3:]
        if len(values) > 1 and sign * (values[-1] - values[0]) > _MOVING * abs(values[0]):
            return True
    return len(case.rows) < 2


def _callback(case: Case, kind: str) -> Mapping[str, Any]:
    listed = case.built("callbacks", [])
    return next((one for one in listed if one.get("kind") == kind), {})


def _without(case: Case, kind: str) -> Edit | None:
    """The callback left out: what it waits for may be as wrong as how long."""
    listed = case.fact("callbacks")
    if not isinstance(listed, list):
        return None
    kinds = [one.get("kind") if isinstance(one, dict) else one for one in listed]
    if kind not in kinds:
        return None
    rest = [one for one, own in zip(listed, kinds, strict=True) if own != kind]
    return Edit("callbacks", f"[{kind}, ...]", rest)


def _lowered_by(case: Case) -> str | None:
    """The callback that lowers the rate, where the schedule of the optimizer does not."""
    if case.built("optimizer.learning_rate.kind") not in ("constant", None):
        return None
    listed = case.built("callbacks", [])
    return next((one["kind"] for one in listed if one.get("kind") in _LOWERING), None)


def _rate_taken(case: Case) -> Evidence | None:
    """A rate of which a callback has left less than a hundredth."""
    kind, rates = _lowered_by(case), list(case.column("learning_rate"))
    if kind is None or not rates:
        return None
    first = max(rates[0], case.built("optimizer.learning_rate.first", 0.0))
    half = rates[(len(rates) - 1) // 2]
    if not half < _HALF * first or not rates[-1] < 1.01 * _LEFT * first:
        return None
    if case.stuck and kind == _PLATEAU and not _soon(case, first):
        return None
    return Evidence(
        f"{kind} had lowered the learning rate from {first:.2g} to {half:.2g} by half of the run.",
        figure=half / first,
        limit=_HALF,
        edit=_without(case, kind),
        advice=f"let {kind} wait for more epochs, or lower the rate by less",
    )


def _soon(case: Case, first: float) -> bool:
    """Whether the rate was lowered before the run had had time to learn anything."""
    lowered = (row for row in case.rows if row.get("learning_rate", first) < 0.999 * first)
    return next(lowered, {}).get("step", math.inf) <= FEWEST_STEPS
