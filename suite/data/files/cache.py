"""The cache of decoded data: folders that are written once, whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import platformdirs

from suite.data.files.seal import broken_seal, seal
from suite.errors import UserError
from suite.screen import plain

DAY = 24 * 3600


def cache_folder() -> Path:
    """The environment variable SUITE_CACHE, or the platform's cache folder for this program."""
    return Path(os.environ.get("SUITE_CACHE") or platformdirs.user_cache_dir("suite"))


def cached(name: str, key: Mapping[str, Any], write: Callable[[Path], None], size: int = 0) -> Path:
    """The folder that holds what `write` makes, made now if it is not there yet.

    One that is damaged is made anew, which is said.

    Args:
        name: how the folder's name begins, for people who look into the cache.
        key: plain values that decide the content: equal keys, equal content.
        write: fills an empty folder. If it raises, nothing is left behind.
        size: bytes that `write` is going to need.

    Raises:
        UserError: the cache cannot be written, or has too little space.
    """
    root, folder = cache_folder(), _folder_of(name, key)
    if folder.is_dir():
        damage = broken_seal(folder)
        if damage is None:
            return folder
        message = f"the cached data {folder} is made anew: {damage}"
        logging.getLogger("suite").warning(plain(message))
    try:
        root.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".partial-", dir=root))
    except OSError as error:
        raise UserError(
            f"The cache of decoded data {root} cannot be written: {error.strerror}. "
            "Set the environment variable SUITE_CACHE to a folder that can."
        ) from error
    try:
        _remove_abandoned(root)
        _check_space(root, size)
        write(temporary)
        seal(temporary)
        _publish(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def is_cached(name: str, key: Mapping[str, Any]) -> bool:
    """Whether `cached` would find what it makes.

    Example:
        >>> is_cached("numbers", {"of": "nobody"})
        False
    """
    return _folder_of(name, key).is_dir()


def _folder_of(name: str, key: Mapping[str, Any]) -> Path:
    digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:16]
    return cache_folder() / f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', name)}-{digest}"


def _publish(temporary: Path, folder: Path) -> None:
    if folder.is_file():
        folder.unlink()
    elif folder.is_dir() and broken_seal(folder) is not None:
        damaged = temporary.with_name(f"{temporary.name}-damaged")
        with contextlib.suppress(OSError):  # another process was faster
            folder.rename(damaged)
        shutil.rmtree(damaged, ignore_errors=True)
    try:
        temporary.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise  # otherwise another process was faster, with the same content


def _check_space(root: Path, size: int) -> None:
    # A memory map that outgrows the disk would kill the process instead of raising.
    free = shutil.disk_usage(root).free
    if size > free:
        raise UserError(
            f"The decoded data needs {size / 1e9:.1f} GB, but the cache {root} has only "
            f"{free / 1e9:.1f} GB left. Free some space, set the environment variable SUITE_CACHE "
            "to a folder on another disk, or choose a smaller `resize`."
        )


def _remove_abandoned(root: Path) -> None:
    """Remove what killed processes left behind more than a day ago."""
    for partial in root.glob(".partial-*"):
        if partial.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(partial, ignore_errors=True)
