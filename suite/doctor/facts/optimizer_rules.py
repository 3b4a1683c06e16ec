"""Causes in the settings of the optimizer, of penalties and of what weighs the samples."""

from __future__ import annotations

import math
from typing import NamedTuple

from suite.doctor.case import Case
from suite.doctor.diagnosis import Evidence
from suite.doctor.facts.built import (
    highest,
    is_adaptive,
    is_batch_norm,
    layers,
    median,
    optimizer_number,
)
from suite.doctor.facts.remedy import layers_edit, quoted, recipe_edit
from suite.doctor.outcome import accuracies, poor, validation_accuracy
from suite.edit import Edit

# A coupled decay of 0.05, weight_decay / 2 * sum w^2, is an L2 penalty of half of it.
DECAY_LIMIT = 0.05
_PENALTIES = {"l2": DECAY_LIMIT / 2, "l1": 0.003, "activity_l1": 0.05, "activity_l2": 0.05}
# Decoupled from gradients that the optimizer brings to size 1.
_DECOUPLED_LIMIT = 0.5
CLIPPED = 100.0
MEMORY = 100.0
VALIDATION_GAP = 0.02
# An epsilon that is so many times as large as what it is added to rules the step.
_RULES = 10.0
_EPSILON_LIMIT, _NORM_EPSILON_LIMIT = 0.05, 0.5
_BRISK = 1e-2
# A weight that is so many times another one, or that makes the loss so many times as large.
_WEIGHT_RATIO, _WEIGHT_MEAN = 100.0, 10.0


class _Penalty(NamedTuple):
    """A penalty against the usual: where it is set, what it is called, its size and its limit."""

    names: list[str]
    kind: str
    figure: float
    limit: float


def too_much_decay(case: Case) -> Evidence | None:
    """A penalty so strong that the weights, or what the layers put out, are held near zero."""
    if not poor(case):
        return None
    # Real targets of any size make losses of any size, and penalties that go with them.
    scale = max(1.0, case.rows[0].get("loss", 1.0)) if case.built("targets") == "values" else 1.0
    worst = max(_penalties(case), key=lambda one: one.figure / one.limit)
    if not worst.figure >= scale * worst.limit:
        return None
    where = f" of {quoted(worst.names)}" if worst.names else ""
    usual = "1e-5 to 1e-3 is usual" if worst.limit <= DECAY_LIMIT else "0.004 to 0.1 is usual"
    text = f"The {worst.kind}{where} is {worst.figure:g}, where {usual}."
    edit, advice = _less_penalty(case, worst)
    return Evidence(text, figure=worst.figure, limit=worst.limit, edit=edit, advice=advice)


def _penalties(case: Case) -> list[_Penalty]:
    decoupled = _DECOUPLED_LIMIT if is_adaptive(case) else DECAY_LIMIT
    found = [_Penalty([], "optimizer's decay", optimizer_number(case, "weight_decay"), decoupled)]
    if not layers(case):
        decay = case.number("model.weight_decay")
        return [*found, _Penalty([], "weight decay", decay, DECAY_LIMIT)]
    for name, limit in _PENALTIES.items():
        figure, names = highest(case, name)
        what, _, power = name.rpartition("_")
        words = f"{power.upper()} penalty on the {'outputs' if what else 'weights'}"
        if name == "l2" and recipe_edit(case, "model.weight_decay", 0, built=2 * figure):
            found.append(_Penalty([], "weight decay", 2 * figure, 2 * limit))
        else:
            found.append(_Penalty(names, words, figure, limit))
    return found


def _less_penalty(case: Case, worst: _Penalty) -> tuple[Edit | None, str]:
    """The edit that takes the penalty back to the usual, and the same as advice."""
    if worst.kind == "optimizer's decay":
        edit = recipe_edit(case, "optimizer.weight_decay", 0.0001, built=worst.figure)
        return edit, "`weight_decay=0.0001` in the optimizer"
    if worst.kind == "weight decay":
        return Edit("model.weight_decay", f"{worst.figure:g}", 0.0001), ""
    argument = "kernel_regularizer" if "weights" in worst.kind else "activity_regularizer"
    advice = f"leave out `{argument}` in {quoted(worst.names)}, or divide it by 100 at least"
    edit = layers_edit(case, worst.names, argument, None)
    own = worst.kind[:2].lower(), "decay", "regular", "penal"
    edit = edit or recipe_edit(case, f"model.{argument}", 0.0, worst.figure, own)
    if edit is None and case.fact("penalties"):
        edit = Edit("penalties", "[...]", [])
    return edit, advice


def clip_too_tight(case: Case) -> Evidence | None:
    """Gradients that are usually a hundred times as long as they may be.

    An optimizer that divides by the size of the gradients undoes that, unless what is left is as
    small as its epsilon.
    """
    if not poor(case):
        return None
    norm, entry = (median(list(case.column(f"gradient_norm/{name}"))) for name in ("mean", "rms"))
    for key, argument, usual in (
        ("training.clip_norm", "clip_norm", norm),
        ("optimizer.global_clipnorm", "global_clipnorm", norm),
        ("optimizer.clipnorm", "clipnorm", norm),
        ("optimizer.clipvalue", "clipvalue", entry),
    ):
        limit = _limit(case, key, argument)
        if not limit or not usual >= CLIPPED * limit or _undone(case, limit, norm, entry):
            continue
        what = "an entry of the gradient" if argument == "clipvalue" else "the gradient's norm"
        new = f"{max(1.0, round(usual)):g}"
        return Evidence(
            f"{what[0].upper()}{what[1:]} is usually {usual:.3g} and is clipped to {limit:g}.",
            figure=usual / limit,
            limit=CLIPPED,
            edit=recipe_edit(case, key, new, built=limit),
            advice=f"`{argument}={new}` instead of {limit:g}",
        )
    return None


def _limit(case: Case, key: str, argument: str) -> float:
    if key.startswith("optimizer."):
        return optimizer_number(case, argument)
    return float(case.built(argument) or 0.0) or case.number(key)


def _undone(case: Case, limit: float, norm: float, entry: float) -> bool:
    """Whether an adaptive optimizer brings clipped gradients back to size: where their entries,
    limit * entry / norm, still are larger than its epsilon."""
    epsilon = optimizer_number(case, "epsilon") or 1e-7
    return is_adaptive(case) and limit * entry / norm > _RULES * epsilon


def momentum_too_high(case: Case) -> Evidence | None:
    """The velocity averages 1 / (1 - momentum) steps; 0.9 makes that 10."""
    argument = max(("momentum", "beta_1"), key=lambda name: optimizer_number(case, name))
    momentum = optimizer_number(case, argument)
    memory = remembered(momentum)
    swings = poor(case) or case.find("loss_curve", "optim/learning-rate")
    if memory <= MEMORY or not (swings or lags(case)):
        return None
    return Evidence(
        f"With a momentum of {momentum:g} each step goes on for {memory:.3g} more.",
        figure=memory,
        limit=MEMORY,
        edit=recipe_edit(case, f"optimizer.{argument}", 0.9, built=momentum),
        advice=f"`{argument}=0.9` in the optimizer instead of {momentum:g}",
    )


def bad_epsilon(case: Case) -> Evidence | None:
    """An epsilon that rules what it should only keep from a division by zero."""
    if not poor(case):
        return None
    figure, names = highest(case, "epsilon", counts=lambda one: "norm" in one.get("kind", ""))
    if figure >= _NORM_EPSILON_LIMIT:
        edit = recipe_edit(case, "model.norm_epsilon", 1e-5, figure, hints=("eps",))
        return Evidence(
            f"The epsilon of {quoted(names)} is {figure:g}, where 1e-5 to 1e-3 is usual: it is "
            "added to a variance of about 1.",
            figure=figure,
            limit=_NORM_EPSILON_LIMIT,
            edit=edit or layers_edit(case, names, "epsilon", 0.001),
            advice=f"`epsilon=0.001` in {quoted(names)}",
        )
    epsilon, entry = (
        optimizer_number(case, "epsilon"),
        median(list(case.column("gradient_norm/rms"))),
    )
    limit = _RULES * entry if math.isfinite(entry) else _EPSILON_LIMIT
    brisk = max(case.column("update_ratio/max"), default=0.0) > _BRISK
    if not is_adaptive(case) or epsilon < max(limit, 1e-6) or brisk:
        return None
    return Evidence(
        f"The optimizer's epsilon is {epsilon:g}; it is added to the size of the gradients, which "
        f"is about {entry:.2g} here, and makes the steps as many times too small.",
        figure=epsilon,
        limit=limit,
        edit=recipe_edit(case, "optimizer.epsilon", 1e-7, built=epsilon),
        advice=f"`epsilon=1e-7` in the optimizer instead of {epsilon:g}",
    )


def class_weights(case: Case) -> Evidence | None:
    """Weights of classes that leave one out, drown the others, or make the loss far too large."""
    given = case.built("class_weights") or case.fact("training.class_weights")
    seen = case.find("class_weights")
    if seen and (poor(case) or lags(case)):  # weights of samples among them
        return Evidence.of(seen, advice=_EVEN)
    if not isinstance(given, dict) or not given:
        return None
    weights = {name: float(one) for name, one in given.items() if isinstance(one, int | float)}
    text = _bad_weights(case, weights)
    if text is None:
        return None
    old = case.fact("training.class_weights")
    return Evidence(
        text,
        edit=Edit("training.class_weights", old, None) if old else None,
        advice=_EVEN,
    )


_EVEN = "leave out the weights of classes and samples, or let them have a mean of 1"


def _bad_weights(case: Case, weights: dict[str, float]) -> str | None:
    left_out = [name for name, weight in weights.items() if weight == 0]
    best = 1.0 - 0.5 * len(left_out) / max(case.classes, len(weights))
    learned = max([*accuracies(case)[-1:], validation_accuracy(case)])
    if left_out and learned < best:
        return f"The class {left_out[0]} weighs 0 in the loss: nothing is learned of it."
    positive = [weight for weight in weights.values() if weight > 0]
    if not positive or not (poor(case) or lags(case)):
        return None
    mean, ratio = sum(positive) / max(case.classes, len(positive)), max(positive) / min(positive)
    if case.fact("training.class_weights") == "balanced":
        return None
    if mean > _WEIGHT_MEAN:
        return (
            f"The classes weigh {mean:.3g} on average: the gradients are as many times too large."
        )
    if ratio > _WEIGHT_RATIO:
        return (
            f"A class weighs {ratio:.3g} times as much as another: little is learned of the other."
        )
    return None


def norm_momentum(case: Case) -> Evidence | None:
    """Moving statistics whose beginning still weighs when the run ends: momentum^steps of it."""
    momentum, names = highest(case, "momentum", counts=is_batch_norm)
    if not names:
        if layers(case) or not _measured_norms(case):
            return None
        momentum = case.number("model.norm_momentum")
    memory = remembered(momentum)
    gap = case.examined("inference.train_mode_accuracy") - case.examined("inference.train_accuracy")
    arrives = memory <= max(case.steps, MEMORY)
    still = momentum ** max(1, case.steps) > 0.05 and gap > 0.1
    if (arrives and not still) or not (lags(case) or still):
        return None
    edit = recipe_edit(case, "model.norm_momentum", 0.9, momentum, hints=("momentum",))
    return Evidence(
        f"With a momentum of {momentum:g} they need {memory:.3g} steps; the run had {case.steps}.",
        figure=memory,
        limit=float(case.steps),
        edit=edit or layers_edit(case, names, "momentum", 0.9),
        advice=f"`momentum=0.9` in {quoted(names)}, or train for longer",
    )


def _measured_norms(case: Case) -> bool:
    return any(key.startswith("batchnorm_stats/") for row in case.rows for key in row)


def remembered(momentum: float) -> float:
    """How many steps a moving average looks back."""
    return round(1 / (1 - momentum), 6) if momentum < 1 else math.inf


def lags(case: Case) -> bool:
    """Whether validation is worse than training was, in training mode."""
    return (accuracies(case) or [math.nan])[-1] - validation_accuracy(case) > VALIDATION_GAP
