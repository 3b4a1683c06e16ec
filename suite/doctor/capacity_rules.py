"""Causes in what the model can express, and in which way the loss points."""

from __future__ import annotations

import math
from collections.abc import Iterator

from suite.doctor.case import ENOUGH, Case, below
from suite.doctor.diagnosis import DECISIVE, HINT, SURE, Evidence
from suite.doctor.facts.built import QUARTER, Layer, has_kernel, hidden_activations, layers
from suite.doctor.facts.remedy import HIDDEN, layers_edit, recipe_edit
from suite.doctor.outcome import (
    by_guessing,
    chance,
    class_count,
    climbing,
    half_dead,
    is_values,
    poor,
    score_name,
    training_accuracy,
    vanishing,
)

# Of one batch, with a plain optimizer from fresh weights.
MEMORIZED, FAR_FROM_MEMORIZED = 0.9, 0.8
NEIGHBORS_AHEAD = 0.15
NARROW = 3
# Layers whose gradient fades by 0.25 each: to less than a two hundredth.
DEEP = 4
FELL = 0.05
NEVER_NEGATIVE = (
    "crossentropy",
    "mean_squared_error",
    "mean_absolute_error",
    "mean_squared_logarithmic_error",
    "mean_absolute_percentage_error",
    "huber",
    "log_cosh",
    "hinge",
)


def wrong_sign(case: Case) -> Evidence | None:
    """The loss falls while what is learned does, or falls below zero where it cannot."""
    measured = math.isfinite(case.examined("loss_direction.right"))
    text, strength = _rewards_errors(case), DECISIVE
    if text is None and not measured:  # else what was measured of the loss has cleared it
        text = _learned_backwards(case)
        text, strength = (text, DECISIVE) if text else (_fell_alone(case), SURE)
    if text is None:
        return None
    strange = case.find("labels", least="error") or case.find("loss_output")
    strange = strange or case.find("target_range")
    return Evidence(
        text,
        advice="look for a minus sign before the loss, and for targets that it does not take",
        strength=strength,
        against=("The targets are not what the loss takes.",) if strange else (),
    )


def _rewards_errors(case: Case) -> str | None:
    """Made-up answers: those that are right cost more than those that are wrong."""
    right, wrong = (case.examined(f"loss_direction.{name}") for name in ("right", "wrong"))
    if not right > wrong or not poor(case):
        return None
    return f"The loss is {right:.3g} for right answers and {wrong:.3g} for wrong ones."


def _learned_backwards(case: Case) -> str | None:
    """Of one batch, from fresh weights: a loss that falls below zero and teaches nothing."""
    first, last, own = (
        case.examined(f"memorize.{name}") for name in ("first_loss", "last_loss", "own_labels")
    )
    nothing = own <= 0 if is_values(case) else own < by_guessing(case)
    if not (last < min(first, 0.0) and nothing):
        return None
    return (
        f"With fresh weights, on one batch alone, the loss falls from {first:.3g} to {last:.3g} "
        "while nothing is learned of it: what falls is not the error."
    )


def _fell_alone(case: Case) -> str | None:
    """The loss of the run against what it has learned."""
    losses = list(case.column("loss"))
    kind = str(case.built("loss.kind", case.fact("loss.kind", "")))
    never = any(name in kind for name in NEVER_NEGATIVE)
    score = training_accuracy(case)
    # Of values, worse than their mean; of classes, worse than guessing.
    worse = score < 0 if is_values(case) else score <= chance(case)
    if not losses or not (never or worse):
        return None
    fell = losses[0] - losses[-1] > FELL * max(abs(losses[0]), abs(losses[-1]))
    backwards = worse and fell and (losses[-1] < 0 or score < chance(case) / 2)
    if not (never and min(losses) < 0) and not backwards:
        return None
    learned = "below 0" if score < 0 else f"{score:.1%}"
    known = f", and the {score_name(case)} is {learned}" if math.isfinite(score) else ""
    return f"The loss has fallen to {min(losses):.3g}{known}: what falls is not the error."


def saturating_activation(case: Case) -> Evidence | None:
    """Many layers in a row that let a quarter of the gradient pass at most, and little learned."""
    names = [name for name, kind in hidden_activations(case).items() if kind in QUARTER]
    if len(names) < DEEP or not poor(case):
        return None
    kind = hidden_activations(case)[names[0]]
    edit = recipe_edit(case, "model.activation", "relu", kind, hints=HIDDEN)
    return Evidence(
        f"Of {len(names)} hidden layers with {kind} each lets a quarter of the gradient pass at "
        f"most: at the first no more than {0.25 ** len(names):.1g} of it can arrive.",
        figure=float(len(names)),
        limit=float(DEEP),
        edit=edit or layers_edit(case, names, "activation", "relu"),
        advice=f'`activation="relu"` in the hidden layers instead of {kind}',
        strength=HINT if case.examined("memorize.own_labels") >= MEMORIZED else SURE,
    )


def too_weak_model(case: Case) -> Evidence | None:
    """Training settles low although gradients flow: no weights of this model fit its data.

    What shows it: one batch that it cannot learn by heart; a net without a hidden layer, or with a
    layer of a few units; nearest neighbors that know better.
    """
    accuracy = training_accuracy(case)
    if not poor(case) or not accuracy < ENOUGH or case.find("finite"):
        return None
    found = (_narrow(case), _linear(case), _memorizes_no_batch(case))
    signs = [one for one in found if one is not None]
    knows_better = _neighbors_ahead(case, accuracy)
    told = [*signs, knows_better] if knows_better else signs
    # What still climbs may get there yet, unless two signs say that it will not.
    if (climbing(case) and len(told) < 2) or not told or (case.stuck and not signs):
        return None
    text, figure, limit = told[0]
    return Evidence(
        f"The {score_name(case)} stays at {accuracy:.0%}. {text}",
        figure=figure,
        limit=limit,
        advice=_widen(case),
        strength=SURE if signs else HINT,
        support=tuple(one[0] for one in told[1:]),
        against=tuple(_other_reasons(case, narrow=found[0] is not None)),
    )


_Sign = tuple[str, float | None, float | None]


def _memorizes_no_batch(case: Case) -> _Sign | None:
    own, steps = case.examined("memorize.own_labels"), case.examined("memorize.steps")
    if not own < FAR_FROM_MEMORIZED:
        return None
    after = f" in {steps:.0f} steps" if math.isfinite(steps) else ""
    text = f"With fresh weights and a plain optimizer it learns {own:.0%} of one batch{after}."
    return text, own, FAR_FROM_MEMORIZED


def _narrow(case: Case) -> _Sign | None:
    """A layer of so few units that the classes do not fit through it."""
    units, name = _narrowest(case)
    if units > min(NARROW, max(1, class_count(case) // 2)):
        return None
    return f"All passes through the {units:.0f} units of `{name}`.", units, None


def _narrowest(case: Case) -> tuple[float, str]:
    """Units and name of the narrowest hidden layer; infinitely many where there is none."""
    name = below(case.examination, "width.narrowest")
    if name:
        return case.examined("width.units"), name
    hidden = [(one["units"], one["name"]) for one in _with_kernels(case)[:-1]]
    units, name = min(hidden, default=(math.inf, ""))
    return float(units), str(name)


def _with_kernels(case: Case) -> list[Layer]:
    return [one for one in layers(case) if has_kernel(one)]


def _linear(case: Case) -> _Sign | None:
    """Nothing bends between the inputs and the last layer with a kernel."""
    examined = below(case.examination, "memorize.linear")
    if examined is not None:
        is_linear = bool(examined)
    elif layers(case):
        is_linear = len(_with_kernels(case)) == 1
    else:
        is_linear = case.fact("model.kind") == "mlp" and case.fact("model.widths") == []
    text = "The model is linear: it draws straight lines between the classes."
    return (text, None, None) if is_linear else None


def _neighbors_ahead(case: Case, accuracy: float) -> _Sign | None:
    agreement = case.examined("neighbors.agreement")
    if not agreement - accuracy > NEIGHBORS_AHEAD:
        return None
    text = f"The labels of the nearest neighbors alone tell {agreement:.0%} of the samples."
    return text, agreement, accuracy + NEIGHBORS_AHEAD


def _other_reasons(case: Case, narrow: bool) -> Iterator[str]:
    """What explains a low accuracy by the way in which it was trained.

    In a layer of two units one is easily dead, and gradients through it fade.
    """
    if narrow:
        return
    if vanishing(case):
        yield "Its gradients vanish, so that it was never put to the test."
    if half_dead(case):
        yield "Half of a layer is dead: a part of the model is idle."
    if case.examined("memorize.own_labels") >= MEMORIZED:
        yield "It does learn one batch by heart."


def _widen(case: Case) -> str:
    units, name = _narrowest(case)
    if not name:
        return "give the model a hidden layer with an activation"
    return f"give `{name}`, the narrowest layer with {units:.0f} units, more of them"
