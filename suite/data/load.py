"""From the data block of a recipe to a dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from suite.catalog import Catalog, Component, Doors
from suite.catalog.names.doors import OPEN
from suite.data.classes.class_counts import with_class_counts
from suite.data.dataset import Dataset, check_finite, stratified_rows
from suite.data.folds import take_fold
from suite.data.limit import limited
from suite.data.targets import random_rows
from suite.errors import UserError


def load_dataset(
    source: Component,
    *,
    limit: int | None = None,
    validation: float = 0.0,
    fold: tuple[int, int] | None = None,
    class_counts: Mapping[str, int] | None = None,
    seed: int = 0,
    doors: Doors = OPEN,
    idle: Callable[[str], object] = lambda reason: None,
    bring: Callable[[Component, Doors], Dataset] | None = None,
) -> Dataset:
    """Load a source, hold out validation examples where it brings none, and check the values.

    Args:
        source: a source of the catalog with its arguments.
        limit: most examples in each split that the source brings; see `limited`.
        validation: share in [0, 1) of every class to hold out, where the source brings no split.
        fold: (index, number of folds), in place of `validation`; see `take_fold`.
        class_counts: examples to keep of some classes of what is left; see `with_class_counts`.
        seed: decides which.
        doors: what the recipe may reach beside the suite's own sources.
        idle: is told why `validation` does nothing.
        bring: gives what the source returns, whatever is made of it here; None is `brought`.

    Raises:
        UserError: it cannot be read or cannot be trained on.

    Example:
        >>> len(load_dataset(Component("digits", {}), limit=100).train)
        100
    """
    _check_share(validation)
    dataset = limited((bring or brought)(source, doors), limit, seed)
    check_finite(dataset)
    if fold is not None:
        dataset = take_fold(dataset, *fold, seed)
    else:
        dataset = _validated(dataset, validation, seed, idle)
    return with_class_counts(dataset, class_counts or {}, seed)


def _validated(dataset: Dataset, share: float, seed: int, idle: Callable[[str], object]) -> Dataset:
    """With a validation split: the source's own, or else a share of the training split."""
    if dataset.validation is not None:
        idle(f"the data has {len(dataset.validation)} validation examples of its own")
        return dataset
    return _with_held_out(dataset, share, seed) if share else dataset


def _check_share(validation: float) -> None:
    if not 0 <= validation < 1:
        raise ValueError(f"Argument `validation` must be in [0, 1). Received: {validation}")


def brought(source: Component, doors: Doors = OPEN) -> Dataset:
    """What a source returns, which may be a user's.

    Raises:
        UserError: it cannot be read, or is no `Dataset`.

    Example:
        >>> brought(Component("digits", {"only": [3, 8]})).class_names
        ('3', '8')
    """
    _refuse_download(source, doors)
    dataset = Catalog(doors).build("data", source)
    if not isinstance(dataset, Dataset):
        raise UserError(
            f"The data source {source.kind} must return a suite.data.Dataset, "
            f"not {type(dataset).__name__}."
        )
    return dataset


def _refuse_download(source: Component, doors: Doors) -> None:
    """A recipe from the web reaches no host: a public set is here, or its user asks for it."""
    name = source.arguments.get("name")
    if source.kind != "tfds" or not isinstance(name, str) or doors.open_to(name):
        return
    from suite.data.sources.tfds import is_prepared

    if not is_prepared(name):
        raise UserError(
            f"The TFDS set '{name}' is not on this machine, and a recipe from the web reaches no "
            f"host. To download it, ask for it yourself: data.kind=tfds data.name={name}"
        )


def _with_held_out(dataset: Dataset, share: float, seed: int) -> Dataset:
    """The dataset with a share of its training split as validation split, the same of each class
    where there are classes."""
    train = dataset.train
    if dataset.targets != "classes":
        if len(train) < 2:
            raise UserError(
                f"Data `{dataset.name}` has one training example, too few to hold some out for "
                "validation. Set data.validation to 0."
            )
        kept, held = random_rows(len(train), share, seed)
        return replace(dataset, train=train.subset(kept), validation=train.subset(held))
    kept, held = stratified_rows(train.labels, share, seed)
    if len(held) == 0:
        counts = np.bincount(dataset.train.labels)
        raise UserError(
            f"Data `{dataset.name}` has {counts.max()} examples per class, too few to hold some "
            "out for validation. Set data.validation to 0."
        )
    return replace(dataset, train=train.subset(kept), validation=train.subset(held))
