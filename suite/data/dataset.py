"""What every source returns: up to three splits of inputs and their targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from suite.data.files.rows import Inputs, some_of, take
from suite.data.files.streaming.file_list import FileNames
from suite.data.narrowed import narrowed
from suite.data.targets import Targets, check_targets
from suite.errors import UserError

CHUNK_BYTES = 64 * 2**20  # memory maps are read in pieces of about this size


@dataclass(frozen=True, eq=False)
class Split:
    """Inputs and their labels.

    Args:
        inputs: uint8 or float32, in memory, memory-mapped or streamed.
        labels: integers in [0, number of classes); or one row per sample, of 0 and 1 for several
            labels, or of real values.
        files: the name of the file that each sample comes from; None where there are none.

    Shapes:
        inputs: (N, H, W, C) for images, (N, F) for features.
        labels: (N,), int32; or (N, K), float32.

    Example:
        >>> split = Split(np.zeros((4, 2), "float32"), np.array([0, 1, 0, 1]))
        >>> len(split), split.subset(np.array([3])).labels.tolist()
        (4, [1])
    """

    inputs: Inputs
    labels: np.ndarray
    files: Sequence[str] | None = None

    def __post_init__(self) -> None:
        dtype = np.float32 if np.ndim(self.labels) == 2 else np.int32
        object.__setattr__(self, "labels", narrowed(self.labels, dtype))

    def __len__(self) -> int:
        return len(self.labels)

    def subset(self, rows: np.ndarray) -> Split:
        """The given rows; a memory map and streamed samples are not read."""
        files = self.files
        if isinstance(files, FileNames):
            files = files.subset(rows)
        elif files is not None:
            files = [files[row] for row in rows.tolist()]
        return Split(take(self.inputs, rows), self.labels[rows], files)


def chunks(inputs: Inputs) -> Iterator[np.ndarray]:
    """The inputs in order, in pieces of about 64 MB."""
    size = chunk_length(inputs)
    for start in range(0, len(inputs), size):
        yield inputs[start : start + size]


def chunk_length(inputs: Inputs) -> int:
    """How many rows fill about 64 MB."""
    return max(1, CHUNK_BYTES * len(inputs) // max(1, inputs.nbytes))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Training, validation and test split of one task.

    Args:
        name: how messages call it.
        train: never empty.
        validation: None where the source brings none.
        test: None where the source brings none.
        class_names: one name per class, at least two; or one per label or value.
        origin: what the source says of its files, part -> what it holds, to find out whether two
            machines have the same; {} where all is computed from the source's arguments.
        targets: `classes`: each example belongs to one; `labels`: each has any number of them;
            `values`: real numbers to estimate.
        features: the names of the columns of inputs of shape (N, F); () where they have none.

    Raises:
        UserError: a split is empty, shapes or types differ between splits, there are fewer than
            two classes, or a label is out of range.

    Example:
        >>> split = Split(np.zeros((4, 2), "float32"), np.array([0, 1, 0, 1]))
        >>> data = Dataset("mine", split, None, None, class_names=("cat", "dog"))
        >>> data.input_shape, data.classes, list(data.splits)
        ((2,), 2, ['training'])
    """

    name: str
    train: Split
    validation: Split | None
    test: Split | None
    class_names: tuple[str, ...]
    origin: Mapping[str, str] | None = None
    targets: Targets = "classes"
    features: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, split in self.splits.items():
            if self.targets == "classes" and split.labels.shape[1:] == (1,):
                numbers = narrowed(split.labels[:, 0])
                object.__setattr__(split, "labels", numbers)
            self._check_split(name, split)
        if self.targets != "classes":
            return
        present = np.unique(self.train.labels)
        if self.classes < 2 or len(present) < 2:
            only = self.class_names[present[0]]
            raise UserError(
                f"Data `{self.name}`: all {len(self.train)} training examples belong to one "
                f"class, '{only}'. A classifier needs at least two classes."
            )

    def _check_split(self, name: str, split: Split) -> None:
        where = f"Data `{self.name}`, {name} split"
        if len(split.inputs) != len(split):
            raise UserError(f"{where}: {len(split.inputs)} inputs, but {len(split)} labels.")
        if len(split) == 0:
            raise UserError(f"{where}: no examples.")
        if split.inputs.shape[1:] != self.input_shape:
            raise UserError(
                f"{where}: inputs of shape {split.inputs.shape[1:]}, but the training inputs have "
                f"shape {self.input_shape}. All splits must share one shape."
            )
        if split.inputs.dtype not in (np.uint8, np.float32):
            raise UserError(f"{where}: inputs must be uint8 or float32, not {split.inputs.dtype}.")
        if split.inputs.dtype != self.train.inputs.dtype:
            raise UserError(
                f"{where}: inputs are {split.inputs.dtype}, but the training inputs are "
                f"{self.train.inputs.dtype}. All splits must share one type."
            )
        if self.targets != "classes":
            check_targets(where, split.labels, self.targets, self.classes)
            return
        if split.labels.ndim != 1:
            raise UserError(
                f"{where}: rows of {split.labels.shape[1]} numbers as labels, where class numbers "
                "are needed. A source of several labels or of real values says so by "
                "Dataset(..., targets='labels') or 'values'."
            )
        wrong = np.flatnonzero((split.labels < 0) | (split.labels >= self.classes))
        if len(wrong):
            raise UserError(
                f"{where}: {len(wrong)} labels out of range, the first at index {wrong[0]}: "
                f"{split.labels[wrong[0]]}. With {self.classes} classes, labels must be "
                f"0 to {self.classes - 1}."
            )

    @property
    def splits(self) -> dict[str, Split]:
        """The splits that exist, by name."""
        named = {"training": self.train, "validation": self.validation, "test": self.test}
        return {name: split for name, split in named.items() if split is not None}

    @property
    def input_shape(self) -> tuple[int, ...]:
        return tuple(self.train.inputs.shape[1:])

    @property
    def classes(self) -> int:
        """How many classes, labels or values there are."""
        return len(self.class_names)


def check_finite(dataset: Dataset) -> None:
    """Refuse NaN and infinity in float inputs; uint8 cannot hold them.

    Raises:
        UserError: how many values of which split, and the index of the first. Of streamed inputs
            64 MB are looked at, drawn at random.
    """
    for name, split in dataset.splits.items():
        if split.inputs.dtype == np.uint8:
            continue
        inputs = some_of(split.inputs, CHUNK_BYTES)
        nan = infinite = offset = 0
        first: tuple[int, ...] | None = None
        for chunk in chunks(inputs):
            with np.errstate(invalid="ignore"):
                total = np.sum(chunk, dtype=np.float64)
            if not np.isfinite(total):  # a sum costs a fifth of looking at every value
                bad = ~np.isfinite(chunk)
                not_numbers = int(np.isnan(chunk).sum())
                nan += not_numbers
                infinite += int(bad.sum()) - not_numbers
                if first is None and bad.any():
                    index = np.unravel_index(int(np.argmax(bad)), bad.shape)
                    first = (offset + int(index[0]), *map(int, index[1:]))
            offset += len(chunk)
        if first is not None:
            raise UserError(
                f"Data `{dataset.name}`, {name} split: {nan} NaN and {infinite} infinite values "
                f"among the inputs, the first at index {first}. Remove or replace them."
            )


def stratified_rows(labels: np.ndarray, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows to keep and rows to hold out, the same share of every class.

    Of a class with n >= 2 examples, round(share n) are held out, but at least one and never all;
    a class of one example is kept whole.

    Args:
        labels: integers, shape (N,).
        share: in (0, 1).
        seed: equal seeds hold out equal rows.

    Returns:
        (kept, held), both ascending.
    """
    generator = np.random.default_rng([seed, 0x5711])
    held = []
    for label in np.unique(labels):
        rows = generator.permutation(np.flatnonzero(labels == label))
        count = min(max(1, round(share * len(rows))), len(rows) - 1)
        held.append(rows[:count])
    out = np.sort(np.concatenate(held))
    return np.setdiff1d(np.arange(len(labels)), out, assume_unique=True), out
