"""Causes that show in training: what came first, then the curves."""

from __future__ import annotations

import math

from suite.doctor.case import Case
from suite.doctor.diagnosis import Evidence
from suite.edit import Edit

DECAYED = 1e-2
FEWEST_STEPS = 100
# Updates of 3 % of a kernel are many for a start; units that die after them died of them.
BRISK = 0.03
# The lectures' rule of thumb for the size of an update against that of the weights.
USUAL = 1e-3
CHANCE = 2.0
NOISY_GAP = 0.1
MEMORIZED_GAP = 0.1
SETTLED = 0.05


def rate_too_high(case: Case) -> Evidence | None:
    """Updates as large as the weights; else, if nothing is learned, what large steps leave."""
    found = case.find("update_ratio", "optim/learning-rate")
    if found is None and case.lost:
        signs = [
            case.find("finite"),
            case.find("gradient_norm", "foundations/backprop", "optim/learning-rate"),
            case.find("loss_curve", "optim/learning-rate"),
            case.find("dead_neurons") if _brisk(case) else None,
        ]
        found = min(filter(None, signs), key=lambda one: one["step"] or 0, default=None)
    return Evidence.of(found) if found else None


def _brisk(case: Case) -> bool:
    """Whether an update was ever large, though not too large."""
    return max(case.column("update_ratio/max"), default=0.0) > BRISK


def rate_decays_early(case: Case) -> Evidence | None:
    """By half of the run the rate is a hundredth of what it was, and little is learned."""
    rates = list(case.column("learning_rate"))
    highest = max([*rates, case.number("optimizer.learning_rate.initial_learning_rate")], default=0)
    if len(rates) < 2 or not case.in_trouble or not highest:
        return None
    half = rates[(len(rates) - 1) // 2]
    if half >= DECAYED * highest:
        return None
    return Evidence(
        f"After half of the epochs the learning rate was {half:.2g}, at first {highest:.2g}.",
        figure=half / highest,
        limit=DECAYED,
        edit=_decay_edit(case),
    )


def _decay_edit(case: Case) -> Edit | None:
    key = "optimizer.learning_rate.decay_steps"
    steps = case.fact(key)
    return None if steps is None else Edit(key, steps, "100%")


def too_few_steps(case: Case) -> Evidence | None:
    """A run of fewer than 100 steps that was not done."""
    ended = case.summary.get("status", "finished") == "finished"
    if not 0 < case.steps < FEWEST_STEPS or not ended or not case.in_trouble or not case.rows:
        return None
    return Evidence(
        f"The run took {case.steps} steps in all.",
        figure=float(case.steps),
        limit=float(FEWEST_STEPS),
        edit=_more_steps(case),
    )


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


def rate_too_low(case: Case) -> Evidence | None:
    """Updates of next to nothing; or of less than the usual 1e-3, in a run that is stuck."""
    found = case.find("update_ratio", "practice/babysitting")
    if found:
        return Evidence.of(found)
    largest = max(case.column("update_ratio/max"), default=math.inf)
    rate = case.fact("optimizer.learning_rate")
    if not case.stuck or largest >= USUAL or not isinstance(rate, float):
        return None
    return Evidence(
        f"No update changes a kernel by more than {largest:.1e} of its size, and nothing is "
        "learned.",
        figure=largest,
        limit=USUAL,
        edit=Edit("optimizer.learning_rate", f"{rate:g}", f"{10 * rate:g}"),
    )


def overfitting(case: Case) -> Evidence | None:
    found = case.find("loss_curve", "reg/early-stopping")
    return Evidence.of(found) if found else None


def destructive_augmentation(case: Case) -> Evidence | None:
    """Augmented images of which nothing is learned, and nothing else is wrong."""
    augment = case.fact("data.augment", [])
    if not augment or not case.stuck:
        return None
    first = augment[0] if isinstance(augment[0], str) else augment[0]["kind"]
    return Evidence.of(case.stuck, Edit("data.augment", f"[{first}, ...]", []))


def wrong_labels(case: Case) -> Evidence | None:
    """Nothing else is wrong, and yet: training is stuck, or validation is at chance, or better
    than training by much."""
    accuracy, validation = case.last("accuracy"), case.last("val_accuracy")
    if case.stuck:
        return Evidence.of(case.stuck)
    if validation < CHANCE / case.classes and accuracy - validation > MEMORIZED_GAP:
        return Evidence(
            f"{accuracy:.0%} of the training set is learned, but of the validation set only "
            f"{validation:.0%}, as by guessing.",
            figure=validation,
            limit=CHANCE / case.classes,
        )
    weakened = case.fact("data.augment") or case.number("model.dropout")
    # Not "less than": without a validation set it is no number.
    if weakened or not settled(case) or not validation - accuracy >= NOISY_GAP:
        return None
    return Evidence(
        f"Validation ({validation:.0%}) is far better than training ({accuracy:.0%}): "
        "some of the training labels are wrong.",
        figure=validation - accuracy,
        limit=NOISY_GAP,
    )


def settled(case: Case) -> bool:
    """Whether the training accuracy, a mean over the epoch, no longer lags behind."""
    accuracies = list(case.column("accuracy"))
    return len(accuracies) > 2 and accuracies[-1] - accuracies[-2] < SETTLED
