"""Whether the classes' weights leave something to each class."""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np

from suite.checks.support.context import CheckContext
from suite.data import class_weights as weights_of
from suite.diagnostics.finding import Finding, Severity
from suite.edit import Edit
from suite.recipe import TrainingRecipe

LARGEST_SHARE = 0.9
FEW = 0.5
LARGEST_MEAN = 10.0

TOPIC = "loss/focal"


def class_weights(context: CheckContext) -> list[Finding]:
    """How the weight of the loss is spread over the classes.

    With w_c the weight of class c and p_c its share of the training samples (of the first batch,
    with its samples' weights, where there is no recipe), m = sum_c w_c p_c is the mean weight:

        warning   a class with p_c < 0.5 has w_c p_c > 0.9 m: the others hardly count
        note      m > 10 or m < 0.1: each step of plain descent is m times as long

    Topic: loss/focal

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
        >>> batch = np.ones((4, 1)), np.array([0, 1, 0, 0]), np.array([1, 1000, 1, 1])
        >>> class_weights(CheckContext(None, model, None, batch, 2))[0].severity
        'warning'
    """
    found = _of_recipe(context) or _of_batch(context)
    if found is None:
        return []
    counts, totals = found
    mean = totals.sum() / counts.sum()
    if mean <= 0:
        return []
    heaviest = int(totals.argmax())
    share = float(totals[heaviest] / totals.sum())
    if share > LARGEST_SHARE and counts[heaviest] < FEW * counts.sum():
        weight = totals[heaviest] / counts[heaviest]
        text = (
            f"Class {_name(context, heaviest)} has {share:.1%} of the weight of the loss (each of "
            f"its samples weighs {weight:.3g}): the other classes hardly count."
        )
        return [_finding(context, text, "warning", share, LARGEST_SHARE)]
    if not 1 / LARGEST_MEAN <= mean <= LARGEST_MEAN:
        text = (
            f"The samples weigh {mean:.3g} on average, where 1 leaves the learning rate as it is."
        )
        return [_finding(context, text, "note", float(mean), LARGEST_MEAN)]
    return []


def _finding(
    context: CheckContext, text: str, severity: Severity, figure: float, limit: float
) -> Finding:
    setting = _setting(context)
    edit = None if setting is None else Edit("training.class_weights", dict(setting), "balanced")
    return Finding("class_weights", text, severity, None, None, figure, limit, TOPIC, edit)


def _setting(context: CheckContext) -> Mapping[str, float] | None:
    """What the recipe gives each class; None where it gives nothing, or what balances them."""
    recipe = context.recipe
    setting = recipe.training.class_weights if isinstance(recipe, TrainingRecipe) else None
    return setting if isinstance(setting, Mapping) else None


def _of_recipe(context: CheckContext) -> tuple[np.ndarray, np.ndarray] | None:
    """Samples of each class and their weight, as the recipe's key says; None without it."""
    setting, dataset = _setting(context), context.dataset
    if setting is None or dataset is None or dataset.targets != "classes":
        return None
    weights = weights_of(setting, dataset)
    counts = np.bincount(dataset.train.labels, minlength=dataset.classes)
    return counts, counts * np.asarray(weights)


def _of_batch(context: CheckContext) -> tuple[np.ndarray, np.ndarray] | None:
    """The same of the first batch; None where its samples have no weights, or no class."""
    _, _, weights = keras.utils.unpack_x_y_sample_weight(context.batch)
    y = context.labels
    if weights is None or context.classes is None or context.recipe is not None:
        return None
    weights = np.asarray(weights, np.float64).reshape(-1)
    numbers = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1)
    if numbers.dtype.kind not in "biuf" or len(numbers) != len(weights):
        return None
    numbers = numbers.astype(np.int64)
    if len(numbers) == 0 or numbers.min() < 0:
        return None
    return np.bincount(numbers), np.bincount(numbers, weights)


def _name(context: CheckContext, number: int) -> str:
    names = () if context.dataset is None else context.dataset.class_names
    return repr(names[number]) if number < len(names) else str(number)
