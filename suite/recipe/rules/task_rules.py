"""Settings that do not go with what the data holds as targets."""

from __future__ import annotations

from collections.abc import Iterator

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.task.loss_forms import LossForm, known_loss, loss_form
from suite.recipe.task.targets import targets_of
from suite.recipe.task.task import Targets, Task

_HOLD = {"labels": "several labels per sample", "values": "real numbers"}
# What does for vectors what these do for class numbers, where no `sparse_` tells the name.
FOR_VECTORS = {
    "categorical_generalized_cross_entropy": "categorical_crossentropy",
    "circle": "categorical_crossentropy",
    "ctc": "categorical_crossentropy",
    "multi_class_hinge": "categorical_hinge",
    "sparse_categorical_smoothed_crossentropy": "categorical_crossentropy with label_smoothing",
}
_LOSSES = {
    "labels": "binary_crossentropy",
    "values": "mean_squared_error, mean_absolute_error or huber",
}


def known_task(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """The same as `task_problems`, where the source tells its targets before it is loaded."""
    targets, number = targets_of(recipe.data)
    if targets is not None:
        yield from task_problems(recipe, catalog, targets, number)


def task_problems(
    recipe: TrainingRecipeSettings, catalog: CatalogView, targets: Targets, number: int | None
) -> Iterator[Contradiction]:
    """What contradicts the data's targets.

    Args:
        targets: their kind.
        number: of classes, labels or values, where it is known.
    """
    form, name = loss_form(recipe.loss, catalog), known_loss(recipe.loss, catalog)
    if targets == "classes":
        mixing = any(catalog.mixes_labels(item) for item in recipe.data.augment)
        vectors = recipe.data.one_hot is True or mixing
        if form and form.labels == "yes_no" and not vectors and number not in (None, 2):
            yield Contradiction(
                ("loss",),
                f"{name} decides between two classes with one output, and here are {number}; set "
                "data.one_hot: true for one output per class, or use `loss: auto`",
                ("data.one_hot",),
            )
        return
    held = _HOLD[targets]
    if form is not None and not _fits(form, name, targets):
        yield Contradiction(
            ("loss",),
            f"{name} takes one class per sample, and the targets are {held}; use "
            f"{_LOSSES[targets]}, or `loss: auto`",
        )
    for path, given in (
        (("data", "one_hot"), recipe.data.one_hot is True),
        (("data", "sampling"), recipe.data.sampling == "balanced"),
        (("data", "class_counts"), bool(recipe.data.class_counts)),
        (("training", "class_weights"), recipe.training.class_weights is not None),
    ):
        if given:
            yield Contradiction(
                path, f"is about classes, and the targets are {held}; remove this line"
            )


def _fits(form: LossForm, name: str | None, targets: Targets) -> bool:
    """Whether a loss takes several labels per sample, or real values."""
    if targets == "values":
        return form.labels == "values"
    return form.labels in ("yes_no", "values") or name in ("dice", "tversky")


def loss_problems(
    recipe: TrainingRecipeSettings, catalog: CatalogView, task: Task
) -> Iterator[Contradiction]:
    """A loss that takes other labels of classes than a batch has."""
    form, name = loss_form(recipe.loss, catalog), task.loss
    if form is None:
        return
    if task.labels == "one_hot" and form.labels == "numbers":
        other = FOR_VECTORS.get(name, name.removeprefix("sparse_"))
        yield Contradiction(
            ("loss",),
            given_vectors(name, recipe, catalog, other, "loss: auto"),
            ("data.one_hot", "data.augment"),
        )
    elif task.labels == "numbers" and form.labels in ("vectors", "values"):
        given = recipe.loss.arguments if isinstance(recipe.loss, Component) else {}
        smooth = given.get("label_smoothing")
        neutral = "sparse_categorical_smoothed_crossentropy" if smooth else "loss: auto"
        yield Contradiction(("loss",), given_numbers(name, neutral), ("data.one_hot",))


def given_vectors(
    name: str, recipe: TrainingRecipeSettings, catalog: CatalogView, other: str, neutral: str
) -> str:
    """What is said of something that takes class numbers, and `other` that takes vectors."""
    mixing = [item.kind for item in recipe.data.augment if catalog.mixes_labels(item)]
    cause = f"{mixing[0]} mixes labels" if mixing else "data.one_hot is true"
    return (
        f"{name} takes labels as class numbers, and here they are vectors ({cause}); use {other}, "
        f"or `{neutral}`"
    )


def given_numbers(name: str, neutral: str) -> str:
    """What is said of something that takes vectors."""
    return (
        f"{name} takes labels as vectors, and here they are class numbers; set data.one_hot: true, "
        f"or use `{neutral}`"
    )


TASK_RULES = (known_task,)
