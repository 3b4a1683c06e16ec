"""Mistakes in the data, as public reports tell of them: each takes the splits and spoils them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.doctor.public.arrays import Split, Splits

Generator = np.random.Generator
Spoiling = Callable[[Splits, float, Generator], Splits]
# What a user does to the validation files he does to the test files, too.
_UNSEEN = ("validation", "test")


def _inputs(of: tuple[str, ...], change: Callable[[np.ndarray], np.ndarray]) -> Spoiling:
    """The inputs of some splits changed, those of all as float32."""

    def spoil(splits: Splits, amount: float, generator: Generator) -> Splits:
        return {
            part: (change(x.astype(np.float32)) if part in of else x.astype(np.float32), y)
            for part, (x, y) in splits.items()
        }

    return spoil


def _scaled(splits: Splits, amount: float, generator: Generator) -> Splits:
    """All inputs times `amount`."""
    return {part: (x.astype(np.float32) * np.float32(amount), y) for part, (x, y) in splits.items()}


def _unseen_scaled(splits: Splits, amount: float, generator: Generator) -> Splits:
    """Training inputs times `amount`, less 1; the others as they are."""
    return {
        part: (x if part in _UNSEEN else x * np.float32(amount) - 1, y)
        for part, (x, y) in _scaled(splits, 1.0, generator).items()
    }


def _unseen_raw(splits: Splits, amount: float, generator: Generator) -> Splits:
    """Training rows standardized, the others not."""
    x, y = splits["training"]
    return {**splits, "training": ((x - x.mean(axis=0)) / x.std(axis=0), y)}


def _unseen_noise(splits: Splits, amount: float, generator: Generator) -> Splits:
    spread = amount * float(splits["training"][0].std())
    noisy = _inputs(_UNSEEN, lambda x: x + generator.normal(0, spread, x.shape).astype(np.float32))
    return noisy(splits, amount, generator)


def _unseen_columns(splits: Splits, amount: float, generator: Generator) -> Splits:
    """The columns of the unseen files in another order."""
    order = generator.permutation(splits["training"][0].shape[1])
    return {part: (x[:, order] if part in _UNSEEN else x, y) for part, (x, y) in splits.items()}


def _outlier(splits: Splits, amount: float, generator: Generator) -> Splits:
    """One broken value among the training inputs."""
    found = _scaled(splits, 1.0, generator)
    found["training"][0].flat[0] = amount
    return found


def _wide_column(splits: Splits, amount: float, generator: Generator) -> Splits:
    """One column in another unit."""
    found = _scaled(splits, 1.0, generator)
    for x, _ in found.values():
        x[:, 0] *= amount
    return found


def _noise_inputs(splits: Splits, amount: float, generator: Generator) -> Splits:
    """Inputs that have nothing to do with the samples."""
    return {
        part: (generator.normal(0, 1, x.shape).astype(np.float32), y)
        for part, (x, y) in splits.items()
    }


def _shuffled_labels(splits: Splits, amount: float, generator: Generator) -> Splits:
    """A share of the training labels dealt out anew."""
    x, y = splits["training"]
    chosen = generator.random(len(y)) < amount
    return {**splits, "training": (x, np.where(_as(chosen, y), generator.permutation(y), y))}


def _flipped_labels(splits: Splits, amount: float, generator: Generator) -> Splits:
    """A share of the training labels replaced by another class."""
    x, y = splits["training"]
    classes = int(y.max()) + 1
    other = (y + generator.integers(1, classes, len(y))) % classes
    return {**splits, "training": (x, np.where(generator.random(len(y)) < amount, other, y))}


def _one_row_late(splits: Splits, amount: float, generator: Generator) -> Splits:
    """The training labels one row behind their inputs."""
    x, y = splits["training"]
    return {**splits, "training": (x, np.roll(y, 1, axis=0))}


def _renamed_classes(splits: Splits, amount: float, generator: Generator) -> Splits:
    """The classes of the unseen files in another order."""
    classes = int(splits["training"][1].max()) + 1
    names = np.roll(np.arange(classes)[::-1], int(amount))
    return {part: (x, names[y] if part in _UNSEEN else y) for part, (x, y) in splits.items()}


def _next_class(splits: Splits, amount: float, generator: Generator) -> Splits:
    """The labels of the unseen files counted from 1, and wrapped."""
    classes = int(splits["training"][1].max()) + 1
    return {
        part: (x, (y + 1) % classes if part in _UNSEEN else y) for part, (x, y) in splits.items()
    }


def _conflicting(splits: Splits, amount: float, generator: Generator) -> Splits:
    """Copies of training samples under another label; `amount` copies a sample."""
    x, y = splits["training"]
    classes = int(y.max()) + 1
    rows = generator.permutation(np.tile(np.arange(len(y)), 2))[: round(amount * len(y))]
    other = (y[rows] + generator.integers(1, classes, len(rows))) % classes
    return {**splits, "training": (np.concatenate([x, x[rows]]), np.concatenate([y, other]))}


def _blank(splits: Splits, amount: float, generator: Generator) -> Splits:
    """A share of the inputs empty, in all splits: files that could not be read."""
    found = {part: (x.copy(), y) for part, (x, y) in splits.items()}
    for x, _ in found.values():
        x[generator.random(len(x)) < amount] = 0
    return found


def _few_inputs(splits: Splits, amount: float, generator: Generator) -> Splits:
    """A generator that hands out the same few inputs with the labels of all."""
    x, y = splits["training"]
    few = np.resize(np.arange(int(amount)), len(x))
    return {**splits, "training": (x[few], y)}


def _few_samples(splits: Splits, amount: float, generator: Generator) -> Splits:
    """Most of the training set lost."""
    x, y = splits["training"]
    first = [np.flatnonzero(y == label)[: int(amount)] for label in np.unique(y)]
    rows = np.sort(np.concatenate(first))
    return {**splits, "training": (x[rows], y[rows])}


def _leaked(splits: Splits, amount: float, generator: Generator) -> Splits:
    """Validation samples that stand in the training set, too."""
    count = round(amount * len(splits["validation"][1]))
    return {**splits, "training": _joined(splits["training"], splits["validation"], count)}


def _augmented_first(splits: Splits, amount: float, generator: Generator) -> Splits:
    """Validation samples are slightly changed copies of training samples."""
    x, y = splits["training"]
    rows = generator.permutation(len(y))[: len(splits["validation"][1])]
    noise = generator.normal(0, amount * float(x.std()), x[rows].shape)
    near = np.clip(x[rows] + noise, x.min(), x.max()).astype(x.dtype)
    return {**splits, "validation": (near, y[rows])}


def _target_column(splits: Splits, amount: float, generator: Generator) -> Splits:
    """A column made of the target; where it counts, in the test set, it is noise."""

    def column(part: str, y: np.ndarray) -> np.ndarray:
        told = generator.permutation(y) if part == "test" else y
        return told.reshape(len(y), -1)[:, :1] + generator.normal(0, amount, (len(y), 1))

    return {
        part: (np.concatenate([x, column(part, y)], axis=1).astype(np.float32), y)
        for part, (x, y) in splits.items()
    }


def _uneven(splits: Splits, amount: float, generator: Generator) -> Splits:
    """One class `amount` times as frequent as any other."""
    x, y = splits["training"]
    often = np.flatnonzero(y == 0)
    count = max(1, round(len(often) / amount))
    rest = [np.flatnonzero(y == label)[:count] for label in np.unique(y) if label]
    rows = np.sort(np.concatenate([often, *rest]))
    return {**splits, "training": (x[rows], y[rows])}


def _last_class_held_out(splits: Splits, amount: float, generator: Generator) -> Splits:
    """A file sorted by class, its end taken for validation."""
    x, y = (np.concatenate(arrays) for arrays in zip(*splits.values(), strict=True))
    last = int(y.max())
    rest, end = np.flatnonzero(y != last), np.flatnonzero(y == last)
    half = len(end) // 2
    return {
        "training": (x[rest], y[rest]),
        "validation": (x[end[:half]], y[end[:half]]),
        "test": (x[end[half:]], y[end[half:]]),
    }


def _targets_scaled(splits: Splits, amount: float, generator: Generator) -> Splits:
    """Targets in a small unit: prices in cents."""
    return {part: (x, (amount * y).astype(np.float32)) for part, (x, y) in splits.items()}


def _targets_positive(splits: Splits, amount: float, generator: Generator) -> Splits:
    """Targets from about 0 to twice `amount`."""
    return {part: (x, (amount * (1 + y / 2)).astype(np.float32)) for part, (x, y) in splits.items()}


def _joined(one: Split, other: Split, count: int) -> Split:
    return tuple(np.concatenate([a, b[:count]]) for a, b in zip(one, other, strict=True))


def _as(chosen: np.ndarray, y: np.ndarray) -> np.ndarray:
    return chosen.reshape(-1, *[1] * (y.ndim - 1))


def _gray_of(x: np.ndarray) -> np.ndarray:
    return np.repeat(x.mean(axis=-1, keepdims=True), x.shape[-1], axis=-1)


SPOILINGS: dict[str, Spoiling] = {
    "scaled": _scaled,
    "unseen scaled": _unseen_scaled,
    "unseen raw": _unseen_raw,
    "unseen inverted": _inputs(_UNSEEN, lambda x: 255.0 - x),
    "unseen channels": _inputs(_UNSEEN, lambda x: x[..., ::-1]),
    "unseen gray": _inputs(_UNSEEN, _gray_of),
    "unseen noise": _unseen_noise,
    "unseen columns": _unseen_columns,
    "outlier": _outlier,
    "wide column": _wide_column,
    "noise inputs": _noise_inputs,
    "shuffled labels": _shuffled_labels,
    "flipped labels": _flipped_labels,
    "one row late": _one_row_late,
    "renamed classes": _renamed_classes,
    "next class": _next_class,
    "conflicting": _conflicting,
    "blank": _blank,
    "few inputs": _few_inputs,
    "few samples": _few_samples,
    "leaked": _leaked,
    "augmented first": _augmented_first,
    "target column": _target_column,
    "uneven": _uneven,
    "last class held out": _last_class_held_out,
    "targets scaled": _targets_scaled,
    "targets positive": _targets_positive,
}
