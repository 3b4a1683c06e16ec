"""What a recipe predicts: its labels, its outputs, and how these become probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.recipe.task.loss_forms import Link, known_loss, loss_form

Labels = Literal["numbers", "one_hot", "yes_no", "multi_hot", "values"]
Targets = Literal["classes", "labels", "values"]


@dataclass(frozen=True)
class Task:
    """The form of labels and outputs, as losses and metrics get them.

    Args:
        labels: `numbers`: one class number; `one_hot`: a vector for it; `yes_no`: the number 0 or
            1 of one of two classes, for one output; `multi_hot`: 0 or 1 for each of several
            labels; `values`: real numbers.
        link: how outputs become probabilities, see `LossForm`.
        loss: how messages call the loss.
        outputs: how many the model has; None where only the data tells.
        mixed: whether an augmentation mixes labels.
        free: whether outputs can be any number, as those of the suite's models.

    Example:
        >>> Task("yes_no", "sigmoid", "binary_crossentropy", outputs=1).classes
        2
    """

    labels: Labels
    link: Link
    loss: str
    outputs: int | None = None
    mixed: bool = False
    free: bool = True

    @property
    def one_class(self) -> bool:
        """Whether a sample belongs to one class of several."""
        return self.labels in ("numbers", "one_hot", "yes_no")

    @property
    def classes(self) -> int | None:
        """The classes, labels or values; one output alone stands for two classes."""
        return 2 if self.labels == "yes_no" else self.outputs


def task_of(
    recipe: TrainingRecipeSettings,
    catalog: CatalogView,
    targets: Targets,
    outputs: int | None = None,
) -> Task:
    """The task that a loss makes of targets of one kind.

    Args:
        targets: what the data holds: class numbers, several labels per sample, or real values.
        outputs: the number of classes, labels or values, where it is known.
    """
    form = loss_form(recipe.loss, catalog)
    mixed = any(catalog.mixes_labels(item) for item in recipe.data.augment)
    labels: Labels = "numbers"
    if targets != "classes":
        labels = "values" if targets == "values" else "multi_hot"
    elif recipe.data.one_hot is True or mixed:
        labels = "one_hot"
    elif form is not None and form.labels == "yes_no":
        labels, outputs = "yes_no", 1
    links: dict[Labels, Link] = {"multi_hot": "sigmoid", "values": "identity"}
    link = links.get(labels, "softmax")
    if form is not None:
        link = form.link
    elif told := catalog.said("losses", recipe.loss, "link"):
        link = told
    name = known_loss(recipe.loss, catalog)
    if name is None:
        name = recipe.loss.kind if isinstance(recipe.loss, Component) else auto_loss(labels)
    free = ":" not in recipe.model.kind
    return Task(labels, link, name, outputs, mixed, free)


def auto_loss(labels: Labels) -> str:
    """The loss that `loss: auto` means."""
    return {
        "numbers": "sparse_categorical_crossentropy",
        "one_hot": "categorical_crossentropy",
        "values": "mean_squared_error",
    }.get(labels, "binary_crossentropy")
