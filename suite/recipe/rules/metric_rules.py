"""Metrics that mean nothing on the labels and outputs of their recipe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.task.loss_forms import loss_form
from suite.recipe.task.metric_forms import METRIC_FORMS, MetricForm, Takes
from suite.recipe.task.metric_inputs import NotDefined, accuracy_of, metric_inputs
from suite.recipe.task.targets import likely_targets, targets_of
from suite.recipe.task.task import Task, task_of
from suite.recipe.text.key_path import KeyPath

_LABELS = ("numbers", "vectors", "either")


def static_task(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Task:
    """The task as far as it is known before the data is loaded."""
    targets = likely_targets(
        recipe.data.source, loss_form(recipe.loss, catalog), recipe.data.one_hot is True
    )
    return task_of(recipe, catalog, targets, targets_of(recipe.data)[1])


def metrics_and_task(
    recipe: TrainingRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Every metric gets what it is defined on; where it is not, it says so now."""
    if targets_of(recipe.data)[0] is None:
        return  # `run` says it when the data is loaded
    task = static_task(recipe, catalog)
    for number, metric in enumerate(recipe.metrics):
        for argument, message in _metric_problems(metric, catalog, task):
            path: KeyPath = ("metrics", number, argument) if argument else ("metrics", number)
            yield Contradiction(path, message, ("loss", "data.one_hot", "data.augment"))


def _metric_problems(
    metric: Component, catalog: CatalogView, task: Task
) -> Iterator[tuple[str | None, str]]:
    """Why a metric is not defined in a task, and by which of its arguments."""
    try:
        if metric.kind == "accuracy":
            accuracy_of(metric, task)
            return
        form = own_form(metric, catalog)
        name = metric_name(metric, catalog)
        if name is not None or form is not None:
            metric_inputs(name or metric.kind, metric.arguments, task, form)
    except NotDefined as refusal:
        yield refusal.argument, f"{metric.kind} {refusal}" if not refusal.argument else str(refusal)


def metric_name(metric: Component, catalog: CatalogView) -> str | None:
    """The catalog's name of a metric, however it is written; None for the user's own."""
    return catalog.own_name("metrics", metric, METRIC_FORMS)


def own_form(metric: Component, catalog: CatalogView) -> MetricForm | None:
    """What a metric of the user's says that it takes, `takes = ("vectors", "probabilities")` in the
    body of its class; None where it says nothing.

    Raises:
        NotDefined: it says something that does not exist.
    """
    told = catalog.said("metrics", metric, "takes")
    if told is None:
        return None
    if (
        not isinstance(told, tuple | list)
        or len(told) != 2
        or told[0] not in _LABELS
        or told[1] not in get_args(Takes)
    ):
        raise NotDefined(
            f"must say `takes = (LABELS, PREDICTIONS)` with LABELS one of {', '.join(_LABELS)} and "
            f"PREDICTIONS one of {', '.join(get_args(Takes))}. Received: takes={told!r}"
        )
    return MetricForm(told[0], told[1])


METRIC_RULES = (metrics_and_task,)
