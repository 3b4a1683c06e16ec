"""The metrics of a recipe as Keras objects, each given what it is defined on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.catalog.names.spelling import snake_case
from suite.checks.loss_output import last_activations
from suite.checks.support.context import CheckContext
from suite.recipe.rules.metric_rules import metric_name, own_form
from suite.recipe.task.metric_inputs import (
    NotDefined,
    accuracy_of,
    metric_inputs,
    with_fitting_defaults,
)
from suite.recipe.task.task import Task
from suite.training.assembly.adapted_metric import AdaptedMetric
from suite.training.assembly.parts import TrainingParts


def build_metrics(parts: TrainingParts, task: Task, model: keras.Model) -> list[Any]:
    """Every metric of the recipe, in its order, for the outputs of a model.

    One that is defined on the labels and outputs as they are stays Keras's own object; another
    stands inside an `AdaptedMetric`. A function of the user's, and a class that does not say what
    it `takes`, get labels as they are in a batch and outputs as the model gives them.

    Raises:
        RecipeError: a metric is not defined on them, at its line.
    """
    found = _seen(task, model)
    components = parts.recipe.metrics
    if found.link != task.link:
        components = [_without_logits(component) for component in components]
    return [
        build_metric(parts, component, index, found) for index, component in enumerate(components)
    ]


def build_metric(parts: TrainingParts, component: Component, index: int, task: Task) -> Any:
    """One metric; see `build_metrics`."""
    catalog = CatalogView(parts.doors)
    place = ("metrics", index)
    try:
        if component.kind == "accuracy":
            return parts.build("metrics", accuracy_of(component, task), place)
        name, form = metric_name(component, catalog), own_form(component, catalog)
        if name is None and form is None:
            return parts.build("metrics", component, place)
        inputs = metric_inputs(name or component.kind, component.arguments, task, form)
    except NotDefined as refusal:
        inner = (refusal.argument,) if refusal.argument else ()
        message = str(refusal) if inner else f"{component.kind} {refusal}"
        raise parts.recipe.problem((*place, *inner), message) from refusal
    arguments = component.arguments
    if name is not None:
        arguments = with_fitting_defaults(name, arguments, task)
    if inputs.from_logits is not None:
        arguments = {**arguments, "from_logits": inputs.from_logits}
    if name is not None and (own := _counted_name(component, catalog)):
        arguments = {"name": own, **arguments}
    metric = parts.build("metrics", Component(component.kind, arguments), place)
    if inputs.is_plain:
        return metric
    if not isinstance(metric, keras.metrics.Metric):  # a function: as Keras wraps it
        metric = keras.metrics.MeanMetricWrapper(metric, name=name)
    return AdaptedMetric(metric, inputs)


def _without_logits(component: Component) -> Component:
    """The metric without `from_logits: true`, which the recipe has by the loss, for a model that
    turned out to end in probabilities."""
    arguments = {k: v for k, v in component.arguments.items() if (k, v) != ("from_logits", True)}
    return Component(component.kind, arguments)


def _counted_name(component: Component, catalog: CatalogView) -> str | None:
    """The name of a metric that Keras would name and count over the process, so that the next run
    logged `precision_1`; None where the class names itself."""
    entry = catalog.find("metrics", component.kind)
    is_counted = any(one.name == "name" and one.default is None for one in entry.parameters)
    return snake_case(entry.attribute) if is_counted else None


def _seen(task: Task, model: keras.Model) -> Task:
    """The task with what the built model tells: a last softmax or sigmoid gives probabilities."""
    link = task.link
    if link in ("softmax", "sigmoid") and last_activation(model) in ("softmax", "sigmoid"):
        link = "given"
    return replace(task, link=link, outputs=model.output_shape[-1])


def last_activation(model: keras.Model) -> str | None:
    """In what a model ends; None where that is no activation, or cannot be told."""
    context = CheckContext(recipe=None, model=model, dataset=None, batch=(), classes=None)
    return next(iter(last_activations(context)), None)
