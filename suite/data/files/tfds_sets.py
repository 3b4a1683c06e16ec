"""What TFDS sets there are in a folder, and what to say where the wanted one is not among them."""

from __future__ import annotations

import os
from pathlib import Path

from suite.errors import UserError
from suite.suggest import close_names, did_you_mean

_INFO = "dataset_info.json"
_SHOWN = 8


def prepared_sets(root: Path) -> list[str]:
    """Names of the prepared sets below a folder, as `data.name` takes them."""
    found = []
    for pattern in (f"*/*/{_INFO}", f"*/*/*/{_INFO}"):
        try:
            files = sorted(root.glob(pattern))
        except OSError:  # a folder that may not be read holds no set for us
            files = []
        for file in files:
            *name, version = file.parent.relative_to(root).parts
            found.append(f"{'/'.join(name)}:{version}")
    return found


def data_folder(data_dir: str | None) -> Path:
    """Where TFDS looks for prepared sets."""
    from tensorflow_datasets.core import constants

    return Path(os.path.expanduser(data_dir or str(constants.DATA_DIR)))


def unknown_set(name: str, data_dir: str | None) -> UserError:
    """The error for a set that TFDS neither knows nor finds."""
    import tensorflow_datasets

    root = data_folder(data_dir)
    prepared = prepared_sets(root)
    bare = name.partition(":")[0].partition("/")[0]
    others = [one for one in prepared if one.partition(":")[0].partition("/")[0] == bare]
    if others:
        return UserError(
            f"TFDS has no set '{name}'; in {root} there is {_listed(others)}. Set data.name to "
            "one that is there, or prepare the other."
        )
    known = tensorflow_datasets.list_builders(with_community_datasets=False)
    close = close_names(name, [*prepared, *known], 3)
    close += close_names(name, [one.partition(":")[0] for one in prepared], 3)
    hint = did_you_mean(close, ".")
    there = f"the sets prepared there are {_listed(prepared)}" if prepared else "no set is there"
    if not root.is_dir():
        there = "there is no such folder"
    return UserError(
        f"TFDS has no set '{name}'{hint} Prepared ones were looked for in {root}: {there}. "
        "data.data_dir or the environment variable TFDS_DATA_DIR names another folder."
    )


def refused_name(name: str, error: Exception) -> UserError:
    """The error for a config or a version that a set does not have, or for what is no name."""
    first, _, rest = str(error).partition("\n")
    if "must be of the following format" in rest:
        return UserError(
            f"TFDS refuses '{name}': a set is named as name, name/config, name:1.2.3 or "
            "name/config:1.2.3."
        )
    return UserError(f"TFDS refuses '{name}': {first.rpartition(': Dataset ')[2] or first}")


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
