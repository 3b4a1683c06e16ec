"""How far a run came: what the rules read off its curves, its layers and its examination."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from suite.doctor.case import ENOUGH, Case
from suite.doctor.facts.built import layers

# Keras logs an accuracy under the name of the metric's class, or as the user calls it.
_ACCURACIES = (
    "accuracy",
    "acc",
    "sparse_categorical_accuracy",
    "categorical_accuracy",
    "binary_accuracy",
)
SETTLED = 0.05
GAP = 0.15
HALF_DEAD = 0.5
# Of each class.
FEW_SAMPLES = 10
# Of values, the share of their variance that a run which learns explains.
UNEXPLAINED = 0.3
_FADES = ("activations/sigmoid", "activations/tanh", "init/he", "init/small", "norm/batch")


def accuracies(case: Case, prefix: str = "") -> list[float]:
    """Each epoch's accuracy, whatever it is called.

    Example:
        >>> accuracies(Case([], rows=[{"binary_accuracy": 0.5}, {"binary_accuracy": 0.7}]))
        [0.5, 0.7]
    """
    for name in _ACCURACIES:
        found = list(case.column(prefix + name))
        if found:
            return found
    return []


def training_accuracy(case: Case) -> float:
    """At the run's end, in inference mode and without augmentation; else as the history has it.

    Of values it is the share of their variance that is explained, where that was measured.
    """
    measured = case.examined("inference.train_accuracy")
    return measured if math.isfinite(measured) else _last(accuracies(case))


def validation_accuracy(case: Case) -> float:
    """The last one; NaN without a validation set."""
    logged = _last(accuracies(case, "val_"))
    return logged if math.isfinite(logged) else case.examined("inference.validation_accuracy")


def is_values(case: Case) -> bool:
    return bool(case.built("targets") == "values")


def score_name(case: Case) -> str:
    return "explained share of the training values" if is_values(case) else "training accuracy"


def _last(values: list[float]) -> float:
    return values[-1] if values else math.nan


def chance(case: Case) -> float:
    """The accuracy of guessing: that of labels dealt out at random, and of even classes at least,
    since one deal may have bad luck."""
    even, known = 1.0 / class_count(case), case.examined("neighbors.chance")
    if not math.isfinite(known):
        return even
    return known if is_values(case) else max(even, known)


def by_guessing(case: Case) -> float:
    """An accuracy that guessing comes up to with some luck, or by the most frequent class."""
    return chance(case) + min(chance(case), 0.1)


def few_samples(case: Case) -> bool:
    """Whether there are too few training samples for anything to carry over."""
    samples = case.built("samples")
    return isinstance(samples, int) and samples < FEW_SAMPLES * class_count(case)


def class_count(case: Case) -> int:
    """As the setup has it; else as the summary lists them."""
    count = case.built("classes")
    return count if isinstance(count, int) and count > 1 else case.classes


def poor(case: Case) -> bool:
    """Whether little is learned of the training data, be it classes or values."""
    if case.lost:
        return True
    if is_values(case):
        return training_accuracy(case) < UNEXPLAINED
    learned = validation_accuracy(case) >= ENOUGH  # dropout, or augmentation, hides it in training
    return _last(accuracies(case)) < ENOUGH and not learned


def good(case: Case) -> bool:
    """Whether the training data is learned, so that only validation can be bad."""
    return training_accuracy(case) >= ENOUGH


def falls_short(case: Case, gap: float = GAP) -> bool:
    """Whether validation is worse than training by so much; not where it was not measured."""
    return training_accuracy(case) - validation_accuracy(case) > gap


def settled(case: Case) -> bool:
    """Whether the training accuracy, a mean over the epoch, no longer lags behind."""
    values = accuracies(case)
    return len(values) > 2 and values[-1] - values[-2] < SETTLED


def climbing(case: Case, by: float = SETTLED / 2) -> bool:
    """Whether the training accuracy still rose by so much in the second half of the run."""
    values = accuracies(case)
    return len(values) > 1 and values[-1] - values[(len(values) - 1) // 2] > by


def weakened(case: Case) -> bool:
    """Whether training is made harder than validation: by dropout, noise or augmentation."""
    rates = [one.get("rate") for one in layers(case)]
    by_layer = any(isinstance(rate, int | float) and rate > 0 for rate in rates)
    asked = case.fact("data.augment") or case.built("augment") or case.number("model.dropout")
    return bool(asked or by_layer)


def averaged_weights(case: Case) -> float:
    """The momentum of a step, of weights that are averaged for validation; 0 where none are."""
    built = case.built("optimizer.ema_momentum") if case.built("optimizer.use_ema") else None
    if isinstance(built, int | float):
        return float(built)
    every, alpha = (case.number(f"training.lookahead.{name}") for name in ("every", "alpha"))
    # Lookahead moves by alpha once in so many steps.
    return 1 - alpha / every if every and 0 < alpha < 1 else case.number("training.ema")


def falls_short_on_test(case: Case, gap: float = GAP) -> bool:
    """Whether the test set, which nothing was chosen by, is worse than training by so much."""
    metrics = case.summary.get("metrics") or {}
    found = [metrics.get(f"test_{name}") for name in (*_ACCURACIES, "r2_score")]
    known = [one for one in found if isinstance(one, int | float)]
    return bool(known) and training_accuracy(case) - known[0] > gap


def vanishing(case: Case) -> Mapping[str, Any] | None:
    """The finding that gradients fade on their way back."""
    return case.find("gradient_norm", *_FADES)


def half_dead(case: Case) -> Mapping[str, Any] | None:
    """The finding of dead units, where half of a layer was dead at the end; a net can learn well
    with them, so that they alone are no cause."""
    found = case.find("dead_neurons", least="note")
    last = case.rows[-1] if case.rows else {}
    shares = [value for name, value in last.items() if name.startswith("dead_neurons/")]
    share = max([*shares, (found and found["figure"]) or 0.0])
    return found if share >= HALF_DEAD else None
