"""The examinations, in the order in which they are made: the cheap ones first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from suite.checks.support.untouched import untouched
from suite.errors import one_line
from suite.examination.batches import batches
from suite.examination.confusion import confusion
from suite.examination.context import ExaminationContext
from suite.examination.duplicates import duplicates
from suite.examination.inference import inference
from suite.examination.loss_direction import loss_direction
from suite.examination.memorize import memorize
from suite.examination.neighbors import neighbors
from suite.examination.shift import shift
from suite.examination.single_feature import single_feature
from suite.examination.targets import targets
from suite.examination.width import width

Examination = Callable[[ExaminationContext], Mapping[str, Any] | None]

EXAMINATIONS: tuple[Examination, ...] = (
    width,
    batches,
    targets,
    loss_direction,
    inference,
    confusion,
    duplicates,
    single_feature,
    neighbors,
    shift,
    memorize,
)


def examine(
    context: ExaminationContext, examinations: Sequence[Examination] = EXAMINATIONS
) -> dict[str, Any]:
    """What is measured after a run that is in trouble, by the examination's name.

    What means nothing for a model or its data is absent. What could not be measured, because it
    failed or because there was no time left, stands with its reason under `not_measured`. The
    model, its optimizer and all random states stay as they were.

    Example:
        >>> from suite.examination import Examples
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "softmax")])
        >>> model.compile("sgd", "sparse_categorical_crossentropy")
        >>> context = ExaminationContext(model, Examples(np.eye(2), np.array([0, 1])))
        >>> examine(context, [width, targets])
        {'width': {'depth': 0}}
    """
    found: dict[str, Any] = {}
    refused: dict[str, str] = {}
    with untouched(context.model):
        for examination in examinations:
            name = examination.__name__
            if context.deadline.is_over:
                refused[name] = "no time was left"
                continue
            try:
                figures = examination(context)
            except Exception as error:  # of a model or data of any kind: the run has ended well
                refused[name] = f"{type(error).__name__}: {one_line(error)}"
                continue
            if figures:
                found[name] = dict(figures)
    return {**found, "not_measured": refused} if refused else found
