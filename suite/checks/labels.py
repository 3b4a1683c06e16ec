"""Whether the labels are labels, and how evenly the classes are filled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from suite.checks.support.context import CheckContext
from suite.checks.support.loss_kind import loss_name, the_loss
from suite.diagnostics import Finding
from suite.recipe import Recipe

SMALLEST_EVENNESS = 0.5
LARGEST_RATIO = 10.0
ROW_SUM_ERROR = 1e-3


def labels(context: CheckContext) -> list[Finding]:
    """Type, range and histogram of the labels.

    With C classes and p_c the share of class c among the training labels:

        error     a label of the first batch that is no whole number in [0, C), or a one-hot row
                  that does not sum to 1
        warning   a class without any example, max_c p_c / min_c p_c > 10,
                  or -sum_c p_c ln p_c / ln C < 0.5

    Nothing is said of tasks that are no classification, nor of uneven classes that are drawn
    equally often, weighed, or met by a focal loss.

    Topic: data/one-hot, loss/focal

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
        >>> batch = np.ones((3, 1)), np.array([0, 1, 2])
        >>> print(labels(CheckContext(None, model, None, batch, 2))[0].text)
        1 of 3 labels of the first batch are not whole numbers from 0 to 1; the first is 2.
    """
    if context.classes is None:
        return []
    return range_findings(context.labels, context.classes) or _histogram_findings(context)


def range_findings(y: np.ndarray, classes: int) -> list[Finding]:
    """What is wrong with the values themselves."""
    if y.dtype.kind not in "biuf":
        return []
    if y.ndim == 2 and y.shape[1] > 1:
        wrong = int((np.abs(y.sum(axis=1, dtype=np.float64) - 1) > ROW_SUM_ERROR).sum())
        text = f"{wrong} of {len(y)} label vectors of the first batch do not sum to 1."
    else:
        flat = y.reshape(-1)
        bad = (flat < 0) | (flat >= classes) | (flat != np.floor(flat))
        wrong = int(bad.sum())
        first = f"{flat[bad][0]:g}" if wrong else ""
        text = (
            f"{wrong} of {len(flat)} labels of the first batch are not whole numbers from 0 to "
            f"{classes - 1}; the first is {first}."
        )
    if not wrong:
        return []
    return [Finding("labels", text, "error", figure=float(wrong), limit=0.0, topic="data/one-hot")]


def _histogram_findings(context: CheckContext) -> list[Finding]:
    """How unevenly the training examples are spread over the classes."""
    if context.dataset is None:  # one batch says little about the classes
        return []
    names = context.dataset.class_names
    counts = np.bincount(context.dataset.train.labels, minlength=len(names))
    share = counts[counts > 0] / counts.sum()
    evenness = float(-(share * np.log(share)).sum() / np.log(len(names)))
    if not counts.min():
        missing = [name for name, count in zip(names, counts, strict=True) if not count]
        text = f"No training example belongs to {listed(missing)}."
        return [_warning(text, float(len(missing)), 0.0)]
    if is_balanced(context.recipe) or _is_focal(context):
        return []
    ratio = float(counts.max() / counts.min())
    most, least = names[counts.argmax()], names[counts.argmin()]
    if ratio > LARGEST_RATIO:
        text = (
            f"The classes are uneven: {counts.max()} training examples of {most!r}, "
            f"{counts.min()} of {least!r}. Look at balanced_accuracy, or weigh the loss."
        )
        return [_warning(text, ratio, LARGEST_RATIO, context)]
    if evenness < SMALLEST_EVENNESS:
        text = f"Most training examples belong to {most!r} ({share.max():.0%})."
        return [_warning(text, evenness, SMALLEST_EVENNESS, context)]
    return []


def is_balanced(recipe: Recipe | None) -> bool:
    """Whether the recipe does something about uneven classes."""
    if recipe is None:
        return False
    return recipe.data.sampling == "balanced" or recipe.training.class_weights is not None


def _is_focal(context: CheckContext) -> bool:
    """Whether the loss is one that was made for uneven classes."""
    loss = the_loss(context.model)
    return loss is not None and "focal" in loss_name(loss)


def _warning(text: str, figure: float, limit: float, uneven: CheckContext | None = None) -> Finding:
    edit = uneven.edit("data.sampling", "balanced") if uneven else None
    return Finding(
        "labels", text, "warning", figure=figure, limit=limit, topic="loss/focal", edit=edit
    )


def listed(names: Sequence[str], most: int = 3) -> str:
    """`'cat', 'dog', 'cow' and 4 more`"""
    shown = ", ".join(map(repr, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
