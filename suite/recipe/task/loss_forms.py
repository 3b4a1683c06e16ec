"""What each loss of the catalog takes: its labels, and what the outputs mean to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView

Link = Literal["softmax", "sigmoid", "given", "margins", "scores", "identity"]
LINKS: tuple[Link, ...] = get_args(Link)


@dataclass(frozen=True)
class LossForm:
    """The labels and the link of a loss.

    Args:
        labels: `numbers`: a class number; `vectors`: an entry for each output; `yes_no`: 0 or 1 for
            each output, where one output alone decides between two classes; `values`: real targets,
            or vectors taken as such.
        link: how outputs become probabilities: `softmax` or `sigmoid` of logits; `given`: they are
            probabilities. Or why they become none: `margins` lie on one side of 0, each by itself;
            `scores` are compared with each other; `identity`: they estimate the targets.
    """

    labels: Literal["numbers", "vectors", "yes_no", "values"]
    link: Link


_REAL = LossForm("values", "identity")
LOSS_FORMS: dict[str, LossForm] = {
    "binary_crossentropy": LossForm("yes_no", "sigmoid"),
    "binary_focal_crossentropy": LossForm("yes_no", "sigmoid"),
    "categorical_crossentropy": LossForm("vectors", "softmax"),
    "categorical_focal_crossentropy": LossForm("vectors", "softmax"),
    "categorical_generalized_cross_entropy": LossForm("numbers", "given"),
    "categorical_hinge": LossForm("vectors", "scores"),
    "circle": LossForm("numbers", "scores"),
    "cosine_similarity": _REAL,
    "ctc": LossForm("numbers", "scores"),
    "dice": LossForm("vectors", "given"),
    "hinge": LossForm("yes_no", "margins"),
    "huber": _REAL,
    "kl_divergence": LossForm("vectors", "given"),
    "log_cosh": _REAL,
    "mean_absolute_error": _REAL,
    "mean_absolute_percentage_error": _REAL,
    "mean_squared_error": _REAL,
    "mean_squared_logarithmic_error": _REAL,
    "multi_class_hinge": LossForm("numbers", "scores"),
    "poisson": LossForm("values", "given"),
    "sparse_categorical_crossentropy": LossForm("numbers", "softmax"),
    "sparse_categorical_focal_crossentropy": LossForm("numbers", "softmax"),
    "sparse_categorical_smoothed_crossentropy": LossForm("numbers", "softmax"),
    "squared_hinge": LossForm("yes_no", "margins"),
    "tversky": LossForm("vectors", "given"),
}


def known_loss(component: Component | str, catalog: CatalogView) -> str | None:
    """The catalog's name of a loss, however it is written; None for `auto` and the user's own."""
    if not isinstance(component, Component):
        return None
    return catalog.own_name("losses", component, LOSS_FORMS)


def loss_form(component: Component | str, catalog: CatalogView) -> LossForm | None:
    """The form of a loss; None for `auto`, and for one of the user's that does not say.

    A loss of the user's says it by `link = "sigmoid"` in the body of its class.
    """
    name = known_loss(component, catalog)
    if name is None or not isinstance(component, Component):
        return None
    form = LOSS_FORMS[name]
    if form.link in ("softmax", "sigmoid") and component.arguments.get("from_logits") is False:
        return LossForm(form.labels, "given")
    return form
