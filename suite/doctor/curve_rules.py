"""Causes that show in training: what came first, then the curves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from suite.doctor.case import Case
from suite.doctor.diagnosis import HINT, OWN, SURE, Evidence
from suite.doctor.outcome import (
    accuracies,
    climbing,
    half_dead,
    is_values,
    poor,
    training_accuracy,
    vanishing,
)
from suite.doctor.rate_edit import RATE, higher_rate, lower_rate
from suite.edit import Edit

DECAYED = 1e-2
FEWEST_STEPS, WELL_ON_ITS_WAY = 100, 0.85
# Updates of 3 % of a kernel are many for a start; units that die after them died of them.
BRISK = 0.03
THROWN = 0.1
# The lectures' rule of thumb for the size of an update against that of the weights.
USUAL = 1e-3
# Below this share of the rate that was asked for, a warm-up has not got anywhere.
WARMED_UP = 0.3
CRAWLING, LITTLE = 3e-4, 0.5
_PEAKS = ("peak_learning_rate", "maximum_learning_rate", "warmup_target")


def rate_too_high(case: Case) -> Evidence | None:
    """Large updates at first and a run that has taken harm; or what large steps leave of a run
    that learns nothing. A run that learns is not accused, whatever its first steps were."""
    if not poor(case):
        return None
    found, ratio = case.find("update_ratio", "optim/learning-rate", least="note"), None
    if found is not None and (case.lost or _harmed(case)):
        ratio = found["figure"]
    elif case.lost:
        found = _thrown(case)
    else:
        return None
    if found is None:
        return None
    # Units that died in training may have died of something else than a step that was too large.
    hinted = found["diagnostic"] == "dead_neurons" and not _brisk(case)
    strength = HINT if hinted else SURE
    return Evidence.of(found, lower_rate(case, ratio) or OWN, _LOWER, strength)


def _brisk(case: Case) -> bool:
    """Whether an update was ever large, though not too large."""
    return max(case.column("update_ratio/max"), default=0.0) > BRISK


_LOWER = "lower the learning rate to a tenth"


def _harmed(case: Case) -> bool:
    """Whether a run that learns a little bears marks of large steps and has stopped to learn."""
    if climbing(case):
        return False
    ratios = sorted(case.column("update_ratio/max"))
    lasting = bool(ratios) and ratios[len(ratios) // 2] > THROWN
    marks = (
        case.find("loss_curve", "optim/learning-rate", least="note"),
        case.find("gradient_norm", "foundations/backprop", least="note"),
        half_dead(case),
    )
    return lasting or any(marks)


def _thrown(case: Case) -> Mapping[str, Any] | None:
    """The first sign of large steps in a run that learns nothing."""
    dead = half_dead(case)
    # Where gradients vanish, one that is too large for its step says nothing of the rate.
    exploded = "gradient_norm", "foundations/backprop", "optim/learning-rate"
    signs = [
        case.find("finite"),
        None if vanishing(case) else case.find(*exploded, least="note"),
        case.find("loss_curve", "optim/learning-rate", least="note"),
        dead if dead and dead["step"] else None,
    ]
    return min(filter(None, signs), key=lambda one: one["step"] or 0, default=None)


def rate_decays_early(case: Case) -> Evidence | None:
    """By half of the run the rate is a hundredth of what it was, and little is learned."""
    rates = list(case.column("learning_rate"))
    highest = max([*rates, *_rates_asked(case)], default=0.0)
    if len(rates) < 2 or not poor(case) or not highest:
        return None
    half = rates[(len(rates) - 1) // 2]
    # Before a peak that is still to come the rate is low as well.
    if half >= DECAYED * highest or max(rates[len(rates) // 2 :]) > half:
        return None
    return Evidence(
        f"After half of the epochs the learning rate was {half:.2g}, at first {highest:.2g}.",
        figure=half / highest,
        limit=DECAYED,
        edit=_decay_edit(case),
    )


def _rates_asked(case: Case) -> list[float]:
    """What a schedule begins with, which the epochs' rates need not show."""
    asked = [case.fact(f"{RATE}.initial_learning_rate"), case.built(f"{RATE}.first")]
    first = case.fact(f"{RATE}.values")
    asked += first[:1] if isinstance(first, list) else []
    return [float(rate) for rate in asked if isinstance(rate, int | float)]


def _decay_edit(case: Case) -> Edit | None:
    key = f"{RATE}.decay_steps"
    steps, boundaries = case.fact(key), case.fact(f"{RATE}.boundaries")
    if steps is not None:
        return Edit(key, steps, "100%")
    if not isinstance(boundaries, list) or not boundaries:
        return None
    count = len(boundaries)
    later = [f"{50 + 40 * number // count}%" for number in range(count)]
    return Edit(f"{RATE}.boundaries", boundaries, later)


def too_few_steps(case: Case) -> Evidence | None:
    """A run of fewer than 100 steps that was not done."""
    ended = case.summary.get("status", "finished") == "finished"
    stopped = case.summary.get("stopped_by")
    gathered = case.built(_GATHERED) or 1
    updates = case.steps // gathered
    if not 0 < updates < FEWEST_STEPS or not ended or stopped or not poor(case) or not case.rows:
        return None
    if not is_values(case) and training_accuracy(case) > WELL_ON_ITS_WAY:
        return None
    text, edit = f"The run took {case.steps} steps in all.", _more_steps(case)
    if case.steps == 1:
        text = "The run took 1 step in all."
    if gathered > 1:
        text = f"Of {case.steps} batches, {gathered} at a time, the run made {updates} updates."
        edit = Edit(_GATHERED, gathered, None)
    return Evidence(text, figure=float(updates), limit=float(FEWEST_STEPS), edit=edit)


_GATHERED = "optimizer.gradient_accumulation_steps"


def _more_steps(case: Case) -> Edit | None:
    """Smaller batches where an epoch has next to no steps; else more epochs."""
    batch, epochs = case.fact("data.batch_size"), case.fact("training.epochs")
    per_epoch = case.rows[0].get("step") or math.ceil(case.steps / len(case.rows))
    whole_passes = "full_batch/passes" in case.rows[0]
    if per_epoch < FEWEST_STEPS / 10 and batch and batch > 64 and not whole_passes:
        return Edit("data.batch_size", batch, 64)
    if epochs is None:
        return None
    return Edit("training.epochs", epochs, -(-FEWEST_STEPS // per_epoch))


_RAISE = "raise the learning rate by a power of ten"


def rate_too_low(case: Case) -> Evidence | None:
    """Updates of next to nothing; or of less than usual, in a run that is stuck or crawls; or a
    warm-up that never came near the rate that was asked for."""
    if not poor(case) or half_dead(case):  # through dead units nothing comes, at whatever rate
        return None
    found = case.find("update_ratio", "practice/babysitting")
    if found:
        return Evidence.of(found, higher_rate(case, found["figure"]) or OWN, _RAISE)
    largest = max(case.column("update_ratio/max"), default=math.inf)
    values = accuracies(case)
    crawls = largest < CRAWLING and climbing(case) and values[-1] < LITTLE
    if (case.stuck and largest < USUAL) or crawls:
        return Evidence(
            f"No update changes a kernel by more than {largest:.1e} of its size, and "
            f"{'little' if crawls and not case.stuck else 'nothing'} is learned.",
            figure=largest,
            limit=USUAL,
            edit=higher_rate(case, largest),
            advice=_RAISE,
        )
    return _never_warm(case)


def _never_warm(case: Case) -> Evidence | None:
    """The highest rate of the run against the peak that its schedule was to reach."""
    asked = case.built(f"{RATE}.asked", 0.0) or _peak(case.fact(RATE))
    reached = case.built(f"{RATE}.highest", math.nan)
    if not asked or not 0 < reached < WARMED_UP * asked:
        return None
    return Evidence(
        f"The learning rate was to rise to {asked:.2g}, and never went beyond {reached:.2g}.",
        figure=reached / asked,
        limit=WARMED_UP,
        edit=_shorter_rise(case),
        strength=SURE if case.stuck or reached < asked / 10 else HINT,
    )


def _peak(rate: Any) -> float:
    """The rate to which a schedule rises; 0 where it does not."""
    if not isinstance(rate, Mapping):
        return 0.0
    follows = rate.get("schedule")
    if isinstance(follows, Mapping):
        follows = follows.get("initial_learning_rate")
    heights = [*(rate.get(name) for name in _PEAKS), follows]
    return max((float(one) for one in heights if isinstance(one, int | float)), default=0.0)


def _shorter_rise(case: Case) -> Edit | None:
    for name in ("warmup_steps", "warmup", "steps"):
        steps = case.fact(f"{RATE}.{name}")
        if steps is not None:
            return Edit(f"{RATE}.{name}", steps, "5%")
    return None
