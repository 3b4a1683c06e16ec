"""What a metric gets in a task, made of a batch's labels and of a model's outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from suite.catalog import Component
from suite.recipe.task.metric_forms import OWN_LINKS, MetricForm, metric_form
from suite.recipe.task.task import Task

Steps = tuple[str, ...]
Labels = Literal["as_given", "numbers", "vectors", "rounded"]
_BY_RANK = ("f1_score", "f_beta_score")


class NotDefined(ValueError):
    """A metric means nothing in a task.

    Args:
        message: why, and what to use instead; follows the metric's name.
        argument: the one whose value is the reason, if it is one.
    """

    def __init__(self, message: str, argument: str | None = None) -> None:
        super().__init__(message)
        self.argument = argument


@dataclass(frozen=True)
class MetricInputs:
    """How a metric's inputs are made.

    Args:
        labels: `as_given`; `numbers` of the classes; `vectors` of zeros and a one; `rounded` to
            zeros and ones.
        predictions: what is done to the outputs, in this order. `softmax`, `sigmoid`; `shares`:
            divided by their sum; `pair`: of one probability p those of two classes, 1 - p and p;
            `pair_scores`: of one score s 0 and s; `decided`: the number of the largest.
        from_logits: what the argument of this name is set to; None where there is none.

    Example:
        >>> MetricInputs().is_plain, MetricInputs(predictions=("softmax",)).is_plain
        (True, False)
    """

    labels: Labels = "as_given"
    predictions: Steps = ()
    from_logits: bool | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the metric gets labels and outputs as they are."""
        return self.labels == "as_given" and not self.predictions


def metric_inputs(
    name: str, arguments: Mapping[str, Any], task: Task, form: MetricForm | None = None
) -> MetricInputs:
    """What a metric gets in a task.

    Args:
        name: a key of `METRIC_FORMS`; any other name needs a form.
        arguments: those that the recipe gives.
        task: the labels and outputs that there are.
        form: in place of the table's.

    Raises:
        NotDefined: the metric is not defined on such labels and outputs.

    Example:
        >>> metric_inputs("auc", {}, Task("one_hot", "softmax", "categorical_crossentropy"))
        MetricInputs(labels='as_given', predictions=('softmax',), from_logits=False)
    """
    form = form or metric_form(name, arguments)
    _refuse_foreign(name, form, task)
    _refuse_arguments(name, arguments, task)
    if task.labels == "values":
        return MetricInputs()
    steps = _steps(form, task, name in _BY_RANK and arguments.get("threshold") is None)
    if name not in OWN_LINKS:
        return MetricInputs(_labels(form, task, steps), steps)
    asked = arguments.get("from_logits")
    native = OWN_LINKS[name] == task.link
    if asked is True and not native:
        raise NotDefined(
            f"would take the {OWN_LINKS[name]} of outputs that {task.loss} makes no logits of "
            "that kind; remove from_logits",
            "from_logits",
        )
    if native and asked is not False:
        return MetricInputs(_labels(form, task, ()), (), True)
    return MetricInputs(_labels(form, task, steps), steps, False)


def accuracy_of(metric: Component, task: Task) -> Component:
    """`accuracy` in the form that fits the task.

    Raises:
        NotDefined: nothing is classified.
    """
    if task.labels == "values":
        _refuse_foreign("accuracy", MetricForm("numbers", "order"), task)
    kind, own = {
        "numbers": ("sparse_categorical_accuracy", {}),
        "one_hot": ("categorical_accuracy", {}),
    }.get(task.labels, ("binary_accuracy", {"threshold": 0.5 if task.link == "given" else 0.0}))
    return Component(kind, {"name": "accuracy", **own, **metric.arguments})


def with_fitting_defaults(name: str, arguments: Mapping[str, Any], task: Task) -> dict[str, Any]:
    """The arguments, with a default that fits one class of several only replaced."""
    if name in _BY_RANK and task.labels in ("yes_no", "multi_hot"):
        return {"threshold": 0.5, **arguments}
    return dict(arguments)


def _refuse_foreign(name: str, form: MetricForm, task: Task) -> None:
    """Refuse a metric of other labels, or of more outputs than there are."""
    if task.labels == "values" and (form.takes != "values"):
        raise NotDefined(
            "judges classes, and the targets are real numbers; use r2_score, mean_absolute_error "
            "or another metric of values"
        )
    if name == "poisson" and task.link == "identity" and task.free:
        raise NotDefined(
            f"takes rates above 0, and with the loss {task.loss} the model gives any number; use "
            "`loss: poisson`, or leave it out"
        )
    across = form.takes in ("order", "decided", "distribution") or name == "categorical_hinge"
    if across and task.labels == "multi_hot":
        raise NotDefined(
            "judges one class per sample, and here a sample may have several labels; use "
            "binary_accuracy, precision, recall, f1_score or auc"
        )
    if name == "pearson_correlation" and task.labels == "multi_hot":
        raise NotDefined(
            "is not a number where all labels of a sample are equal; use auc, or mean_squared_error"
        )
    if task.outputs is not None and task.outputs < form.several:
        raise NotDefined(
            "compares the outputs of a sample with each other, and there is only one; leave it out"
        )


def _refuse_arguments(name: str, arguments: Mapping[str, Any], task: Task) -> None:
    """Refuse numbers of classes that are not there."""
    outputs, classes = task.outputs, task.classes
    if outputs is None or classes is None:
        return
    number = arguments.get("class_id")
    if isinstance(number, int) and not 0 <= number < outputs:
        known = f"0 to {outputs - 1}" if outputs > 1 else "0, the only output"
        raise NotDefined(f"must be {known}. Received: class_id={number}", "class_id")
    if arguments.get("top_k") is not None and outputs == 1:
        raise NotDefined("chooses among several outputs, and there is only one; remove it", "top_k")
    covered = arguments.get("num_classes")
    if name.endswith("iou") and isinstance(covered, int) and covered < classes:
        raise NotDefined(
            f"must be {classes}, the number of classes. Received: num_classes={covered}",
            "num_classes",
        )
    if name != "auc":
        return
    entries = {"num_labels": arguments.get("num_labels")}
    if (weights := arguments.get("label_weights")) is not None:
        if not isinstance(weights, list | tuple):
            message = f"must be a list of {outputs} numbers. Received: {weights}"
            raise NotDefined(message, "label_weights")
        entries["label_weights"] = len(weights)
    for argument, count in entries.items():
        if isinstance(count, int) and count != outputs:
            raise NotDefined(f"must fit {outputs} outputs. Received: {count}", argument)


def _steps(form: MetricForm, task: Task, by_rank: bool) -> Steps:
    """What is done to the outputs of a classifier.

    Args:
        by_rank: whether the largest of several probabilities is all that counts.
    """
    single, link = task.labels == "yes_no", task.link
    if form.takes == "scores":
        return _scores(task)
    if form.takes in ("order", "decided"):
        pair = () if not single else ("pair",) if link == "given" else ("pair_scores",)
        return (*pair, *(("decided",) if form.takes == "decided" else ()))
    if form.takes == "values" and link == "identity":
        return ()
    if link in ("margins", "scores", "identity"):
        if by_rank and task.one_class and not single:
            return ("softmax",)
        if form.limits and link == "margins":
            return ("sigmoid",)
        raise NotDefined(
            f"needs probabilities, and the loss {task.loss} makes none of the outputs; use "
            f"{_without_probabilities(task)}, or a cross-entropy as loss"
        )
    steps: Steps = () if link == "given" else (link,)
    if form.takes == "distribution":
        by_itself = link == "sigmoid" or task.loss.startswith("binary")
        steps += ("pair",) if single else ("shares",) if by_itself else ()
    return steps


def _scores(task: Task) -> Steps:
    """Margins of hinge losses, which are no probabilities."""
    if task.link not in ("given", "identity"):
        return ()
    wanted = "the targets" if task.link == "identity" else "probabilities"
    raise NotDefined(
        f"takes scores of any size, and the loss {task.loss} wants {wanted}; leave it out"
    )


def _without_probabilities(task: Task) -> str:
    return "binary_accuracy" if task.labels == "multi_hot" else "accuracy"


def _labels(form: MetricForm, task: Task, steps: Steps) -> Labels:
    """The labels in the form of the metric, and of what was made of the outputs."""
    if task.labels == "multi_hot":
        return "rounded" if task.mixed and form.zero_one else "as_given"
    if form.labels == "either":
        return "as_given"
    if form.labels == "numbers":
        return "as_given" if task.labels == "numbers" else "numbers"
    if task.labels == "yes_no":
        return "vectors" if any(step.startswith("pair") for step in steps) else "as_given"
    return "vectors" if task.labels == "numbers" or (task.mixed and form.zero_one) else "as_given"
