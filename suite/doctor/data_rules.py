"""Causes in the data itself: labels, inputs, targets and their order."""

from __future__ import annotations

import math
from dataclasses import replace

from suite.doctor.case import ENOUGH, Case
from suite.doctor.diagnosis import DECISIVE, HINT, SURE, Evidence
from suite.doctor.outcome import (
    accuracies,
    averaged_weights,
    by_guessing,
    chance,
    falls_short,
    few_samples,
    good,
    is_values,
    poor,
    settled,
    training_accuracy,
    validation_accuracy,
    vanishing,
    weakened,
)

NOISY_GAP = 0.1
# So much learned by heart without any use says more than a hint.
USELESS = 0.5
# How far above chance labels of neighbors agree where labels have to do with inputs; below half of
# that they might as well have been dealt out.
RELATED, UNRELATED = 0.12, 0.05
# Training labels that agree so much less with their neighbors than validation labels do.
NOISY_SHARE, ALMOST = 0.8, 0.9
# Validation sets are small, and so is what they say.
NOISY_OUTSIDE, TOLD_APART = 0.7, 0.72
CONFLICTING = 0.05
BLANK, DISTINCT = 0.2, 0.2
FEW_CLASSES = 0.5
OUTSIDE, LARGE = 0.05, 10.0


def blank_inputs(case: Case) -> Evidence | None:
    """Many inputs that are constant, or only a few different ones."""
    blank, distinct = case.examined("duplicates.blank"), case.examined("duplicates.distinct")
    if not poor(case) and not falls_short(case):
        return None
    if blank > BLANK:
        text = f"{blank:.0%} of the training inputs are constant: blank images, or empty rows."
        return Evidence(text, figure=blank, limit=BLANK, advice="look at the inputs themselves")
    if distinct < DISTINCT:
        text = f"Only {distinct:.0%} of the training inputs differ from each other."
        return Evidence(
            text, figure=distinct, limit=DISTINCT, advice="look at the inputs themselves"
        )
    return None


def conflicting_labels(case: Case) -> Evidence | None:
    """The same input stands in the training set with different labels."""
    share = case.examined("duplicates.conflicting")
    if not share > CONFLICTING or not (poor(case) or falls_short(case)):
        return None
    blank = case.examined("duplicates.blank") > BLANK
    return Evidence(
        f"{share:.0%} of the training inputs stand there with another label as well.",
        figure=share,
        limit=CONFLICTING,
        advice="look at equal inputs whose labels differ, and keep one of each",
        against=("They are blank.",) if blank else (),
    )


def unshuffled_data(case: Case) -> Evidence | None:
    """Batches that hold few of the classes which as many samples at random would hold."""
    found = case.find("batch_variety")
    if found and (poor(case) or falls_short(case)):
        return Evidence.of(found, advice=_SHUFFLE)
    share = case.examined("batches.classes_per_batch") / case.examined("batches.expected")
    if not share < FEW_CLASSES or not (poor(case) or falls_short(case)):
        return None
    return Evidence(
        f"A batch holds {case.examined('batches.classes_per_batch'):.2g} classes, where "
        f"{case.examined('batches.expected'):.2g} are to be expected: the samples come in order.",
        figure=share,
        limit=FEW_CLASSES,
        advice=_SHUFFLE,
    )


_SHUFFLE = "shuffle the training samples anew for each epoch"


def target_range(case: Case) -> Evidence | None:
    """Values that the last activation cannot reach, or so far from 0 and 1 that steps that fit
    weights of size 1 never come there; or a loss below 0 of targets that are beyond its own."""
    seen = case.find("target_range")
    if seen and min(case.column("loss"), default=0.0) < 0:
        return Evidence.of(seen, advice=_REACHED)
    if not is_values(case):
        return None
    outside, mean, deviation = (
        case.examined(f"targets.{name}") for name in ("outside", "mean", "std")
    )
    # What cannot be reached is wrong as it is built, however much of the rest is learned.
    if outside > OUTSIDE and not good(case):
        return Evidence(
            f"{outside:.0%} of the targets, which go from {case.examined('targets.min'):.3g} to "
            f"{case.examined('targets.max'):.3g}, lie beyond what the last activation can give.",
            figure=outside,
            limit=OUTSIDE,
            advice=_REACHED,
        )
    if not poor(case):
        return None
    if not max(abs(mean), deviation) > LARGE:
        found = case.find("target_range")
        return Evidence.of(found) if found else None
    return Evidence(
        f"The targets have a mean of {mean:.3g} and a deviation of {deviation:.3g}; outputs begin "
        "near 0.",
        figure=max(abs(mean), deviation),
        limit=LARGE,
        advice="train on targets of mean 0 and deviation 1, and undo it on the predictions",
    )


_REACHED = "take no activation on the last layer, or scale the targets into its range"


def wrong_labels(case: Case) -> Evidence | None:
    """Labels that agree with those of like inputs no better than by chance; or, where that was not
    measured, a run of which nothing but its labels is known to be wrong."""
    found = _unrelated(case) or _noisy(case) or _noisy_validation(case)
    if found is None and (suspected := _suspected(case)) is not None:
        found = replace(suspected, advice=_LOOK, against=_exonerated(case))
    return found


_LOOK = "look at some inputs with their labels"


def _unrelated(case: Case) -> Evidence | None:
    """Nearest neighbors with labels as if dealt out at random, and nothing that carries over."""
    agreement, by_chance = case.examined("neighbors.agreement"), chance(case)
    learned = validation_accuracy(case) > by_chance + RELATED
    if not agreement < by_chance + UNRELATED or learned or not (poor(case) or falls_short(case)):
        return None
    return Evidence(
        f"The labels of like inputs agree in {agreement:.0%} of the cases, as dealt out at random "
        f"({by_chance:.0%}).",
        figure=agreement,
        limit=by_chance + UNRELATED,
        advice=_LOOK,
        strength=DECISIVE,
        against=_nothing_to_compare(case),
    )


def _nothing_to_compare(case: Case) -> tuple[str, ...]:
    """Whether nearest neighbors mean nothing: all inputs are the same, or all labels are."""
    if case.find("labels", "loss/focal"):
        return ("Most labels are the same.",)
    if case.examined("duplicates.blank") > BLANK or case.examined("duplicates.distinct") < DISTINCT:
        return ("Many inputs are blank, or the same.",)
    if case.examined("duplicates.conflicting") > CONFLICTING:
        return ("Equal inputs carry different labels.",)
    return ()


def _noisy(case: Case) -> Evidence | None:
    """Training labels that agree with their neighbors' less than validation labels do."""
    agreement = case.examined("neighbors.agreement")
    clean = case.examined("neighbors.validation_agreement")
    copied = case.examined("duplicates.near_validation") > UNRELATED or case.find("leakage")
    if copied or not agreement < NOISY_SHARE * clean or not clean > chance(case) + RELATED:
        return None
    values = accuracies(case)
    if not values or not (values[-1] < ENOUGH or falls_short(case)):
        return None
    return Evidence(
        f"About {1 - agreement / clean:.0%} of the training labels are wrong: they agree with "
        f"those of like inputs in {agreement:.0%} of the cases, validation labels in {clean:.0%}.",
        figure=agreement / clean,
        limit=NOISY_SHARE,
        advice=_LOOK,
        strength=DECISIVE,
    )


def _noisy_validation(case: Case) -> Evidence | None:
    """Validation labels that agree with those of like training inputs far less than these do among
    themselves, although the inputs are of the same kind."""
    agreement = case.examined("neighbors.agreement")
    outside = case.examined("neighbors.validation_agreement")
    told_apart = case.examined("shift.two_sample") > TOLD_APART
    if told_apart or not falls_short(case) or not agreement > chance(case) + RELATED:
        return None
    if not outside < NOISY_OUTSIDE * agreement:
        return None
    return Evidence(
        f"About {1 - outside / agreement:.0%} of the validation labels are wrong: they agree with "
        f"those of like inputs in {outside:.0%} of the cases, training labels in {agreement:.0%}.",
        figure=outside / agreement,
        limit=NOISY_OUTSIDE,
        advice="look at some validation inputs with their labels",
    )


def _suspected(case: Case) -> Evidence | None:
    """Stuck, or by heart without any use, or validation that knows better than training."""
    if case.stuck:
        return Evidence.of(case.stuck, None, strength=HINT)
    values = accuracies(case)
    accuracy, validation = values[-1] if values else math.nan, validation_accuracy(case)
    limit = by_guessing(case)
    if validation < limit and accuracy - validation > NOISY_GAP:
        return Evidence(
            f"{accuracy:.0%} of the training set is learned, but of the validation set only "
            f"{validation:.0%}, as by guessing.",
            figure=validation,
            limit=limit,
            strength=SURE if accuracy - validation > USELESS else HINT,
        )
    # Not "less than": without a validation set it is no number.
    if (
        weakened(case)
        or averaged_weights(case)
        or not settled(case)
        or not validation - accuracy >= NOISY_GAP
    ):
        return None
    return Evidence(
        f"Validation ({validation:.0%}) is far better than training ({accuracy:.0%}): "
        "some of the training labels are wrong.",
        figure=validation - accuracy,
        limit=NOISY_GAP,
        strength=HINT,
    )


def _exonerated(case: Case) -> tuple[str, ...]:
    """What clears the labels."""
    said = []
    agreement = case.examined("neighbors.agreement")
    if agreement > chance(case) + RELATED:
        said.append(f"Like inputs have like labels ({agreement:.0%} of them).")
    clean = case.examined("neighbors.validation_agreement")
    if validation_accuracy(case) > training_accuracy(case) and agreement > ALMOST * clean:
        said.append("Training labels agree with those of like inputs as validation labels do.")
    if few_samples(case):
        said.append("There are too few training samples for anything to carry over.")
    if case.stuck and vanishing(case):
        said.append("The gradients vanish, whatever the labels are.")
    if not good(case) and training_accuracy(case) > (1 + chance(case)) / 2 and not case.stuck:
        said.append(f"{training_accuracy(case):.0%} of the training labels are learned.")
    return tuple(said)
