"""The figures that a run of a recipe will log, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from suite.catalog import Component
from suite.catalog.catalog_view import CatalogView
from suite.catalog.names.spelling import snake_case
from suite.recipe.schema.recipe_types import TrainingRecipeSettings
from suite.suggest import close_names, did_you_mean

# Cheap at the cadence that they choose by themselves, and together what the doctor goes by: every
# run has them, unless its recipe says `training.diagnostics: none`.
MONITORS = (
    "finite",
    "gradient_norm",
    "update_ratio",
    "dead_neurons",
    "batchnorm_stats",
    "loss_curve",
)
# What the loop adds to each epoch's metrics.
OF_THE_LOOP = ("learning_rate", "seconds", "images_per_second", "step")
_BY_CLASS = ("f1_score", "fbeta_score")


@dataclass(frozen=True)
class Figures:
    """Names of figures.

    Args:
        names: those that are known.
        groups: beginnings of names whose end is not known: diagnostics, as `gradient_norm/`, and
            metrics with a figure for each class.
        is_open: whether a plugin, or a metric of the user's, may log what nobody knows yet.

    Example:
        >>> figures = Figures(("loss", "accuracy"), groups=("gradient_norm/",))
        >>> "gradient_norm/dense" in figures, "auc" in figures
        (True, False)
    """

    names: tuple[str, ...]
    groups: tuple[str, ...] = ()
    is_open: bool = False

    def __contains__(self, name: str) -> bool:
        return self.is_open or name in self.names or name.startswith(self.groups)

    def missing(self, name: str) -> str:
        """What to say of a name that is none of them."""
        hint = did_you_mean(close_names(name, self.names, likeness=0.5))
        return f"there is no figure {name!r}{hint} the run logs {self.listed}"

    @property
    def listed(self) -> str:
        groups = [f"{group}..." for group in self.groups]
        return ", ".join([*self.names, *groups])


def figures_of(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Figures:
    """What each epoch of a recipe logs, as far as it is known before anything is built.

    A name with `val_` is among them wherever there may be a validation set.
    """
    measured = figures_of_batches(recipe, catalog)
    names = [*measured.names, *(f"val_{name}" for name in measured.names), *OF_THE_LOOP]
    groups = [*measured.groups, *(f"val_{group}" for group in measured.groups)]
    kinds = [component.kind for component in recipe.callbacks]
    if catalog.is_full_batch(recipe.optimizer):
        names.append("full_batch/passes")
    else:
        monitors = MONITORS if recipe.training.diagnostics == "auto" else ()
        diagnostics = [*_diagnostic_names(recipe.callbacks, catalog), *monitors]
        groups += [f"{name}/" for name in dict.fromkeys(diagnostics)]
    is_open = measured.is_open or any(_is_plugin(kind, catalog) for kind in kinds)
    return Figures(tuple(names), tuple(groups), is_open)


def figures_of_batches(recipe: TrainingRecipeSettings, catalog: CatalogView) -> Figures:
    """What a callback is told at the end of a batch: the loss and the metrics."""
    named = [_metric_figure(metric, catalog) for metric in recipe.metrics]
    known = [name for name in named if name is not None]
    groups = [f"{name}_" for name in known if name in _BY_CLASS]
    return Figures(("loss", *dict.fromkeys(known)), tuple(groups), None in named)


def _metric_figure(metric: Component, catalog: CatalogView) -> str | None:
    """The name under which a metric is logged; None where only its own code knows."""
    if isinstance(name := metric.arguments.get("name"), str):
        return name
    if metric.kind == "accuracy":
        return "accuracy"
    entry = catalog.get("metrics", metric.kind)
    if entry is None or entry.definition is None:
        return None
    if not entry.definition.is_class:
        return entry.attribute
    if not entry.is_known:
        return None  # it may name itself
    default = next((one.default for one in entry.parameters if one.name == "name"), None)
    return default if type(default) is str else snake_case(entry.attribute)


def _diagnostic_names(callbacks: Iterable[Component], catalog: CatalogView) -> list[str]:
    """What the diagnostics among callbacks are called in the logs."""
    found = [catalog.get("callbacks", one.kind) for one in callbacks if catalog.is_diagnostic(one)]
    return [snake_case(entry.attribute) for entry in found if entry is not None]


def _is_plugin(kind: str, catalog: CatalogView) -> bool:
    """Whether a callback is the user's own, and may add to the logs whatever it likes."""
    entry = catalog.get("callbacks", kind)
    module = "" if entry is None or entry.definition is None else entry.definition.module.name
    return entry is None or not (entry.is_known or (module or "").startswith(("keras.", "suite.")))
