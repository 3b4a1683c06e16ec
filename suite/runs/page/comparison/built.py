"""What a run was really built of, for one that no recipe describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suite.runs.run_record import RunRecord

# Of `setup.json`, what somebody has chosen; the rest follows from it.
_CHOSEN = (
    "optimizer",
    "loss",
    "targets",
    "classes",
    "class_weights",
    "batch_size",
    "samples",
    "validation_samples",
    "epochs",
    "augment",
    "clip_norm",
    "callbacks",
)
# Of a component, what other entries of it tell.
_SILENT = ("class", "asked", "arguments")


def built(run: RunRecord) -> dict[str, Any]:
    """Seed, network and settings as `setup.json` has them; what was left at None is left out.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "finished", "origin": "code", "seed": 3})
        >>> layer = {"name": "out", "kind": "dense", "units": 10, "activation": "softmax"}
        >>> directory.write_setup({"batch_size": 32, "layers": [layer], "clip_norm": None})
        >>> built(RunRecord(directory))
        {'seed': 3, 'layers': 'dense 10 softmax', 'batch_size': 32}
    """
    summary: dict[str, Any] = dict(run.summary)
    layers = run.setup.get("layers")
    told = {
        "seed": summary.get("seed"),
        "layers": ", ".join(map(_layer, layers)) if isinstance(layers, list) else None,
        **{key: _plain(run.setup.get(key)) for key in _CHOSEN},
    }
    return {key: value for key, value in told.items() if value is not None}


def _layer(told: Any) -> str:
    """`dense 10 softmax`."""
    if not isinstance(told, Mapping):
        return "layer"
    parts = (told.get(key) for key in ("kind", "units", "activation"))
    return " ".join(str(part) for part in parts if part is not None)


def _plain(value: Any) -> Any:
    """A value with nothing in it that is None."""
    if isinstance(value, Mapping):
        kept = {key: _plain(one) for key, one in value.items() if key not in _SILENT}
        return {key: one for key, one in kept.items() if one is not None}
    return value
