"""What a recipe's data holds as targets, as far as it is known before it is loaded."""

from __future__ import annotations

from typing import get_args

from suite.catalog import Component
from suite.recipe.schema.recipe_settings import DataSettings
from suite.recipe.task.loss_forms import LossForm
from suite.recipe.task.task import Targets

# The sources of the suite, each with the number of classes or values; a text is the argument that
# tells it, None is known after loading only.
_TARGETS: dict[str, tuple[Targets, int | str | None]] = {
    "arrays": ("classes", None),  # unless its argument says otherwise
    "blobs": ("classes", "classes"),
    "cars": ("classes", 2),
    "csv": ("classes", None),  # unless its argument says otherwise
    "diabetes": ("values", 1),
    "digits": ("classes", "only"),
    "discs": ("labels", "labels"),
    "folder": ("classes", None),
    "friedman": ("values", 1),
    "moons": ("classes", 2),
    "parquet": ("classes", None),  # unless its argument says otherwise
    "spiral": ("classes", "classes"),
    "tfds": ("classes", None),
    "weather": ("classes", 3),
    "xor": ("classes", 2),
}
_DEFAULTS = {"blobs": 3, "digits": 10, "discs": 3, "spiral": 3}


def known_targets(source: Component) -> tuple[Targets | None, int | None]:
    """The kind of a source's targets and their number; None for what only the loaded data tells.

    Example:
        >>> known_targets(Component("moons"))
        ('classes', 2)
    """
    if source.kind not in _TARGETS:
        return None, None
    kind, number = _TARGETS[source.kind]
    if source.kind in ("arrays", "csv", "parquet"):
        told = source.arguments.get("targets", kind)
        return told if told in get_args(Targets) else None, None
    return kind, _number(source, number) if isinstance(number, str) else number


def targets_of(data: DataSettings) -> tuple[Targets | None, int | None]:
    """The same of a block of data, which may describe data without a source."""
    return ("classes", data.classes) if data.source is None else known_targets(data.source)


def likely_targets(source: Component | None, form: LossForm | None, one_hot: bool) -> Targets:
    """The kind of the targets, of a source that does not tell by the loss.

    Args:
        source: none where the data is only described.
        form: of the loss.
        one_hot: whether labels are asked for as vectors.
    """
    known = "classes" if source is None else known_targets(source)[0]
    if known is not None:
        return known
    is_real = form is not None and form.labels == "values" and not one_hot
    return "values" if is_real else "classes"


def _number(source: Component, argument: str) -> int | None:
    value = source.arguments.get(argument, _DEFAULTS[source.kind])
    if isinstance(value, list):
        return len(value) or None
    return value if isinstance(value, int) else None
