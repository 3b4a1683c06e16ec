"""Causes of a net that has learned its training data and is bad on everything else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from suite.doctor.case import ENOUGH, Case
from suite.doctor.diagnosis import DECISIVE, HINT, SURE, Evidence
from suite.doctor.facts.built import is_batch_norm, layers
from suite.doctor.outcome import (
    GAP,
    accuracies,
    averaged_weights,
    by_guessing,
    chance,
    climbing,
    falls_short,
    falls_short_on_test,
    few_samples,
    poor,
    settled,
    training_accuracy,
    validation_accuracy,
)
from suite.edit import Edit

# Area under the curve of a classifier that tells training from validation; 0.5 where both are of
# one distribution.
TOLD_APART = 0.72
# Of inputs that differ without a doubt a smaller loss of accuracy is enough.
NEVER_ALIKE, SMALL_GAP = 0.98, 0.07
FAR_MEANS, FAR_SCALES = 0.5, 1.5
INVERTED = 0.3
# How much closer the channels come in another order, in squared standard errors.
OUT_OF_ORDER, IN_ORDER = 20.0, 0.5
RENAMED = 0.3
RELATED, UNRELATED = 0.12, 0.05
NEAR = 0.05
GIVEN_AWAY, AHEAD = 0.95, 0.2
MODES_APART = 0.1
UNREPEATED = 0.2
AUGMENTED_AWAY, BELOW_VALIDATION = 0.2, 0.15
BY_HEART, HEARTLESS_GAP, FEW_GAP, LEAST_GAP = 0.97, 0.2, 0.1, 0.07
# They mix labels as well as images, so that none of these is right or wrong.
_MIXES = ("mixup", "cutmix")


def data_shift(case: Case) -> Evidence | None:
    """Validation is not like training, and its inputs can be told from those of training."""
    better = validation_accuracy(case) - training_accuracy(case) > MODES_APART
    signs = [*_pictures_apart(case), *_channels_apart(case)]
    area = case.examined("shift.two_sample")
    gap = SMALL_GAP if signs and area > NEVER_ALIKE else GAP
    if not falls_short(case, gap) and not (better and poor(case)):
        return None
    if area > TOLD_APART:
        signs.append(f"A small classifier tells the two apart (area under the curve {area:.2f}).")
    if not signs:
        return None
    return Evidence(
        f"{_gap(case)} Its inputs are of another kind: {signs[0]}",
        figure=area if math.isfinite(area) else None,
        limit=TOLD_APART if math.isfinite(area) else None,
        advice="prepare validation inputs as training inputs are prepared",
        strength=DECISIVE if len(signs) > 1 or area > (1 + TOLD_APART) / 2 else SURE,
        support=tuple(signs[1:]),
        against=_still_related(case),
    )


def _gap(case: Case) -> str:
    return (
        f"{training_accuracy(case):.0%} of the training set is right, "
        f"{validation_accuracy(case):.0%} of the validation set."
    )


def _pictures_apart(case: Case) -> Iterator[str]:
    if case.examined("shift.inverted") > INVERTED:
        yield "Light and dark are exchanged."
    own, best = case.examined("shift.channel_order.own"), case.examined("shift.channel_order.best")
    if own > OUT_OF_ORDER and best < IN_ORDER * own:
        yield "The channels fit in another order."


def _channels_apart(case: Case) -> Iterator[str]:
    """The channel or column whose mean or deviation differs most, in deviations of training."""
    worst, text = 1.0, ""
    shift = case.examination.get("shift")
    for number, one in enumerate(shift.get("channels", ()) if isinstance(shift, Mapping) else ()):
        deviation = max(one["train_std"], 1e-12)
        moved = abs(one["validation_mean"] - one["train_mean"]) / deviation / FAR_MEANS
        ratio = max(one["validation_std"], 1e-12) / deviation
        scaled = abs(math.log(ratio)) / math.log(FAR_SCALES)
        if max(moved, scaled) > worst and one["train_std"] > 0:
            worst = max(moved, scaled)
            text = (
                f"Column {number} has mean {one['validation_mean']:.3g} and deviation "
                f"{one['validation_std']:.3g}, in training {one['train_mean']:.3g} and "
                f"{one['train_std']:.3g}."
            )
    if text:
        yield text


def _still_related(case: Case) -> tuple[str, ...]:
    """Against another distribution: like inputs of training know the validation labels; or it is
    the classes that are dealt out in another way."""
    said = []
    agreement, own = _agreements(case)
    if agreement > chance(case) + RELATED and agreement > own - UNRELATED:
        said.append(f"Neighbors in the training set know {agreement:.0%} of the validation labels.")
    if case.find("labels", "loss/focal"):
        said.append("In training some classes are missing, or nearly.")
    return tuple(said)


def _agreements(case: Case) -> tuple[float, float]:
    """Of validation labels with those of neighbors in training, and of training labels."""
    return case.examined("neighbors.validation_agreement"), case.examined("neighbors.agreement")


def shuffled_labels(case: Case) -> Evidence | None:
    """Validation would be right under another numbering of the classes; or its labels agree with
    those of like training inputs as by chance, although its inputs are of the same kind."""
    if not falls_short(case) or case.find("labels", "data/one-hot", least="error"):
        return None
    share = case.examined("confusion.validation.permutation.share")
    accuracy = validation_accuracy(case)
    if share - accuracy > RENAMED and share > 0.5:
        return Evidence(
            f"With the classes numbered in another way {share:.0%} of the validation labels are "
            f"right, as they are {accuracy:.0%}.",
            figure=share - accuracy,
            limit=RENAMED,
            advice="let both sets number the classes alike, by one list of their names",
            strength=DECISIVE,
        )
    agreement, own = _agreements(case)
    by_chance = case.examined("neighbors.validation_chance")
    by_chance = by_chance if math.isfinite(by_chance) else chance(case)
    told_apart = case.examined("shift.two_sample") > TOLD_APART
    if told_apart or not agreement < by_chance + UNRELATED or not own > chance(case) + RELATED:
        return None
    return Evidence(
        f"Validation labels agree with those of like training inputs in {agreement:.0%} of the "
        f"cases, as by chance; training labels among themselves in {own:.0%}.",
        figure=agreement,
        limit=by_chance + UNRELATED,
        advice="look at some validation inputs with their labels",
        strength=DECISIVE,
    )


def leakage(case: Case) -> Evidence | None:
    """Validation inputs that are nearly those of training."""
    share = case.examined("duplicates.near_validation")
    if not share > NEAR:
        return None
    return Evidence(
        f"{share:.0%} of the validation inputs stand in the training set but for small changes.",
        figure=share,
        limit=NEAR,
        advice="split by what belongs together, before copies and crops are made",
    )


def feature_leak(case: Case) -> Evidence | None:
    """A column that is the target, as a check saw; or one that gives it away in training, and not
    where it matters."""
    if seen := case.find("single_column"):
        return Evidence.of(seen, advice=_LEAVE_OUT)
    score, second = case.examined("single_feature.score"), case.examined("single_feature.second")
    outside = case.examined("single_feature.validation_score")
    alone = not score - second < AHEAD and (falls_short(case) or falls_short_on_test(case))
    if not score > GIVEN_AWAY or not (alone or score - outside > AHEAD):
        return None
    column = case.examined("single_feature.column")
    valid = f", and for {outside:.0%} of validation" if math.isfinite(outside) else ""
    return Evidence(
        f"Column {column:.0f} alone gives the target away for {score:.0%} of the training "
        f"samples{valid}.",
        figure=score,
        limit=GIVEN_AWAY,
        advice=_LEAVE_OUT,
        strength=DECISIVE,
    )


_LEAVE_OUT = "leave the column out, if it is not known before the target is"


def norm_momentum(case: Case) -> Evidence | None:
    """The same training samples are right in training mode and wrong in inference mode."""
    gap = _mode_gap(case)
    if not gap > MODES_APART or not any(map(is_batch_norm, layers(case))) or averaged_weights(case):
        return None
    return Evidence(
        _modes(case),
        figure=gap,
        limit=MODES_APART,
        advice="give batch normalization a momentum of 0.9, or more steps",
    )


def random_evaluation(case: Case) -> Evidence | None:
    """The net answers the same samples in another way when it is asked again."""
    share = case.examined("inference.unrepeated")
    if not share > UNREPEATED:
        return None
    return Evidence(
        f"Asked twice in inference mode, the net gives another answer for {share:.0%} of the "
        "training samples.",
        figure=share,
        limit=UNREPEATED,
        advice="leave out `training=True` where dropout or noise is called",
    )


def averaged_weights_lag(case: Case) -> Evidence | None:
    """The averaged weights, with which the net is judged, are worse than those it trained with."""
    averaged = averaged_weights(case)
    if not averaged:
        return None
    values = accuracies(case)
    running = values[-1] if values else math.nan
    gap = max(running - training_accuracy(case), running - validation_accuracy(case))
    memory = 1 / (1 - averaged) if averaged < 1 else math.inf
    if not gap > MODES_APART or memory < case.steps / 10:
        return None
    return Evidence(
        f"In training the accuracy was {running:.0%}; with the averaged weights, which look "
        f"{memory:.3g} steps back, it is {running - gap:.0%}.",
        figure=memory,
        limit=case.steps / 10,
        edit=_shorter_memory(case, averaged),
        advice="average over fewer steps",
    )


def _shorter_memory(case: Case, averaged: float) -> Edit | None:
    if case.number("training.ema"):
        return Edit("training.ema", f"{averaged:g}", 0.9 if case.steps < 1000 else 0.99)
    alpha = case.fact("training.lookahead.alpha")
    return None if alpha is None else Edit("training.lookahead.alpha", f"{alpha:g}", 0.5)


def _mode_gap(case: Case) -> float:
    own, train = case.examined("inference.train_accuracy"), "inference.train_mode_accuracy"
    return case.examined(train) - own


def _modes(case: Case) -> str:
    return (
        f"Of the same training samples {case.examined('inference.train_mode_accuracy'):.0%} are "
        f"right in training mode, {case.examined('inference.train_accuracy'):.0%} in inference "
        "mode: the moving statistics have not arrived."
    )


def destructive_augmentation(case: Case) -> Evidence | None:
    """Augmented images of which little is learned, while unchanged ones are known."""
    augment = case.fact("data.augment") or case.built("augment") or _inside(case)
    learned = min(training_accuracy(case), validation_accuracy(case)) >= ENOUGH
    if not augment or learned or _first(augment) in _MIXES:
        return None
    found = _lost_by_augmentation(case)
    if found is None:
        return None
    asked = case.fact("data.augment")
    edit = Edit("data.augment", f"[{_first(asked)}, ...]", []) if asked else None
    advice = "look at some augmented images: can their labels still be told?"
    return replace(found, edit=edit, advice=advice)


def _lost_by_augmentation(case: Case) -> Evidence | None:
    """What unchanged images have over augmented ones; or what little is learned of these."""
    clean = case.examined("inference.train_accuracy")
    changed = case.examined("inference.augmented_accuracy")
    if _inside(case):
        changed = case.examined("inference.train_mode_accuracy")
    if clean - changed > AUGMENTED_AWAY:
        return Evidence(
            f"Of the training images {clean:.0%} are right as they are, augmented {changed:.0%}.",
            figure=clean - changed,
            limit=AUGMENTED_AWAY,
        )
    if case.stuck:
        # As they are, some images can be learned: then it is the augmentation that forbids it.
        unable = case.examined("memorize.own_labels") < BY_HEART
        return Evidence.of(case.stuck, None, strength=HINT if unable else SURE)
    values = accuracies(case)
    gap = validation_accuracy(case) - (values[-1] if values else math.nan)
    if not gap > BELOW_VALIDATION or not settled(case) or climbing(case):
        return None
    return Evidence(
        f"Training, on augmented images, stays {gap:.0%} below validation.",
        figure=gap,
        limit=BELOW_VALIDATION,
        strength=HINT,
    )


def _inside(case: Case) -> list[str]:
    """Augmentation that the model brings along as layers."""
    return [str(one["kind"]) for one in layers(case) if str(one.get("kind")).startswith("random_")]


def _first(augment: Any) -> str:
    first = augment[0] if isinstance(augment, list) else augment
    return first if isinstance(first, str) else str(first["kind"])


def overfitting(case: Case) -> Evidence | None:
    """The validation loss rises while training goes on; or all is known by heart, and far less
    carries over."""
    found = case.find("loss_curve", "reg/early-stopping")
    logged = accuracies(case)
    learning = bool(logged) and logged[-1] < BY_HEART  # there still is something to learn
    if found and not (learning or training_accuracy(case) - validation_accuracy(case) < LEAST_GAP):
        return replace(Evidence.of(found), against=_not_by_heart(case))
    accuracy = training_accuracy(case)
    gap = FEW_GAP if few_samples(case) else HEARTLESS_GAP
    if not accuracy >= BY_HEART or not falls_short(case, gap):
        return None
    return Evidence(
        f"{_gap(case)} What was learned does not carry over.",
        figure=accuracy - validation_accuracy(case),
        limit=gap,
        advice="more data, augmentation, dropout or weight decay; or stop earlier",
        strength=SURE if few_samples(case) else HINT,
        against=_not_by_heart(case),
    )


def _not_by_heart(case: Case) -> tuple[str, ...]:
    """Against overfitting, of which something carries over, and what was learned is known."""
    said = []
    if _mode_gap(case) > MODES_APART:
        said.append("It does not know its training samples in inference mode either.")
    if validation_accuracy(case) < by_guessing(case) and not few_samples(case):
        said.append("Nothing at all of what was learned carries over.")
    return tuple(said)
