"""K-fold cross-validation: which examples are trained on, and which validate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.files.streaming.streamed import Streamed
from suite.errors import UserError


def fold_numbers(labels: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """The fold of every example, at random and stratified.

    In any two folds the examples of a class differ by one at most in number, and so do all
    examples together.

    Args:
        labels: integers, shape (N,).
        folds: how many, at least 2.
        seed: equal seeds give equal folds.

    Shapes:
        returns: (N,), integers from 0 to folds - 1.
    """
    generator = np.random.default_rng([seed, 0xF01D])
    shuffled = generator.permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    numbers = np.empty(len(labels), dtype=np.int64)
    # Dealt out in turn, each class where the one before it ended.
    numbers[by_class] = np.arange(len(labels)) % folds
    return numbers


def take_fold(dataset: Dataset, index: int, of: int, seed: int) -> Dataset:
    """The dataset with one part of its training and validation examples for validation.

    Args:
        dataset: its test split stays as it is.
        index: which part, from 0 to `of` - 1.
        of: how many parts, at least 2.
        seed: decides the parts; see `fold_numbers`.

    Raises:
        UserError: a class has fewer examples than there are parts, or the examples are streamed
            from two places.

    Reference: Stone, 1974, Cross-validatory choice and assessment of statistical predictions.

    Topic: practice/cross-validation
    """
    known = dataset.train
    if dataset.validation is not None:
        if isinstance(dataset.train.inputs, Streamed):
            raise UserError(
                f"Data `{dataset.name}` is streamed, and its training and validation examples are "
                "two lists, which folds would mix. Keep them in one, or set data.decode to memory."
            )
        known = _joined(dataset.train, dataset.validation)
    if dataset.targets == "classes":
        classes = known.labels
        _check_counts(dataset, classes, of)
    else:
        classes = np.zeros(len(known), np.int32)  # one class of them all
        if len(known) < of:
            raise UserError(
                f"Data `{dataset.name}` has {len(known)} examples, too few for {of} folds. "
                f"Take at most {len(known)} folds."
            )
    numbers = fold_numbers(classes, of, seed)
    train, held = np.flatnonzero(numbers != index), np.flatnonzero(numbers == index)
    return replace(dataset, train=known.subset(train), validation=known.subset(held))


def _check_counts(dataset: Dataset, labels: np.ndarray, of: int) -> None:
    """Every class that occurs has an example for each fold."""
    counts = np.bincount(labels, minlength=dataset.classes)
    rare = int(np.where(counts > 0, counts, len(labels)).argmin())
    if counts[rare] >= of:
        return
    has = "1 example" if counts[rare] == 1 else f"{counts[rare]} examples"
    remedy = (
        f"Take at most {counts[rare]} folds"
        if counts[rare] > 1
        else "Folds need 2 of every class: add examples, or leave that class out"
    )
    raise UserError(
        f"Data `{dataset.name}`: class '{dataset.class_names[rare]}' has {has}, too few for "
        f"{of} folds. {remedy}."
    )


def _joined(*splits: Split) -> Split:
    """All examples as one split, in this order; in memory."""
    inputs = np.concatenate([np.asarray(split.inputs) for split in splits])
    files = [split.files for split in splits if split.files is not None]
    names = [name for own in files for name in own] if len(files) == len(splits) else None
    return Split(inputs, np.concatenate([split.labels for split in splits]), names)
