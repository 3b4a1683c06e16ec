"""The splits of a decoded dataset as files of one folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from suite.data.dataset import Split


def create_inputs(folder: Path, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """A new memory map of uint8 inputs, to be filled in place."""
    return np.lib.format.open_memmap(_inputs(folder, name), mode="w+", dtype=np.uint8, shape=shape)


def write_labels(folder: Path, name: str, labels: np.ndarray) -> None:
    np.save(_labels(folder, name), np.asarray(labels, np.int32))


def keep_rows(folder: Path, name: str, rows: np.ndarray) -> None:
    """Drop all inputs but the given rows."""
    old = np.load(_inputs(folder, name), mmap_mode="r")
    new = create_inputs(folder, "kept", (len(rows), *old.shape[1:]))
    for start in range(0, len(rows), 1000):
        new[start : start + 1000] = old[rows[start : start + 1000]]
    del old
    _inputs(folder, "kept").replace(_inputs(folder, name))


def read_splits(folder: Path) -> tuple[Split, Split | None, Split | None]:
    """Training, validation and test split, memory-mapped; None for what the folder lacks."""
    validation, test = (
        _read(folder, name) if _labels(folder, name).exists() else None
        for name in ("validation", "test")
    )
    return _read(folder, "train"), validation, test


def _read(folder: Path, name: str) -> Split:
    return Split(np.load(_inputs(folder, name), mmap_mode="r"), np.load(_labels(folder, name)))


def check_resize(resize: list[int] | None) -> None:
    """Refuse what is neither null nor [height, width]."""
    if resize is not None and (len(resize) != 2 or min(resize) < 1):
        raise ValueError(
            "Argument `resize` must be [height, width] in pixels, or null. "
            f"Received: resize={resize}"
        )


def _inputs(folder: Path, name: str) -> Path:
    return folder / f"{name}_inputs.npy"


def _labels(folder: Path, name: str) -> Path:
    return folder / f"{name}_labels.npy"
