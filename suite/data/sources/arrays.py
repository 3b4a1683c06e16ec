"""Arrays in NumPy's file formats."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.targets import Targets
from suite.errors import UserError
from suite.given_path import same_name

_TARGETS: tuple[Targets, ...] = get_args(Targets)

_KEYS = "x_train, y_train[, x_val, y_val][, x_test, y_test], or x, y"
_SPLITS = (("x_train", "y_train"), ("x_val", "y_val"), ("x_test", "y_test"))
_MOST_CLASSES = 10**6
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"\x93NUM")
# What the reading of a file that is damaged, or none of NumPy's, ends with.
_DAMAGE = (
    ValueError,
    EOFError,
    OSError,
    MemoryError,
    RuntimeError,
    OverflowError,
    zipfile.BadZipFile,
    zlib.error,
)
_SPELLINGS = {
    "x": "x_train",
    "y": "y_train",
    "x_validation": "x_val",
    "y_validation": "y_val",
}


def arrays(
    path: str,
    class_names: list[str] | None = None,
    targets: Literal["classes", "labels", "values"] = "classes",
) -> Dataset:
    """One `.npz` file, or a folder of `.npy` files, named by split.

    The arrays are called x_train, y_train, x_val, y_val, x_test, y_test; x and y alone are for
    training. `.npy` files are memory-mapped, so they may be larger than memory.

    Args:
        path: the file or the folder.
        class_names: one per class, label or value; null names them 0, 1, ...
        targets: what y holds. `classes`: one class per example; `labels`: for each of several
            labels whether an example has it; `values`: real numbers, for regression.

    Shapes:
        x: (N, H, W, C), (N, H, W), which becomes (N, H, W, 1), or (N, F). uint8 and float32 stay
            as they are; other numbers are read into memory as float32.
        y: of classes (N,) or (N, 1), integers from 0, or (N, classes), one-hot; of labels (N, K),
            0 and 1; of values (N,) or (N, K).

    Raises:
        UserError: a file or an array is missing, holds Python objects, or does not fit the others.

    Example:
        >>> np.savez("mine.npz", x=np.zeros((4, 2), "float32"), y=[0, 1, 1, 0])
        >>> data = arrays("mine.npz", class_names=["cat", "dog"])
        >>> data.input_shape, data.train.labels.tolist()
        ((2,), [0, 1, 1, 0])
    """
    train, validation, test = _splits(path, targets)
    if class_names is None:
        class_names = _numbered(train.labels, targets)
    name = same_name(Path(path).stem)
    return Dataset(name, train, validation, test, tuple(class_names), targets=targets)


def _splits(path: str, targets: Targets) -> tuple[Split, Split | None, Split | None]:
    found = _open(Path(path))
    if targets not in _TARGETS:
        raise ValueError(
            f"Argument `targets` must be one of {', '.join(_TARGETS)}. "
            f"Received: targets={targets!r}"
        )
    train, validation, test = (_split(path, found, x, y, targets) for x, y in _SPLITS)
    if train is None:
        names = ", ".join(sorted(found)) or "none"
        raise UserError(f"{path} holds no training arrays. Expected: {_KEYS}. Found: {names}.")
    return train, validation, test


def _numbered(labels: np.ndarray, targets: Targets) -> list[str]:
    """The numbers of the classes, labels or values, as names."""
    count = int(labels.max(initial=0)) + 1 if targets == "classes" else labels.shape[1]
    return [str(number) for number in range(count)]


def _open(path: Path) -> Mapping[str, np.ndarray]:
    """The arrays by their expected names."""
    if not path.exists():
        raise UserError(f"The array file {path} does not exist. Set data.path to .npz or a folder.")
    try:
        if path.is_dir():
            found = {
                file.stem: np.load(file, mmap_mode="r", allow_pickle=False)
                for file in sorted(path.glob("*.npy"))
            }
        else:
            with path.open("rb") as file:  # numpy.load leaves a broken file open
                if file.read(4) not in _MAGIC:
                    raise ValueError("it is no file of NumPy's")
                file.seek(0)
                archive = np.load(file, allow_pickle=False)
                if isinstance(archive, np.ndarray):
                    raise ValueError("one array, neither an .npz file nor a folder")
                found = {name: archive[name] for name in archive.files}
        for name, array in found.items():
            if name[:2] in ("x", "x_", "y", "y_") and not isinstance(array, np.ndarray):
                raise ValueError(f"{name} is no array")
    except _DAMAGE as error:
        raise UserError(
            f"{path} cannot be read as NumPy arrays: {short(error)}. Python objects (pickles) are "
            "not accepted; save plain numbers with numpy.savez or numpy.save."
        ) from error
    return {_SPELLINGS.get(name, name): array for name, array in found.items()}


def short(error: Exception) -> str:
    """The first sentence of a message; what follows in NumPy's would have pickles loaded."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.partition(". ")[0].removesuffix(".")


def _split(
    path: str, found: Mapping[str, np.ndarray], x: str, y: str, targets: Targets
) -> Split | None:
    if x not in found and y not in found:
        return None
    if x not in found or y not in found:
        missing, present = (x, y) if y in found else (y, x)
        raise UserError(f"{path} holds {present}, but no {missing}.")
    make = _labels if targets == "classes" else _rows
    return Split(_inputs(f"{path}: {x}", found[x]), make(f"{path}: {y}", found[y]))


def _inputs(where: str, values: np.ndarray) -> np.ndarray:
    if values.dtype.kind not in "buif":
        raise UserError(f"{where} must hold numbers, not {values.dtype}.")
    if values.ndim not in (2, 3, 4):
        raise UserError(
            f"{where} must be of shape (N, H, W, C), (N, H, W) or (N, F), not {values.shape}."
        )
    if values.ndim == 3:
        values = values[..., None]
    if values.dtype in (np.uint8, np.float32):
        return values
    return np.asarray(values, np.float32)


def _rows(where: str, values: np.ndarray) -> np.ndarray:
    """Several labels or real values an example."""
    if values.dtype.kind not in "buif":
        raise UserError(f"{where} must hold numbers, not {values.dtype}.")
    if values.ndim not in (1, 2):
        raise UserError(f"{where} must be of shape (N,) or (N, K), not {values.shape}.")
    values = np.asarray(values, np.float32)
    return values[:, None] if values.ndim == 1 else values


def _labels(where: str, values: np.ndarray) -> np.ndarray:
    """Integer labels, from integers or one-hot rows."""
    if values.dtype.kind not in "buif":
        raise UserError(f"{where} must hold class numbers, not {values.dtype}.")
    values = np.asarray(values)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 2:
        return _from_one_hot(where, values)
    if values.ndim != 1:
        raise UserError(f"{where} must be of shape (N,) or (N, classes), not {values.shape}.")
    wrong = np.flatnonzero((values != np.floor(values)) & (values.dtype.kind == "f"))
    if len(wrong):
        raise UserError(
            f"{where} must hold whole class numbers, but row {wrong[0]} is {values[wrong[0]]}. "
            "For regression set data.targets: values."
        )
    wrong = np.flatnonzero(values >= _MOST_CLASSES)
    if len(wrong):
        raise UserError(
            f"{where} must hold class numbers from 0, but row {wrong[0]} is {values[wrong[0]]}, "
            f"and more than {_MOST_CLASSES:,} classes are not possible. Number the classes anew."
        )
    return values


def _from_one_hot(where: str, rows: np.ndarray) -> np.ndarray:
    wrong = np.flatnonzero((np.sort(rows, axis=1) != np.eye(rows.shape[1])[-1]).any(axis=1))
    if len(wrong):
        raise UserError(
            f"{where} looks one-hot, but row {wrong[0]} is not a single 1 among 0s "
            f"({len(wrong)} such rows). Set data.targets to labels for several per example, or "
            "to values for regression."
        )
    return np.asarray(np.argmax(rows, axis=1))
